"""The one reader of Markdown dialects: whose each line is, then what each line claims; a dialect is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.accounting import report, unread
from pytest_phasegate.documents.claims import Lines
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.notations.file_actions import apply_actions
from pytest_phasegate.documents.recaps import fold_recaps
from pytest_phasegate.documents.table_rows import add_row_units
from pytest_phasegate.documents.units import Tree
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.scanner import scan
from pytest_phasegate.text.visible import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.documents.seen import Seen
    from pytest_phasegate.text.lines import Token


def read(dialect: Dialect, path: str, text: str) -> Workflow:
    """Read a task document.

    Args:
        dialect: how it is written.
        path: its place in the project, with forward slashes; it is named in messages and in the workflow.
        text: what it says.

    Raises:
        DocumentError: no line introduces a unit, or a line is too long.
    """
    check_lines(path, text)
    root = _read_data(dialect, path, text) if dialect.is_data else _read_text(dialect, text)
    if not root.drafts:
        raise DocumentError(dialect.wants, Location(path))
    return Workflow(path=path, dialect=dialect.name, root=freeze(root))


def _root(text: str) -> Draft:
    last = text.count("\n") + (not text.endswith("\n"))
    return Draft(level=Level.DOCUMENT, id="", title="", line=1, end=last)


def _read_text(dialect: Dialect, text: str) -> Draft:
    """Read Markdown: what is seen and was not read, once more as it was meant, where it can mean nothing else."""
    tokens = _tokens(dialect, text)
    root, seen = _read_lines(dialect, tokens, _root(text))
    for kind in ("unit", "box"):  # once its unit is there, "**Status**: [x]" is a status
        meant = {each.line: each.token for each in seen if each.token and each.kind == kind}
        if meant:
            tokens = [meant.get(token.line, token) for token in tokens]
            root, seen = _read_lines(dialect, tokens, _root(text))
    report(root, seen)
    return root


def _tokens(dialect: Dialect, text: str) -> Sequence[Token]:
    if not dialect.is_deep:
        return fold(scan(text), text)
    from pytest_phasegate.documents.deep_tokens import deep_tokens

    return deep_tokens(dialect, text)


def _read_lines(dialect: Dialect, tokens: Sequence[Token], root: Draft) -> tuple[Draft, list[Seen]]:
    """Whose each line is, then, with all units known, what each line claims; and what is seen besides."""
    root.title = next((token.text for token in tokens if token.kind is Kind.HEADING and not token.quoted), "")
    tree = Tree(dialect, tokens, root)
    tree.grow()
    add_row_units(tree)
    if root.drafts:
        lines = Lines(dialect, root, tree.units)
        if tree.front:
            lines.read_values(tree.front, root.drafts[0])
        for stretch in tree.stretches:
            lines.read(stretch)
        _finish(dialect, root)
    return root, unread(root, () if dialect.is_prose else tokens, dialect)


def _read_data(dialect: Dialect, path: str, text: str) -> Draft:
    from pytest_phasegate.documents.data_units import grow_from_data
    from pytest_phasegate.text.json_places import read_json

    data = read_json(text)
    if data is None:
        raise DocumentError("the file is no JSON", Location(path))
    root = _root(text)
    tree = grow_from_data(dialect, data, root)
    lines = Lines(dialect, root, tree.units)
    for unit, entries in tree.values:
        lines.read_values(entries, unit)
    _finish(dialect, root)
    return root


def _finish(dialect: Dialect, root: Draft) -> None:
    """What can only be told of a whole unit: what is done to its files, whether it is a recap, its level."""
    for draft in root.walk():
        draft.claims[:] = apply_actions(draft.claims)
    fold_recaps(root)
    if dialect.levels:
        for top in root.drafts:
            dialect.levels(top)
