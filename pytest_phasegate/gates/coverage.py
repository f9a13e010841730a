"""The lines that a unit's commits added, wherever later edits moved them, are covered by tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.fresh import Age, age_of, find_results, make_results
from pytest_phasegate.gates.parts.phase_work import work_commits
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import LineCoverage

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much of what a unit's commits added must be covered."""

    data: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "paths of coverage.py's data file, its JSON, a Cobertura XML or an LCOV file; the first that is "
            "there counts; none: no coverage is asked for"
        },
    )
    least: float = field(
        default=80.0, metadata={"doc": "the least share of the added lines that must be covered, of 100"}
    )
    command: str = field(
        default="",
        metadata={
            "doc": "the command of the policy that makes the data; none: it is made elsewhere",
            "refers": "commands",
        },
    )
    sources: tuple[str, ...] = field(
        default=("**/*.py", "!**/test_*.py", "!**/*_test.py", "!**/conftest.py", "!tests/**", "!docs/**", "!setup.py"),
        metadata={
            "doc": "globs of the files whose lines count, ! takes files out; one that was not measured is not covered"
        },
    )
    phases: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "the phases whose lines are held, in place of the unit's own: those it tests",
            "refers": "phases",
        },
    )
    levels: tuple[str, ...] = field(
        default=("phase", "batch"), metadata={"doc": "the levels of units whose lines are held", "values": "levels"}
    )


@dataclass(frozen=True, slots=True)
class Share:
    """Of the lines that can be executed in a file, those that the unit added, and those of them that were executed."""

    added: frozenset[int]
    covered: frozenset[int]

    @property
    def missing(self) -> frozenset[int]:
        """The added lines that no test executed."""
        return self.added - self.covered


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The commits, or the documents, of a unit at a level whose lines are held."""
    unit, settings = asked.unit, asked.settings
    if not settings.data or unit.level is Level.DOCUMENT or unit.level.value not in settings.levels:
        return ()
    return unit.status_claims if settings.phases else (*unit.commits, *unit.links)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the lines that the unit's commits added against the measurement."""
    settings = check.settings
    base = Finding(
        code="coverage-missing",
        line=check.location.line,
        claim=f"{check.unit.name} is {check.unit.status.value}, so {settings.least:g} % of what it added is covered",
        found="",
        remedy="measure again (coverage run -m pytest)",
    )
    commits = _commits(check, evidence)
    paths = tuple(_paths(check, commits, evidence))
    if not paths:
        return pending(f"{check.unit.name} changed no source file whose coverage counts")
    made = make_results(check, settings.command, evidence)
    if made.failure:
        finding = replace(base, code="coverage-not-run", found=made.failure, unknown=True)
        return verdict_of([finding], looked_at=1, reason="")
    names = find_results(settings.data, evidence)
    if not names:
        found = f"there is no coverage data at {', '.join(settings.data)}"
        return verdict_of([replace(base, found=found, unknown=True)], looked_at=1, reason="")
    measured = evidence.results.line_coverage(names[0])
    if measured.problem:
        found = f"{measured.path} cannot be read: {measured.problem}"
        return verdict_of([replace(base, code="coverage-stale", found=found, unknown=True)], looked_at=1, reason="")
    age = age_of(measured, paths, evidence, made)
    if doubt := _doubt(measured.path, age):
        finding = replace(base, code="coverage-stale", found=doubt, remedy=age.remedy or base.remedy, unknown=True)
        return verdict_of([finding], looked_at=1, reason="")
    notes = [age.note] if age.note else []
    return _hold(check, base, measured, _shares(commits, paths, measured, evidence), notes)


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


def _paths(check: Check[Settings], commits: Iterable[Commit], evidence: Evidence) -> Iterator[str]:
    """The source files of the judged tree in which lines of the commits may stand, moved files followed."""
    tree, sources, seen = evidence.files.tree(), check.settings.sources, set()
    changes = (change for commit in commits if commit.paths for change in commit.changes or ())
    for name in (change.path for change in changes if change.kind is not ChangeKind.DELETED):
        if name in seen or not allows(sources, name):
            continue
        seen.add(name)
        if tree.entry(name) is not None:
            yield name
            continue
        for path in _arrivals(name, evidence):
            if path not in seen and allows(sources, path) and tree.entry(path) is not None:
                seen.add(path)
                yield path


def _arrivals(gone: str, evidence: Evidence) -> tuple[str, ...]:
    """The files that came to be in the commit that took a file away: it may be one of them."""
    last = evidence.git.commits_of((gone,))[:1]
    commits = evidence.git.commits(tuple(commit.id for commit in last)).values()
    return tuple(c.path for commit in commits for c in commit.changes or () if c.kind is ChangeKind.ADDED)


def _doubt(path: str, age: Age) -> str:
    """Why a measurement does not tell of the files as they are, if so."""
    if age.stale:
        return f"{path} is out of date: {age.stale}"
    return f"whether {path} is out of date cannot be told: {age.unknown}" if age.unknown else ""


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
            continue
        own = frozenset(number for number, author in enumerate(authors, 1) if author in ids)
        lines = measured.files.get(path)
        if lines is None:
            text = (evidence.files.tree().read(path, 2**24) or b"").splitlines()
            code = frozenset(n for n in own if (bare := text[n - 1].strip()) and not bare.startswith(b"#"))
            shares[path] = Share(code, frozenset())
        else:
            shares[path] = Share(own & lines.statements, own & lines.executed)
    return shares


def _hold(
    check: Check[Settings],
    base: Finding,
    measured: LineCoverage,
    shares: dict[str, Share | Unknown],
    notes: list[str],
) -> Verdict:
    findings = [
        replace(
            base,
            code="coverage-unknown",
        ).unseen(f"git cannot tell which lines of {path} {check.unit.name} added", share)
        for path, share in shares.items()
        if isinstance(share, Unknown)
    ]
    known = {path: share for path, share in shares.items() if isinstance(share, Share)}
    added = sum(len(share.added) for share in known.values())
    covered = sum(len(share.added & share.covered) for share in known.values())
    if not added and not findings:
        return pending(f"no line that {check.unit.name} added can be executed any more")
    percent = 100 * covered / added if added else 100.0
    if percent < check.settings.least:
        missing = {path: share for path, share in known.items() if share.missing}
        worst = sorted(missing, key=lambda path: -len(missing[path].missing))
        shown = "; ".join(_told(path, missing[path], measured) for path in worst[:SHOWN])
        found = f"{_share(covered, added, 'it')} ({percent:.1f} %): {shown}"
        findings.append(replace(base, code="coverage-low", found=found, remedy="test these lines, and measure again"))
    reason = f"{_share(covered, added, check.unit.name)} ({percent:.1f} %)"
    return verdict_of(findings, looked_at=added, reason=reason, notes=notes)


def _share(covered: int, added: int, who: str) -> str:
    return f"{covered} of {count_of(added, 'line')} that {who} added {are(covered or added)} covered"


def _told(path: str, share: Share, measured: LineCoverage) -> str:
    if path not in measured.files:
        return f"{path} was not measured"
    return f"{path} misses {_ranges(sorted(share.missing))}"


def _ranges(lines: list[int]) -> str:
    """Line numbers as people read them: "3-5, 9"."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges[:SHOWN])
