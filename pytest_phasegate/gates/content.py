"""Files hold the text that the rules of the policy ask for, and none that they forbid."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.phase_work import work_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows
from pytest_phasegate.text.words import count_of, holds, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence, Tree
    from pytest_phasegate.model.policy import ContentRule
    from pytest_phasegate.model.verdict import Finding

MOST_BYTES = 4 * 1024 * 1024
MOST_FINDINGS = 20  # of one rule: nobody reads more


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which rules of the policy the files of a unit must keep."""

    rules: tuple[str, ...] = setting((), "names of rules of the policy that must hold", refers="rules")
    changed_only: bool = setting(
        False, "only the files that the unit's commits changed are looked at, not all that the rule names"
    )
    levels: tuple[str, ...] = setting(
        ("phase", "batch", "stage"), "the levels of units that rules are for", values="levels"
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit for which rules are set."""
    return asked.unit.status_claims if asked.settings.rules and asked.is_at_level else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Search the files of each rule, in the judged tree, line by line."""
    tree, names = evidence.files.tree(), check.settings.rules
    changed = _changed(check, evidence) if check.settings.changed_only else None
    findings: list[Finding] = []
    looked_at = 0
    for rule in map(check.policy.rules.__getitem__, names):
        paths = [path for path in _paths(rule, tree) if changed is None or path in changed]
        looked_at += len(paths)
        findings += islice(_of_rule(check, rule, tree, paths), MOST_FINDINGS)
    if changed is not None and not looked_at:
        return pending(f"{check.unit.name} changed no file that the rules are about")
    reason = f"{count_of(looked_at, 'file keeps', 'files keep')} {', '.join(names)}"
    return verdict_of(findings, looked_at=looked_at, reason=reason)


def _changed(check: Check[Settings], evidence: Evidence) -> set[str]:
    return {path for commit in work_commits(check, evidence) for path in commit.paths}


def _paths(rule: ContentRule, tree: Tree) -> list[str]:
    globs = [pattern for pattern in rule.paths if not pattern.startswith("!")]
    return sorted({path for glob in globs for path in tree.glob(glob) if allows(rule.paths, path)})


def _of_rule(check: Check[Settings], rule: ContentRule, tree: Tree, paths: list[str]) -> Iterator[Finding]:
    unit, line = check.unit, check.location.line
    if not paths and not check.settings.changed_only:
        yield finding("content-no-file", line, unit=unit, rule=rule, paths=some_of(rule.paths))
    for path in paths:
        data = tree.read(path, MOST_BYTES + 1)
        if data is None:
            continue  # a symlink or a submodule: what it leads to is judged where it is
        if len(data) > MOST_BYTES:
            yield finding("content-too-large", line, unit=unit, rule=rule, path=path, most=MOST_BYTES)
        else:
            yield from _of_lines(check, rule, path, data.decode("utf-8", "replace").splitlines())


def _of_lines(check: Check[Settings], rule: ContentRule, path: str, lines: list[str]) -> Iterator[Finding]:
    unit, line, why = check.unit, check.location.line, f": {rule.reason}" if rule.reason else ""
    for text in rule.forbid:
        if number := next((number for number, each in enumerate(lines, 1) if holds(each, text)), 0):
            at = f"{path}:{number}"
            yield finding("content-forbidden", line, unit=unit, rule=rule, path=path, at=at, text=text, why=why)
    for text in rule.require:
        if not any(holds(each, text) for each in lines):
            yield finding("content-missing", line, unit=unit, rule=rule, path=path, text=text, why=why)
