"""The small changes that make mutants: a fixed list of operators over the syntax of a module."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPARES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv}
LONGEST_WORD = 24
"""Longer strings are texts and patterns, of which a change says little."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module: where, what stood there and what stands there now, and the whole text."""

    path: str
    line: int
    end: int
    function: str
    operator: str
    old: str
    new: str
    text: str

    @property
    def key(self) -> str:
        """What names the mutant however its lines move."""
        return f"{self.path} {self.function}: {self.old} -> {self.new}"


def compare(node: ast.AST) -> Iterator[ast.AST]:
    """Another comparison."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARES:
        changed = copy.deepcopy(node)
        changed.ops[0] = COMPARES[type(node.ops[0])]()
        yield changed


def boolean(node: ast.AST) -> Iterator[ast.AST]:
    """``and`` for ``or``, and no ``not``."""
    if isinstance(node, ast.BoolOp):
        changed = copy.deepcopy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield changed
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def operand(node: ast.AST) -> Iterator[ast.AST]:
    """Only the first part of an ``and`` or ``or``."""
    if isinstance(node, ast.BoolOp):
        yield node.values[0]


def condition(node: ast.AST) -> Iterator[ast.AST]:
    """The other branch of a choice."""
    if isinstance(node, ast.IfExp):
        changed = copy.deepcopy(node)
        changed.body, changed.orelse = changed.orelse, changed.body
        yield changed


def constant(node: ast.AST) -> Iterator[ast.AST]:
    """Another number, truth or word."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str) and 0 < len(node.value) <= LONGEST_WORD and " " not in node.value:
        yield ast.Constant(f"{node.value}x")


def arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    """Minus for plus."""
    if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        changed = copy.deepcopy(node)
        changed.op = SUMS[type(node.op)]()
        yield changed


def arguments(node: ast.AST) -> Iterator[ast.AST]:
    """The first two arguments of a call, exchanged."""
    if isinstance(node, ast.Call) and len(node.args) > 1:
        first, second = node.args[:2]
        if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
            changed = copy.deepcopy(node)
            changed.args[0], changed.args[1] = changed.args[1], changed.args[0]
            yield changed


def statement(node: ast.AST) -> Iterator[ast.AST]:
    """No call, no change of a value, no next round and no end of a loop."""
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Yield, ast.YieldFrom))
    if is_call or isinstance(node, (ast.AugAssign, ast.Continue, ast.Break)):
        yield ast.Pass()


def returned(node: ast.AST) -> Iterator[ast.AST]:
    """Nothing returned."""
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))


OPERATORS: tuple[Callable[[ast.AST], Iterator[ast.AST]], ...] = (
    compare,
    boolean,
    operand,
    condition,
    constant,
    arithmetic,
    arguments,
    statement,
    returned,
)

WORDS = {"setting", "finding", "Unknown", "DocumentError", "TypeVar", "GitError", "GitAnswerError", "EvidenceError"}
"""Calls whose strings are texts or names, not decisions."""


def mutants_of(text: str, path: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    lines = text.splitlines(keepends=True)
    for node, function in _places(ast.parse(text), ""):
        for operator in OPERATORS:
            for changed in operator(node):
                yield _made(text, lines, path, function, node, changed, operator.__name__)


def _made(
    text: str, lines: list[str], path: str, function: str, node: ast.AST, changed: ast.AST, operator: str
) -> Mutant:
    assert isinstance(node, (ast.expr, ast.stmt))
    assert node.end_lineno is not None
    start = _offset(lines, node.lineno, node.col_offset)
    end = _offset(lines, node.end_lineno, node.end_col_offset or 0)
    new = ast.unparse(ast.fix_missing_locations(changed))
    written = f"({new})" if isinstance(changed, ast.expr) else new
    whole = text.encode()
    mutated = (whole[:start] + written.encode() + whole[end:]).decode()
    old = " ".join(whole[start:end].decode().split())
    return Mutant(path, node.lineno, node.end_lineno, function, operator, old, new, mutated)


def _offset(lines: list[str], line: int, column: int) -> int:
    """Where a place of the syntax is in the text's bytes."""
    return sum(len(each.encode()) for each in lines[: line - 1]) + column


def _places(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """The parts of a module that may be changed, each with its function: no texts, annotations and imports."""
    for child in ast.iter_child_nodes(node):
        if _is_left_out(child, node):
            continue
        name = function
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            name = f"{function}.{child.name}".lstrip(".")
        if isinstance(child, (ast.expr, ast.stmt)) and not isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            yield child, name
        yield from _places(child, name)


def _is_left_out(child: ast.AST, parent: ast.AST) -> bool:
    if isinstance(child, (ast.JoinedStr, ast.Import, ast.ImportFrom, ast.arg)) or _is_for_types(child):
        return True
    if isinstance(parent, (ast.AnnAssign, ast.FunctionDef)) and child in (
        getattr(parent, "annotation", None),
        getattr(parent, "returns", None),
    ):
        return True
    if isinstance(parent, (ast.FunctionDef, ast.ClassDef)) and child in parent.decorator_list:
        return True
    is_word = isinstance(child, ast.Constant) and isinstance(child.value, str)
    called = parent.func if isinstance(parent, ast.Call) else None
    of_words = called is not None and getattr(called, "id", getattr(called, "attr", "")) in WORDS
    return is_word and (isinstance(parent, ast.Expr) or of_words)


def _is_for_types(child: ast.AST) -> bool:
    return isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
