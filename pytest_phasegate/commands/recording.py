"""What commands that write share: a unit's document is changed, shown or refused, and the answer tells which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import unified_diff
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import DONE, REFUSED, Line, Told
from pytest_phasegate.commands.judging import Fault  # noqa: TC001 - the schema is read off the answer's fields
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.saving import RefusedError, change_document, read_document
from pytest_phasegate.documents.edit.editor import EditError, open_document
from pytest_phasegate.text.decode import BYTE_ORDER_MARK, decode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.errors import PhasegateError
    from pytest_phasegate.projects.opened import Projects

    Change = Callable[[Written], Written]

_TRIES = 20
_WIDEST = 80


@dataclass(frozen=True, slots=True)
class Answer:
    """What was recorded of a unit.

    ``done``: the document says it, ``changed``: it did not before; ``why`` says why it does not, and ``faults`` are the
    checks that do not hold. ``diff`` shows the change, and ``dry_run`` that it was not written. ``text`` is what is to
    be read next, in Markdown: a brief, a report, a question.
    """

    unit: str
    document: str
    done: bool
    changed: bool = False
    dry_run: bool = False
    why: str = ""
    faults: tuple[Fault, ...] = ()
    diff: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document before and behind a change; ``faults`` kept it from being written."""

    path: str
    before: bytes
    after: bytes
    faults: tuple[Fault, ...] = field(default=())

    @property
    def diff(self) -> str:
        """The change as lines; "" for none."""
        old, new = (_lines(data) for data in (self.before, self.after))
        return "\n".join(unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", lineterm=""))


def _lines(data: bytes) -> list[str]:
    return [line.rstrip("\r") for line in data.decode("utf-8", "replace").split("\n")]


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """Add the option that shows a change and does not make it."""
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")


def record(
    asked: Asked,
    opened: Projects,
    path: str,
    change: Change,
    judge: Callable[[bytes], tuple[Fault, ...]] | None = None,
) -> Recorded:
    """Change a document, unless ``--dry-run`` is asked.

    What takes long is not done under the lock: a document that somebody else changed meanwhile is changed and judged
    anew.

    Args:
        asked: what the command is asked.
        opened: the project.
        path: the document's.
        change: what is to be changed.
        judge: tells what of the new text does not hold; then nothing is written.

    Raises:
        RefusedError: it cannot be written.
        EditError: it cannot be expressed.
    """
    dialect = asked.registry.tables.dialects[opened.documents[path].workflow.dialect]

    def make(data: bytes) -> bytes:
        document = open_document(dialect, path, decode(path, data))
        new = change(document)
        mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK.encode()) else ""
        return data if new is document else f"{mark}{new.text}".encode()

    for _ in range(_TRIES):
        before = read_document(opened.root, path)
        after = make(before)
        faults = judge(after) if judge else ()
        if asked.options.dry_run or faults:
            return Recorded(path, before, after, faults)
        if put(opened, path, before, after):
            return Recorded(path, before, after)
    raise RefusedError(f"{path} was changed by others {_TRIES} times meanwhile; try again")


def put(opened: Projects, path: str, before: bytes, after: bytes) -> bool:
    """Write a document that still holds what was read; returns whether it does."""
    _, now = change_document(opened.root, path, lambda data: after if data == before else data)
    return now == after


def answer(asked: Asked, place: Place, recorded: Recorded, text: str = "") -> Answer:
    """The answer on a unit whose document was changed, or is shown."""
    return Answer(
        unit=place.id,
        document=place.path,
        done=not (recorded.faults or asked.options.dry_run),
        changed=recorded.before != recorded.after and not (recorded.faults or asked.options.dry_run),
        dry_run=asked.options.dry_run,
        faults=recorded.faults,
        diff=recorded.diff,
        text=text,
    )


def tell(found: Answer, lines: Sequence[Line | str] = ()) -> Told:
    """The answer for people: the change with ``--dry-run``, why nothing was changed, then what is to be read."""
    shown: list[Line | str] = []
    if found.dry_run:
        shown += found.diff.split("\n") if found.diff else ["nothing would change"]
    if found.why:
        shown += paragraph(f"Nothing was changed: {found.why}", hang=2, style="bad")
    shown += lines
    shown += markdown(found.text)
    is_fine = found.done or (found.dry_run and not found.faults and not found.why)
    return Told(found, shown, DONE if is_fine else REFUSED)


def refusal(place: Place, why: str | PhasegateError, faults: tuple[Fault, ...] = ()) -> Answer:
    """The answer where nothing is changed."""
    return Answer(unit=place.id, document=place.path, done=False, why=str(why), faults=faults)


def markdown(text: str) -> Iterator[Line]:
    """A text in Markdown as lines for people: paragraphs and items are wrapped, what stands in fences is not."""
    is_code = False
    for line in text.split("\n") if text else ():
        is_code ^= line.lstrip().startswith("```")
        indent = len(line) - len(line.lstrip())
        if is_code or len(line) <= _WIDEST:
            yield Line(line)
        else:
            yield from paragraph(line.strip(), indent, hang=2)


REFUSALS = (RefusedError, EditError)
"""What keeps a document from being changed, and is no wrong use."""


def with_why(found: Answer, why: str) -> Answer:
    """The answer with the reason why nothing was changed."""
    return replace(found, done=False, changed=False, why=why)
