"""Results that a document names for a unit (a deployment, a test report, a review), and what they say came of it."""

from __future__ import annotations

import json
from posixpath import basename, splitext
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.facts import EntryKind, Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.measures import CaseResult
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.scanner import numbered_lines
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 2**20
MOST_RESULTS = 20  # of one unit
_LONGEST = 300
_TEXTS = (".md", ".markdown", ".rst", ".adoc", ".txt", ".log")
_DATA = (".json", ".xml")
# Words of a field's key, or of a delivered file's name, that say that it tells how something ended.
_SUBJECTS_TEXT = (
    "deployment deploy release rollout smoke test tests testing junit review reviews validation verification qa audit "
    "build ci pipeline check checks scan result results report outcome verdict acceptance"
)
_SUBJECTS = frozenset(_SUBJECTS_TEXT.split())
_FORMS = frozenset({"record", "log", "status", "summary", "run", "runs"})
_KEYS_TEXT = "status state result results outcome conclusion verdict decision deployment release review build tests"
_KEYS = frozenset(_KEYS_TEXT.split())
_WHOLE = frozenset({"overall", "final", "total"})
_BAD = (
    *("failed", "failure", "failing", "fail", "fails", "error", "errored", "rolled back", "rollback", "rejected"),
    *("aborted", "cancelled", "canceled", "timed out", "timeout", "broken", "unsuccessful", "changes requested"),
    *("not approved", "not passed", "not ok", "not successful", "no go", "false"),
)
_GOOD = (
    *("success", "succeeded", "successful", "passed", "pass", "passes", "passing", "ok", "approved", "accepted"),
    *("done", "complete", "completed", "deployed", "released", "live", "green", "true", "go"),
)
_NESTED = frozenset({"deployment", "result", "results", "summary", "tests", "review", "build", "release"})
_COUNTS = frozenset({"failed", "failures", "errors", "failing"})


class Named(NamedTuple):
    """A result that a unit names: the file that holds it, or nothing where the claim itself says how it ended."""

    claim: Claim
    path: str


class _Said(NamedTuple):
    """What a result says: whether it was a success, and the words, with their line where they have one."""

    is_good: bool
    words: str
    line: int = 0


def named_results(unit: Unit) -> tuple[Named, ...]:
    """The results that a unit which claims to be done names, or states to be bad; at most 20."""
    if not _is_done(unit):
        return ()
    fields = [field for field in unit.fields if _is_about_results(field.key) and not is_unfilled(field.text)]
    named = [Named(field, path) for field in fields if (path := _path_in(field.text)) or _judge(field.text) is False]
    delivered = [
        Named(claim, claim.path)
        for claim in unit.deliverables
        if not claim.is_glob and _is_readable(claim.path) and _is_about_results(splitext(basename(claim.path))[0])
    ]
    return tuple((*named, *delivered)[:MOST_RESULTS])


def result_findings(check: Check[Any], evidence: Evidence, notes: list[str]) -> Iterator[Finding]:
    """The results that say the opposite of the unit that names them; what says nothing goes to ``notes``."""
    for named in named_results(check.unit):
        if named.path:
            yield from _of_file(check, named, evidence, notes)
        else:
            result = named.claim
            yield finding(
                "result-contradicts", result.line, unit=check.unit, result=result, where=check.at(result.line)
            )


def _of_file(check: Check[Any], named: Named, evidence: Evidence, notes: list[str]) -> Iterator[Finding]:
    unit, line, tree = check.unit, named.claim.line, evidence.files.tree()
    place = locate(tree, named.path, check.workflow.path)
    entry = tree.entry(place.path) if place.fit in (Fit.EXACT, Fit.SUFFIX) else None
    if entry is None or entry.kind is not EntryKind.FILE:
        if named.claim not in unit.deliverables:  # those are another gate's matter
            yield finding("result-unknown", line, unit=unit, path=named.path, where=check.at(line))
        return
    said = _read(place.path, evidence)
    if said is None:
        notes.append(f"{place.path} holds nothing that can be read as a result")
    elif not said.is_good:
        where = Location(place.path, said.line)
        yield finding("result-contradicts/file", line, unit=unit, path=named.path, where=where, words=said.words)


