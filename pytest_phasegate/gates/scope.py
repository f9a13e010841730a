"""A unit's commits change only what the unit names and what its role may change, and are made by that role's people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.patterns import each_file
from pytest_phasegate.gates.parts.people import fits, read_person
from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.gates.parts.unit_commits import commit_claims, located_files, standing_commits
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows, matches
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Role
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Unit

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the commits of a unit may change."""

    by_name: bool = field(
        default=True, metadata={"doc": "files that the unit names may be changed, whatever its role may change"}
    )
    unexplained: bool = field(
        default=False,
        metadata={"doc": "where the role is not limited, the commits change only files that the unit names"},
    )
    may_change: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "globs of paths that every role may change besides its own; one with ! takes paths out again"},
    )
    people: bool = field(
        default=True, metadata={"doc": "the commits are made by people who hold the role, where the policy names them"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The commits that a unit cites, if its role is limited or known by name, or all is to be explained."""
    unit = asked.unit
    if unit.level is Level.DOCUMENT or not unit.commits:
        return ()
    role = _role(asked)
    is_limited = asked.settings.unexplained or bool(
        role and (role.may_change or (asked.settings.people and role.people))
    )
    return unit.commits if is_limited else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold every path that the unit's commits changed against what it names and what its role may change."""
    commits = {commit.id: commit for commit in standing_commits(check, evidence)}
    if not commits:
        return pending(f"no commit of {check.unit.name} is found; the gate commit says why")
    findings = list(_strangers(check, tuple(commits.values())))
    changed: dict[str, Commit] = {}
    for commit in commits.values():
        if commit.unseen:
            findings.append(_unseen(check, commit, commit.unseen))
        changed.update({change.path: commit for change in commit.changes or ()})
    outside = _outside(check, changed, evidence)
    if outside:
        findings.append(_finding(check, outside, changed))
    paths = count_of(len(changed), "changed path")
    reason = f"{paths} {are(len(changed))} within the scope of {check.unit.name}"
    return verdict_of(findings, looked_at=len(changed) or len(commits), reason=reason, commit=next(iter(commits)))


def _role(check: Asked | Check[Settings]) -> Role | None:
    """The role that the unit is assigned to, or the unit around it."""
    unit: Unit | None = check.unit
    while unit is not None and unit.assignee is None:
        unit = check.workflow.parent(unit)
    wanted = role_key(unit.assignee) if unit and unit.assignee else ""
    return next((role for name, role in check.policy.roles.items() if role_key(name) == wanted), None)


def _outside(check: Check[Settings], changed: dict[str, Commit], evidence: Evidence) -> list[str]:
    """The changed paths that nothing explains."""
    settings, role = check.settings, _role(check)
    limits = role.may_change if role else ()
    if not limits and not settings.unexplained:
        return []
    beyond = [path for path in sorted(changed) if not (allows(limits, path) or allows(settings.may_change, path))]
    others = [path for path in beyond if not _is_document(check, path)]
    return _unnamed(check, others, evidence) if settings.by_name or not limits else others


def _unnamed(check: Check[Settings], paths: list[str], evidence: Evidence) -> list[str]:
    """The paths that the unit names neither themselves nor by a folder or a glob."""
    names = _named(check, evidence)
    claims = (claim for unit in check.unit.walk() for claim in each_file(unit.files, check.workflow.path))
    globs = [claim.path for claim in claims if claim.is_glob]
    return [path for path in paths if not (_is_below(path, names) or any(matches(glob, path) for glob in globs))]


def _is_below(path: str, names: Iterable[str]) -> bool:
    return any(path == name or path.startswith(f"{name.rstrip('/')}/") for name in names)


def _named(check: Check[Settings], evidence: Evidence) -> tuple[str, ...]:
    """The paths that the unit and those below it name, as files or as deliverables; of a rename both."""
    units = tuple(check.unit.walk())
    names = [claim.path for unit in units for claim in unit.files]
    names += [claim.path for unit in units for claim in unit.deliverables]
    tree = evidence.files.tree()
    places = (locate(tree, name, check.workflow.path).path for name in names)
    return (*located_files(check.workflow, check.unit, evidence), *(path for path in places if path))


def _is_document(check: Check[Settings], path: str) -> bool:
    """Whether a path is a task document: everybody records their work there."""
    linked = (claim.path for claim in check.unit.links)
    return path == check.workflow.path or path in linked or check.policy.document_rule(path) is not None


def _finding(check: Check[Settings], outside: list[str], changed: dict[str, Commit]) -> Finding:
    role = _role(check)
    limited = role if role and role.may_change else None
    shown = some_of([f"{path} ({changed[path].short})" for path in outside], SHOWN)
    if limited is None:
        what, remedy = f"{check.unit.name} does not name", "name these files in the unit"
    elif check.settings.by_name:
        what, remedy = f"neither {check.unit.name} names nor {limited.name} may change", "name these files in the unit"
    else:
        what, remedy = f"{limited.name} may not change", "make these changes in a phase of the role they belong to"
    return Finding(
        code="scope-exceeded",
        line=check.location.line,
        claim=f"{check.unit.name} is the work of commit {check.unit.commits[0].id}",
        found=f"its commits change what {what}: {shown}",
        remedy=f"{remedy}, or widen may_change of {limited.name} ({limited.location})" if limited else remedy,
    )


def _strangers(check: Check[Settings], commits: tuple[Commit, ...]) -> Iterator[Finding]:
    """The commits whose author does not hold the unit's role."""
    role = _role(check)
    if role is None or not role.people or not check.settings.people:
        return
    lines = {claim.id: claim.line for claim in commit_claims(check.workflow, check.unit)}
    for commit in commits:
        if not any(fits(commit.author, read_person(person)) for person in role.people):
            line = next((line for cited, line in lines.items() if commit.id.startswith(cited)), check.location.line)
            yield Finding(
                code="scope-stranger",
                line=line,
                claim=f"{check.unit.name} is the work of {role.name}",
                found=f'{commit.short} "{commit.subject}" was made by {commit.author.name}, who is not of that role',
                remedy=f"let one of {', '.join(role.people)} do it, or name them under people of {role.name} "
                f"({role.location})",
            )


def _unseen(check: Check[Settings], commit: Commit, unknown: Unknown) -> Finding:
    return Finding(
        code="scope-unknown",
        line=check.location.line,
        claim=f"{check.unit.name} is the work of commit {check.unit.commits[0].id}",
        found="",
        remedy="",
    ).unseen(f"git cannot tell what {commit.short} changed", unknown)
