"""Reads Python files without running them: whether they compile, and what they define."""

from __future__ import annotations

import ast
import sys
import warnings

from pytest_phasegate.model.sources import Definition, SourceFile
from pytest_phasegate.model.unknown import Unknown

LANGUAGE = "Python"
_DEEPEST = 200
_CHECKS_ITS_STACK = sys.version_info >= (3, 11)
_DEEPENING = (b"+ - * / % @ . ( [ ~ | & ^ < >".split(), (b"not ", b"lambda", b"await ", b"else"))
_MOST_DEEPENING = 80_000  # with 200,000 in one expression the compiler of Python 3.10 overflows its stack
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def read_python(data: bytes) -> SourceFile:
    """Compile a file in memory and list what its module and its classes define.

    Nothing of the file is run. Names come from definitions, assignments and imports of the module and its classes,
    also under an ``if`` or a ``try``, but not inside a function, for others cannot use what is defined there.

    Args:
        data: the file's bytes; a coding declaration in them counts.
    """
    if may_overflow(data):
        why = "the file may be nested too deeply for Python 3.10, whose compiler does not check its stack"
        return SourceFile(language=LANGUAGE, unknown=Unknown(why, "run pytest with Python 3.11 or later"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are the file's matter
            tree = ast.parse(data)
            compile(tree, "<judged>", "exec", dont_inherit=True)
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        return SourceFile(language=LANGUAGE, error=f"{where}{error.msg}")
    except ValueError as error:  # a NUL byte, an unknown encoding
        return SourceFile(language=LANGUAGE, error=str(error))
    except (RecursionError, MemoryError, OverflowError):
        return SourceFile(language=LANGUAGE, error="it is nested too deeply to compile")
    return SourceFile(language=LANGUAGE, definitions=tuple(_definitions(tree)), error="")


def may_overflow(data: bytes) -> bool:
    """Whether to compile a file might end this process, because the compiler does not check its stack."""
    return not _CHECKS_ITS_STACK and sum(data.count(sign) for signs in _DEEPENING for sign in signs) > _MOST_DEEPENING


def _definitions(tree: ast.Module) -> list[Definition]:
    found: list[Definition] = []
    work: list[tuple[ast.AST, str, int]] = [(node, "", 0) for node in reversed(tree.body)]
    while work:
        node, place, depth = work.pop()
        if isinstance(node, ast.ClassDef):
            found.append(Definition(name=f"{place}{node.name}", kind="class", line=node.lineno))
            inner = f"{place}{node.name}."
        elif isinstance(node, _FUNCTIONS):
            found.append(Definition(name=f"{place}{node.name}", kind="function", line=node.lineno))
            continue
        else:
            found += _bound(node, place)
            inner = place
        if isinstance(node, ast.stmt) and depth < _DEEPEST:
            below = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler)]
            work += [(child, inner, depth + 1) for child in reversed(below)]
        elif isinstance(node, ast.ExceptHandler):
            work += [(child, inner, depth + 1) for child in reversed(node.body)]
    return found


def _bound(node: ast.AST, place: str) -> list[Definition]:
    """The names that an assignment or an import binds."""
    names: list[tuple[str, str]] = []
    if isinstance(node, ast.Assign):
        names = [
            (each.id, "variable") for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
        ]
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        names = [(node.target.id, "variable")]
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names = [(alias.asname, "import") for alias in node.names if alias.asname]
    elif type(node).__name__ == "TypeAlias":  # Python 3.12
        names = [(node.name.id, "type")]  # type: ignore[attr-defined]
    line = getattr(node, "lineno", 0)
    return [Definition(name=f"{place}{name}", kind=kind, line=line) for name, kind in names]