def _is_done(unit: Unit) -> bool:
    """Whether a unit claims to be done; of a document, whether all its units do."""
    if unit.level is not Level.DOCUMENT or unit.status.is_claimed:
        return unit.status.is_claimed
    states = [each.status for each in unit.units]
    return all(state.is_settled for state in states) and any(state.is_claimed for state in states)


def _words(text: str) -> list[str]:
    """The words of a text in lower case, of letters and digits only."""
    return "".join(sign if sign.isalnum() else " " for sign in text[:_LONGEST].casefold()).split()


def _is_about_results(name: str) -> bool:
    """Whether a name is that of a result: not a "review reference", which says what to mend, or a "test plan"."""
    words = _words(name)
    return not _SUBJECTS.isdisjoint(words) and words[-1] in _SUBJECTS | _FORMS


def _is_readable(path: str) -> bool:
    return path.lower().endswith((*_TEXTS, *_DATA))


def _path_in(text: str) -> str:
    """The file that the value of a field names: in backticks, as a link's target, or as a word."""
    pieces = text[:_LONGEST].split("`")[1::2]
    pieces += [piece.partition(")")[0] for piece in text[:_LONGEST].split("](")[1:]]
    pieces += text[:_LONGEST].split()
    bare = (piece.strip(" *<>\"'").partition("#")[0] for piece in pieces)
    return next((piece for piece in bare if piece and _is_path(piece)), "")


def _is_path(piece: str) -> bool:
    return _is_readable(piece) and "://" not in piece and not any(sign in piece for sign in " *?{[\0")


def _judge(value: str) -> bool | None:
    """Whether a value says in its first words that something ended well; None where it says neither."""
    words = " ".join(_words(value)[:4])
    for phrases, is_good in ((_BAD, False), (_GOOD, True)):
        if any(words == phrase or words.startswith(f"{phrase} ") for phrase in phrases):
            return is_good
    return None


def _read(path: str, evidence: Evidence) -> _Said | None:
    """What a file says came of something; None where it does not say, is too large, or is no text."""
    if path.lower().endswith(".xml"):
        run = evidence.results.suite_run(path)
        failed = run.count(CaseResult.FAILED)
        return _Said(not failed, f"{count_of(failed, 'test')} failed") if run.cases else None
    data = evidence.files.tree().read(path, MOST_BYTES + 1)
    if data is None or len(data) > MOST_BYTES:
        return None
    text = data.decode("utf-8-sig", "replace")
    return _in_json(text) if path.lower().endswith(".json") else _in_text(text)


def _in_json(text: str) -> _Said | None:
    try:
        result = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(result, dict):
        return None
    nested = [value for key, value in result.items() if key.casefold() in _NESTED and isinstance(value, dict)]
    said = [each for part in (result, *nested) for key, value in part.items() if (each := _in_value(key, value))]
    return next((each for each in said if not each.is_good), said[0] if said else None)


def _in_value(key: str, value: object) -> _Said | None:
    """What one value of a JSON object says."""
    name, shown = key.casefold(), f"{key}: {json.dumps(value)[:80]}"
    if name in _COUNTS and isinstance(value, int):
        return _Said(not value, shown)
    if name in ("success", "succeeded", "passed", "ok") and isinstance(value, bool):
        return _Said(value, shown)
    is_good = _judge(value) if name in _KEYS and isinstance(value, str) else None
    return None if is_good is None else _Said(is_good, shown)


def _in_text(text: str) -> _Said | None:
    """What the fields of a text say: the last one on the whole, else the last one."""
    last: _Said | None = None
    whole: _Said | None = None
    for number, line, is_code in numbered_lines("\n".join(text.splitlines())):
        key, colon, value = line[:_LONGEST].partition(":")
        words = _words(key)
        is_field = colon and not is_code and len(words) <= 4 and not _KEYS.isdisjoint(words[-1:])
        is_good = _judge(value) if is_field else None
        if is_good is not None:
            last = _Said(is_good, line.strip(" *_-#>|")[:80], number)
            whole = whole if _WHOLE.isdisjoint(words) else last
    return whole or last
