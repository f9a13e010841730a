"""The lines that a unit's commits added, wherever later edits moved them, are covered by tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.gates.parts.phase_work import work_commits
from pytest_phasegate.gates.parts.results_age import Age, age_of, find_results, make_results
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows
from pytest_phasegate.text.words import are, count_of, line_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import LineCoverage

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much of what a unit's commits added must be covered."""

    data: tuple[str, ...] = setting(
        (),
        "paths of coverage.py's data file, its JSON, a Cobertura XML or an LCOV file; the first that is there counts;"
        " none: no coverage is asked for",
    )
    least: float = setting(80.0, "the least share of the added lines that must be covered, of 100")
    command: str = setting(
        "", "the command of the policy that makes the data; none: it is made elsewhere", refers="commands"
    )
    sources: tuple[str, ...] = setting(
        ("**/*.py", "!**/test_*.py", "!**/*_test.py", "!**/conftest.py", "!tests/**", "!docs/**", "!setup.py"),
        "globs of the files whose lines count, ! takes files out; one that was not measured is not covered",
    )
    phases: tuple[str, ...] = setting(
        (), "the phases whose lines are held, in place of the unit's own: those it tests", refers="phases"
    )
    levels: tuple[str, ...] = setting(("phase", "batch"), "the levels of units whose lines are held", values="levels")


class Share(NamedTuple):
    """Of the lines that a unit added to a file and that can be executed: how many, and those that no test executed."""

    added: int
    missing: frozenset[int]


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The commits, or the documents, of a unit at a level whose lines are held."""
    unit, settings = asked.unit, asked.settings
    if not (settings.data and asked.is_at_level):
        return ()
    return unit.status_claims if settings.phases else (*unit.commits, *unit.links)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the lines that the unit's commits added against the measurement."""
    settings, line = check.settings, check.location.line
    values = {"unit": check.unit, "least": settings.least}
    commits = _commits(check, evidence)
    paths = _paths(check, commits, evidence)
    if not paths:
        return pending(f"{check.unit.name} changed no source file whose coverage counts")
    made = make_results(check, settings.command, evidence)
    if made.failure:
        return verdict_of([finding("coverage-not-run", line, failure=made.failure, **values)], looked_at=1)
    names = find_results(settings.data, evidence)
    if not names:
        return verdict_of([finding("coverage-missing", line, wanted=", ".join(settings.data), **values)], looked_at=1)
    measured = evidence.results.line_coverage(names[0])
    if measured.problem:
        return verdict_of([finding("coverage-stale", line, measured=measured, **values)], looked_at=1)
    age = age_of(measured, paths, evidence, made)
    if row := _row_of_age(age):
        return verdict_of([finding(row, line, measured=measured, age=age, **values)], looked_at=1)
    notes = [age.note] if age.note else []
    return _hold(check, measured, _shares(commits, paths, measured, evidence), notes)


def _commits(check: Check[Settings], evidence: Evidence) -> tuple[Commit, ...]:
    """The commits of the unit, or of those units of the document that are covered by the phases it tests."""
    if not check.settings.phases:
        return work_commits(check, evidence)
    matches = [phase.match for phase in check.policy.phases if phase.id in check.settings.phases]
    path, dialect = check.workflow.path, check.workflow.dialect
    every = check.workflow.root.units
    units = (unit for unit in every if any(match.fits(path, unit, None, dialect) for match in matches))
    each = (work_commits(replace(check, unit=unit), evidence) for unit in units)
    return tuple(commit for commits in each for commit in commits)


def _paths(check: Check[Settings], commits: Iterable[Commit], evidence: Evidence) -> tuple[str, ...]:
    """The source files of the judged tree in which lines of the commits may stand, moved files followed."""
    tree, sources = evidence.files.tree(), check.settings.sources
    changes = (change for commit in commits if commit.paths for change in commit.changes or ())
    changed = dict.fromkeys(change.path for change in changes if change.kind is not ChangeKind.DELETED)
    found: dict[str, None] = {}
    for name in (path for path in changed if allows(sources, path)):
        paths = (name,) if tree.entry(name) is not None else _arrivals(name, evidence)
        found |= dict.fromkeys(path for path in paths if allows(sources, path) and tree.entry(path) is not None)
    return tuple(found)


