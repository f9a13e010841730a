"""The form of a sample: a document, and beside it a row for each unit and each claim that is read from it."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, field, fields, replace
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import (
    BoxClaim,
    Claim,
    DecisionClaim,
    FieldClaim,
    LogClaim,
    StageGateClaim,
)
from pytest_phasegate.model.workflow import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit, Workflow

FOLDER = Path(__file__).parent
UPDATE = "python -m tests.samples"

_CLAIMS_SUFFIX = ".claims"
_CASES_SUFFIX = ".cases"
_CASE = "=== "
_EACH = ">>> each of"
_CLAIMS = ">>> claims"
_HOLE = "@@"
_NOTHING = "nothing"
_REFUSED = "refused"
_WITH_TEXT = (BoxClaim, FieldClaim, StageGateClaim, LogClaim, DecisionClaim)
"""The claims of which the text is what is claimed; that of the others only tells how it is written."""
_CHARACTER = re.compile(r"\{U\+([0-9A-F]{4,6})\}")


def read(name: str, text: str, dialect: str = "auto") -> Workflow:
    """Read a document: the only place that knows how the package is asked to."""
    return read_document(name, text, dialect)


@dataclass(frozen=True)
class Row:
    """One unit, claim or refusal; ``line`` is 0 where it stands at none."""

    line: int
    unit: str
    kind: str
    value: str
    last: int = 0  # of a range of lines that claim nothing

    @property
    def is_document(self) -> bool:
        """Whether it is the document itself, which stands at the first line whatever that is."""
        return (self.unit, self.kind) == ("document", "unit")

    def __str__(self) -> str:
        line = f"{self.line}-{self.last}" if self.last else str(self.line or "-")
        return f"{line:>4} | {self.unit:<14} | {self.kind:<10} | {self.value}".rstrip()


@dataclass(frozen=True)
class Claims:
    """What a document is expected to claim.

    ``notes`` are the lines before the rows that say why the document is here; ``recognized`` is the dialect that is
    told by the text alone ("nothing" for none), or None where that is not asked.
    """

    notes: tuple[str, ...] = ()
    recognized: str | None = None
    rows: tuple[Row, ...] = ()
    nothing: tuple[Row, ...] = ()

    def lines(self) -> list[str]:
        """The claims as they are written, a line each."""
        asked = [f"recognized: {self.recognized}"] if self.recognized is not None else []
        return [*self.notes, *asked, *map(str, sorted(self.rows + self.nothing, key=_place))]


@dataclass(frozen=True)
class Sample:
    """A document with its claims; ``name`` is its file, and behind ``::`` its case in a file of several."""

    name: str
    text: str
    claims: Claims
    variants: tuple[str, ...] = field(default=())

    @property
    def dialect(self) -> str:
        """The dialect that it is read as: the folder that it lies in."""
        return self.name.partition("/")[0]

    def texts(self) -> Iterator[str]:
        """The document, once for each line that may stand at its hole."""
        for variant in self.variants:
            yield self.text.replace(_HOLE, variant)
        if not self.variants:
            yield self.text

    def read(self) -> Claims:
        """The claims as they are read now."""
        return self._read(next(self.texts()))

    def differences(self) -> str:
        """In words for the developer how what is read differs from what is expected; "" where it does not."""
        return "\n".join(filter(None, map(self._differences, self.texts())))

    def _read(self, text: str) -> Claims:
        name = Path(self.name.partition("::")[0]).name
        asked = self.claims.recognized is not None
        return replace(
            self.claims,
            recognized=_recognized(name, text) if asked else None,
            rows=tuple(_rows(name, text, self.dialect)),
        )

    def _differences(self, text: str) -> str:
        found = self._read(text)
        told = list(unified_diff(self.claims.lines(), found.lines(), self.name, "what is read", n=0, lineterm=""))
        for row in self.claims.nothing:
            lines = range(row.line, (row.last or row.line) + 1)
            read_there = [each for each in found.rows if each.line in lines and not each.is_document]
            told += [f"must claim nothing ({row.value}): {each}" for each in read_there]
        if not told:
            return ""
        written = text.split("\n")
        numbers = sorted({int(number) for each in told if (number := _line_of(each))} & set(range(1, len(written) + 1)))
        shown = [f"line {number}: {_seen(written[number - 1])}" for number in numbers]
        return "\n".join([*told, "", *shown, "", f"{UPDATE} {self.name.partition('::')[0]} would write what is read"])


def samples() -> list[Sample]:
    """Every sample of every dialect, in the order of their names."""
    return [sample for path in files() for sample in samples_in(path)]


def files() -> list[Path]:
    """The files with expected claims."""
    return sorted(path for path in FOLDER.glob("*/*") if path.suffix in (_CLAIMS_SUFFIX, _CASES_SUFFIX))


def documents() -> list[Path]:
    """The files that are documents."""
    return sorted(path for path in FOLDER.glob("*/*") if path.suffix in (".md", ".json"))


def samples_in(path: Path) -> list[Sample]:
    """The samples that a file with expected claims tells of."""
    name = path.relative_to(FOLDER).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == _CASES_SUFFIX:
        return [_case(name, block) for block in _blocks(lines)[1:]]
    document = document_of(path)
    text = document.read_text(encoding="utf-8")
    return [Sample(document.relative_to(FOLDER).as_posix(), text, _parse(lines))]


def document_of(path: Path) -> Path:
    """The document that a file of claims is about."""
    return next(each for each in documents() if each.with_suffix(_CLAIMS_SUFFIX) == path)


def unclaimed() -> list[Path]:
    """The files with expected claims that documents want and have not."""
    wanted = (path.with_suffix(_CLAIMS_SUFFIX) for path in documents())
    return [path for path in wanted if not path.exists()]


def updated(path: Path) -> str:
    """The file with expected claims as it is when all is expected that is read now."""
    return _written(path, [sample.read() for sample in samples_in(path)])


def tidied(path: Path) -> str:
    """The file with expected claims as it is when its rows stand in their order and columns."""
    return _written(path, [sample.claims for sample in samples_in(path)])


def _written(path: Path, claims: list[Claims]) -> str:
    if path.suffix == _CLAIMS_SUFFIX:
        return "\n".join(claims[0].lines()) + "\n"
    parts, *blocks = _blocks(path.read_text(encoding="utf-8").splitlines())
    for block, expected in zip(blocks, claims, strict=True):
        parts = [*parts, *block[: block.index(_CLAIMS) + 1], *expected.lines(), ""]
    return "\n".join(parts)


def _blocks(lines: list[str]) -> list[list[str]]:
    """The lines before the first case, and those of each case."""
    starts = [index for index, line in enumerate(lines) if line.startswith(_CASE)]
    return [lines[start:end] for start, end in zip([0, *starts], [*starts, len(lines)], strict=True)]


def _case(name: str, block: list[str]) -> Sample:
    asked = block.index(_CLAIMS)
    each = block.index(_EACH) if _EACH in block[:asked] else asked
    text = "".join(f"{_unescaped(line)}\n" for line in block[1:each])
    variants = tuple(_unescaped(line) for line in block[each + 1 : asked])
    title = block[0].removeprefix(_CASE)
    return Sample(f"{name}::{title}", text, _parse(block[asked + 1 :]), variants)


def _parse(lines: list[str]) -> Claims:
    notes = tuple(line for line in lines if line.startswith("#"))
    rows = [_row(line) for line in lines if line.strip() and not line.startswith(("#", "recognized: "))]
    recognized = next((line.partition(": ")[2] for line in lines if line.startswith("recognized: ")), None)
    claimed = sorted((row for row in rows if row.kind != _NOTHING), key=_place)
    return Claims(notes, recognized, tuple(claimed), tuple(row for row in rows if row.kind == _NOTHING))


def _row(line: str) -> Row:
    place, unit, kind, value = (cell.strip() for cell in line.split("|", 3))
    first, _, last = place.partition("-")
    return Row(int(first or 0), unit, kind, value, int(last or 0))


def _line_of(told: str) -> str:
    """The line of the document that a line of the differences is about."""
    match = re.match(r"(?:[-+]|must claim nothing .*?:) *(\d+) \|", told)
    return match[1] if match else ""


def _place(row: Row) -> tuple[int, int, bool, str]:
    return row.line, _KINDS.index(row.kind), row.unit != "document", row.unit


def _recognized(name: str, text: str) -> str:
    try:
        return read(name, text).dialect
    except DocumentError:
        return "nothing"


def _rows(name: str, text: str, dialect: str) -> list[Row]:
    try:
        workflow = read(name, text, dialect)
    except DocumentError as error:
        line = error.location.line if error.location else None
        return [Row(line or 0, "", _REFUSED, _seen(error.message))]
    rows = [row for unit in workflow.root.walk() for row in _unit_rows(workflow, unit)]
    return sorted(rows, key=_place)


def _unit_rows(workflow: Workflow, unit: Unit) -> Iterator[Row]:
    parent = workflow.parent(unit)
    within = f" in {parent.key}" if parent and parent is not workflow.root else ""
    name = f"{unit.level.value} {unit.id}".rstrip()
    yield Row(unit.line, unit.key, "unit", f"{name}{within} to {unit.end}, {unit.status.value}: {_seen(unit.title)}")
    for kind, word in zip(CLAIMS, _KINDS[2:-1], strict=True):
        for claim in getattr(unit, kind):
            yield Row(claim.line, unit.key, word, _value(claim))


def _value(claim: Claim) -> str:
    """What a claim says: its first field, then those of the others that are not what they are by default."""
    first, *others = (each for each in fields(claim) if each.name not in ("line", "text"))
    parts = [_plain(getattr(claim, first.name))]
    for each in others:
        value = getattr(claim, each.name)
        if each.default is MISSING or value != each.default:
            parts.append(each.name if value is True else f"{each.name}={_plain(value)}")
    value = "; ".join(parts)
    return f"{value}: {_seen(claim.text)}".rstrip() if isinstance(claim, _WITH_TEXT) else value


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        return "-".join(map(str, value))
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value)) or "none"
    return "none" if value is None else _seen(str(value))


def _seen(text: str) -> str:
    """A text in which every character can be seen."""
    return "".join(each if each.isprintable() else f"{{U+{ord(each):04X}}}" for each in text)


def _unescaped(line: str) -> str:
    return _CHARACTER.sub(lambda match: chr(int(match[1], 16)), line)


def _words(kind: str) -> str:
    """The name of a kind of claims for one of them: "no_commits" is "no commit"."""
    singular = {"statuses": "status", "boxes": "box", "dependencies": "dependency", "log": "log"}
    return singular.get(kind, kind.removesuffix("s")).replace("_", " ")


_KINDS = [_REFUSED, "unit", *map(_words, CLAIMS), _NOTHING]
