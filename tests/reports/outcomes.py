"""Outcomes to make reports from: one that is easy to read, one that is hostile, and large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.described import DocumentFacts, Threshold, UnitFacts
from pytest_phasegate.model.verdict import Answer, Finding, Outcome, Result, Verdict

if TYPE_CHECKING:
    from coverage import CoverageData

DOCUMENT = "docs/tasks.md"
TEXT = "".join(f"line {number}\n" for number in range(1, 41))
COMMIT = "4830299a1b" * 4

FACTS = {
    "revision": "main (4830299a1b)",
    "policy": "phasegate.yaml",
    "commit": COMMIT,
    "tree": "the working tree",
    "version": "1.2.3",
    "time": "2026-01-02T03:04:05Z",
    "policy_digest": "sha256:00ff",
    "versions": "Python 3.11.7, pytest 9.2.0",
}


def close(data: CoverageData) -> None:
    """Older releases of coverage.py have no word for it."""
    if hasattr(data, "close"):
        data.close(force=True)


def finding(code: str = "file-missing", line: int = 7, **texts: str | bool) -> Finding:
    values: dict[str, str | bool] = {
        "claim": "task 1.1 creates src/a.py",
        "found": "there is no file src/a.py",
        "remedy": "create it",
        **texts,
    }
    return Finding(code=code, line=line, **values)  # type: ignore[arg-type]


def result(
    place: str = "batch-1",
    gate: str = "files",
    answer: Answer = Answer.HELD,
    line: int = 7,
    *findings: Finding,
    document: str = DOCUMENT,
    **more: object,
) -> Result:
    reason = findings[0].found if findings else f"what {gate} asks for holds"
    reasons = {Answer.PENDING: "batch 2 is pending", Answer.WAIVED: f"lost in a move (waived by Ada): {reason}"}
    verdict = Verdict(
        answer=answer,
        reason=reasons.get(answer, reason),
        findings=findings,
        looked_at=int(answer is not Answer.PENDING),
        commit=COMMIT if gate == "commit" else None,
    )
    values: dict[str, object] = {"lines": (line,), "verdict": verdict, **more}
    return Result(
        id=f"{document}::{place}::{gate}" if place else f"{document}::{gate}",
        document=document,
        unit=f"unit {place}" if place else "the document",
        gate=gate,
        location=Location(document, line),
        **values,  # type: ignore[arg-type]
    )


def unit(place: str, title: str, line: int, *, document: str = DOCUMENT, **more: object) -> UnitFacts:
    path = f"{document}::{place}" if place else document
    name = place.rpartition("::")[2]
    values: dict[str, object] = {
        "level": "document" if not place else "task" if "::" in place else "batch",
        "id": name.removeprefix("batch-"),
        "status": "complete",
        "end": line + 4,
        **more,
    }
    values.setdefault("parent", path.rpartition("::")[0] or None)
    return UnitFacts(place=path, title=title, line=line, **values)  # type: ignore[arg-type]


def outcome_of(*results: Result, units: tuple[UnitFacts, ...] = (), left_out: int = 0, **more: object) -> Outcome:
    """An outcome whose documents are those of its results, with a unit for each place where none are given."""
    by_document: dict[str, list[Result]] = {}
    for each in results:
        by_document.setdefault(each.document, []).append(each)
    documents = {}
    for path, own in by_document.items():
        lines = sorted(line for each in own for line in each.lines)
        known = tuple(each for each in units if each.place.split("::")[0] == path)
        places = dict.fromkeys(each.id.rpartition("::")[0].partition("::")[2] for each in own)
        root = unit("", "A document", 1, document=path, end=40)
        line = own[0].location.line
        made = (root, *(unit(place, f"Title of {place}", line, document=path) for place in places if place))
        documents[path] = DocumentFacts(
            path=path,
            dialect="batches",
            lines=tuple((line, lines.count(line)) for line in dict.fromkeys(lines)),
            units=known or made,
        )
    values: dict[str, object] = {"facts": FACTS, "documents": documents, **more}
    return Outcome(
        results=results,
        planned={
            path: len(own) + (left_out if not index else 0) for index, (path, own) in enumerate(by_document.items())
        },
        units={path: len(facts.units) - 1 for path, facts in documents.items()},
        **values,  # type: ignore[arg-type]
    )


def sample(*, left_out: int = 0) -> Outcome:
    """Two documents and one result of each answer, and a danger."""
    danger = finding("file-outside", 9, claim="task 1.2 names ../x", found="../x leads out", security=True)
    waived = finding("commit-missing", 12, claim="batch 1 is in commit 1234567", found="commit 1234567 does not exist")
    unseen = finding("commit-unknown", 21, found="the clone is shallow", remedy="git fetch --unshallow", unknown=True)
    return outcome_of(
        result("", "record", Answer.HELD, 1),
        result("batch-1", "commit", Answer.WAIVED, 12, waived),
        result("batch-1::1.1", "files", Answer.FAILED, 7, finding()),
        result("batch-1::1.2", "files", Answer.FAILED, 9, danger),
        result("batch-2", "record", Answer.PENDING, 30),
        result("batch-1", "commit", Answer.UNKNOWN, 21, unseen, document="other/tasks.md"),
        result("batch-1", "build", Answer.HELD, 20, document="other/tasks.md"),
        units=(
            unit("", "The plan", 1, end=40),
            unit(
                "batch-1", "Foundations", 5, phases=("backend",), begun=1767000000, done=1767200000, proven=1767100000
            ),
            unit("batch-1::1.1", "The reader", 7),
            unit("batch-1::1.2", "The writer", 9),
            unit("batch-2", "Extras", 30, status="pending"),
        ),
        left_out=left_out,
        thresholds=(
            Threshold(
                scope="total", name="all documents", minimum=50.0, percent=None if left_out else 40.0, is_met=False
            ),
        ),
    )


HOSTILE = (
    '"><script>document.title="ran"</script><img src=x onerror=document.title="ran">',
    "' onmouseover='document.title=\"ran\"' x='",
    "</script><script>document.title='ran'</script>",
    "| a | `b` || ```c``` \\| [link](javascript:alert(1)) ![i](http://example.org/x.png)",
    "first\nsecond\r\n::error file=x::y\n::set-output name=a::b",
    "::error::%0A%0D%25 ##[error] a,b:c ]]> <!-- --> --><b>bold</b> &amp; &lt;",
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b31m",
    "\u202egnp.exe \u2066hidden\u2069 \u200bzero\ufeff \u2028line \u2029paragraph",
    "@everyone #1 !2 $3 ~4 https://example.org www.example.org GH-12 <https://example.org>",
    "half a pair \ud800 and \udcff",
    "{{ 7*7 }} ${7*7} {% raw %} %s %(x)s {0}",
    "x" * 1_000_000,
)


def hostile() -> Outcome:
    """Every hostile text in every place that takes a text from a document."""
    results, units = [], [unit("", HOSTILE[0], 1, end=40)]
    for number, text in enumerate(HOSTILE):
        bad = finding(line=number + 2, claim=text, found=text, remedy=text)
        units.append(unit(f"batch-{number}", text, number + 2))
        units.append(unit(f"batch-{number}::{number}.1", text, number + 2))
        made = result(f"batch-{number}", "files", (Answer.FAILED, Answer.WAIVED)[number % 2], number + 2, bad)
        verdict = Verdict(answer=made.verdict.answer, reason=text, findings=(bad,), notes=(text,), looked_at=1)
        results.append(
            Result(
                id=f"{DOCUMENT}::{text[:200]}{number}::files",
                document=DOCUMENT,
                unit=text,
                gate="files",
                location=made.location,
                verdict=verdict,
                lines=(number + 2,),
            )
        )
        results.append(made)
    return outcome_of(*results, units=tuple(units), facts={**FACTS, "revision": HOSTILE[0], "policy": HOSTILE[5]})


HOSTILE_PATH = 'docs/a,b:c %0A"><script>x</script>&amp; |`é ::error::.md'


def hostile_path() -> Outcome:
    """A document whose name is hostile."""
    return outcome_of(
        result("batch-1", "files", Answer.FAILED, 2, finding(line=2), document=HOSTILE_PATH),
        result("batch-1", "record", Answer.HELD, 3, document=HOSTILE_PATH),
    )


def large(count: int, *, documents: int = 4) -> Outcome:
    """This many units, two checks each, every tenth with something false."""
    results, units = [], []
    for number in range(count):
        path = f"work/area-{number % documents}/tasks.md"
        if number < documents:
            units.append(unit("", "A plan", 1, document=path, end=count * 2))
        batch = f"batch-{number // documents // 10 + 1}"
        is_batch = number // documents % 10 == 0
        place = batch if is_batch else f"{batch}::{number}"
        line = number // documents * 2 + 2
        units.append(unit(place, f"Write the part of the program number {number}", line, document=path, end=line + 1))
        answer = (Answer.FAILED, Answer.HELD, Answer.HELD, Answer.PENDING, Answer.HELD)[number % 5 if number % 2 else 1]
        found = (finding(line=line, found=f"there is no file src/part_{number}.py"),) if answer is Answer.FAILED else ()
        results.append(result(place, "files", answer, line, *found, document=path))
        results.append(result(place, "record", Answer.HELD, line, document=path))
    return outcome_of(*results, units=tuple(units))