def _arrivals(gone: str, evidence: Evidence) -> tuple[str, ...]:
    """The files that came to be in the commit that took a file away: it may be one of them."""
    last = evidence.git.commits_of((gone,))[:1]
    commits = evidence.git.commits(tuple(commit.id for commit in last)).values()
    return tuple(c.path for commit in commits for c in commit.changes or () if c.kind is ChangeKind.ADDED)


def _row_of_age(age: Age) -> str:
    """The row of the finding on a measurement that does not tell of the files as they are, if so."""
    if age.stale:
        return "coverage-stale/not-written" if age.remedy else "coverage-stale/older"
    return "coverage-stale/unknown" if age.unknown else ""


def _shares(
    commits: tuple[Commit, ...], paths: tuple[str, ...], measured: LineCoverage, evidence: Evidence
) -> dict[str, Share | Unknown]:
    """For each path the unit's lines, or why git cannot tell whose they are."""
    ids = {commit.id for commit in commits}
    shares: dict[str, Share | Unknown] = {}
    for path in paths:
        authors = evidence.git.line_commits(path)
        if isinstance(authors, Unknown):
            shares[path] = authors
        else:
            own = frozenset(number for number, author in enumerate(authors, 1) if author in ids)
            shares[path] = _share_of(path, own, measured, evidence)
    return shares


def _share_of(path: str, own: frozenset[int], measured: LineCoverage, evidence: Evidence) -> Share:
    """The unit's lines in a file; of one that was not measured, those that are neither blank nor a comment."""
    if (lines := measured.files.get(path)) is not None:
        added = own & lines.statements
        return Share(len(added), added - lines.executed)
    text = (evidence.files.tree().read(path, 2**24) or b"").splitlines()
    added = frozenset(number for number in own if _is_code(text[number - 1].strip()))
    return Share(len(added), added)


def _is_code(line: bytes) -> bool:
    return bool(line) and not line.startswith(b"#")


def _hold(
    check: Check[Settings], measured: LineCoverage, shares: dict[str, Share | Unknown], notes: list[str]
) -> Verdict:
    unit, line, least = check.unit, check.location.line, check.settings.least
    findings = [
        finding("coverage-unknown", line, unit=unit, least=least, path=path).because(share)
        for path, share in shares.items()
        if isinstance(share, Unknown)
    ]
    known = {path: share for path, share in shares.items() if isinstance(share, Share)}
    added = sum(share.added for share in known.values())
    covered = added - sum(len(share.missing) for share in known.values())
    if not added and not findings:
        return pending(f"no line that {unit.name} added can be executed any more")
    percent = 100 * covered / added if added else 100.0
    if percent < least:
        missing = {path: share.missing for path, share in known.items() if share.missing}
        worst = sorted(missing, key=lambda path: -len(missing[path]))
        shown = "; ".join(_told(path, missing[path], measured) for path in worst[:SHOWN])
        share = f"{_share(covered, added, 'it')} ({percent:.1f} %)"
        findings.append(finding("coverage-low", line, unit=unit, least=least, share=share, shown=shown))
    reason = f"{_share(covered, added, unit.name)} ({percent:.1f} %)"
    return verdict_of(findings, looked_at=added, reason=reason, notes=notes)


def _share(covered: int, added: int, who: str) -> str:
    return f"{covered} of {count_of(added, 'line')} that {who} added {are(covered or added)} covered"


def _told(path: str, missing: frozenset[int], measured: LineCoverage) -> str:
    if path not in measured.files:
        return f"{path} was not measured"
    return f"{path} misses {', '.join(line_ranges(missing).split(', ')[:SHOWN])}"
