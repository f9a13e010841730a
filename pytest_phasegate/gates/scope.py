"""A unit's commits change only what the unit names and what its role may change, and are made by that role's people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.document_paths import each_file, locate
from pytest_phasegate.gates.parts.people import fits, read_person
from pytest_phasegate.gates.parts.unit_commits import commit_claims, located_files, standing_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows, matches
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Role
    from pytest_phasegate.model.verdict import Finding

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the commits of a unit may change."""

    by_name: bool = setting(True, "files that the unit names may be changed, whatever its role may change")
    unexplained: bool = setting(
        False, "where the role is not limited, the commits change only files that the unit names"
    )
    may_change: tuple[str, ...] = setting(
        (), "globs of paths that every role may change besides its own; one with ! takes paths out again"
    )
    people: bool = setting(True, "the commits are made by people who hold the role, where the policy names them")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The commits that a unit cites, if its role is limited or known by name, or all is to be explained."""
    unit, settings = asked.unit, asked.settings
    if unit.level is Level.DOCUMENT or not unit.commits:
        return ()
    role = _role(asked)
    is_limited = role is not None and (role.may_change or (settings.people and role.people))
    return unit.commits if settings.unexplained or is_limited else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold every path that the unit's commits changed against what it names and what its role may change."""
    unit, line, role = check.unit, check.location.line, _role(check)
    commits = {commit.id: commit for commit in standing_commits(check, evidence)}
    if not commits:
        return pending(f"no commit of {unit.name} is found; the gate commit says why")
    findings = list(_strangers(check, role, tuple(commits.values())))
    changed: dict[str, Commit] = {}
    for commit in commits.values():
        if commit.unseen:
            findings.append(finding("scope-unknown", line, unit=unit, commit=commit).because(commit.unseen))
        changed.update({change.path: commit for change in commit.changes or ()})
    if outside := _outside(check, role, changed, evidence):
        shown = some_of([f"{path} ({changed[path].short})" for path in outside], SHOWN)
        findings.append(_exceeded(check, role, shown))
    paths = count_of(len(changed), "changed path")
    reason = f"{paths} {are(len(changed))} within the scope of {unit.name}"
    return verdict_of(findings, looked_at=len(changed) or len(commits), reason=reason, commit=next(iter(commits)))


def _role(check: Asked | Check[Settings]) -> Role | None:
    """The role that the unit is assigned to, or the unit around it."""
    names = (unit.assignee for unit in (check.unit, *check.workflow.above(check.unit)))
    wanted = role_key(next((name for name in names if name is not None), ""))
    return next((role for name, role in check.policy.roles.items() if role_key(name) == wanted), None)


def _outside(check: Check[Settings], role: Role | None, changed: Iterable[str], evidence: Evidence) -> list[str]:
    """The changed paths that nothing explains."""
    settings, limits = check.settings, role.may_change if role else ()
    if not limits and not settings.unexplained:
        return []
    beyond = [path for path in sorted(changed) if not (allows(limits, path) or allows(settings.may_change, path))]
    others = [path for path in beyond if not _is_document(check, path)]
    return _unnamed(check, others, evidence) if settings.by_name or not limits else others


def _unnamed(check: Check[Settings], paths: list[str], evidence: Evidence) -> list[str]:
    """The paths that the unit names neither as files or deliverables nor by a folder or a glob; of a rename both."""
    tree, workflow, units = evidence.files.tree(), check.workflow, tuple(check.unit.walk())
    files = [claim for unit in units for claim in unit.files]
    deliverables = (claim.path for unit in units for claim in unit.deliverables)
    places = (locate(tree, path, workflow.path).path for path in (*(file.path for file in files), *deliverables))
    names = {*located_files(workflow, check.unit, evidence), *filter(None, places)}
    globs = [claim.path for claim in each_file(files, workflow.path) if claim.is_glob]
    return [path for path in paths if not _is_named(path, names, globs)]


def _is_named(path: str, names: Iterable[str], globs: Iterable[str]) -> bool:
    is_below = any(path == name or path.startswith(f"{name.rstrip('/')}/") for name in names)
    return is_below or any(matches(glob, path) for glob in globs)


def _is_document(check: Check[Settings], path: str) -> bool:
    """Whether a path is a task document: everybody records their work there."""
    linked = (claim.path for claim in check.unit.links)
    return path == check.workflow.path or path in linked or check.policy.document_rule(path) is not None


def _exceeded(check: Check[Settings], role: Role | None, shown: str) -> Finding:
    unit, line = check.unit, check.location.line
    if role is None or not role.may_change:
        return finding("scope-exceeded", line, unit=unit, shown=shown)
    row = "scope-exceeded/unit-and-role" if check.settings.by_name else "scope-exceeded/role"
    return finding(row, line, unit=unit, role=role, shown=shown)


def _strangers(check: Check[Settings], role: Role | None, commits: tuple[Commit, ...]) -> Iterator[Finding]:
    """The commits whose author does not hold the unit's role."""
    if role is None or not role.people or not check.settings.people:
        return
    unit, people = check.unit, ", ".join(role.people)
    lines = {claim.id: claim.line for claim in commit_claims(check.workflow, unit)}
    holders = [read_person(person) for person in role.people]
    for commit in commits:
        if not any(fits(commit.author, person) for person in holders):
            line = next((line for cited, line in lines.items() if commit.id.startswith(cited)), check.location.line)
            yield finding("scope-stranger", line, unit=unit, role=role, commit=commit, people=people)
