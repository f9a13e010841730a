"""Files hold the text that the rules of the policy ask for, and none that they forbid."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.phase_work import work_commits
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of
from pytest_phasegate.text.globs import allows
from pytest_phasegate.text.words import count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence, Tree
    from pytest_phasegate.model.policy import ContentRule

MOST_BYTES = 4 * 1024 * 1024
MOST_FINDINGS = 20  # of one rule: nobody reads more


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which rules of the policy the files of a unit must keep."""

    rules: tuple[str, ...] = field(
        default=(), metadata={"doc": "names of rules of the policy that must hold", "refers": "rules"}
    )
    changed_only: bool = field(
        default=False,
        metadata={"doc": "only the files that the unit's commits changed are looked at, not all that the rule names"},
    )
    levels: tuple[str, ...] = field(
        default=("phase", "batch", "stage"),
        metadata={"doc": "the levels of units that rules are for", "values": "levels"},
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit for which rules are set."""
    unit, settings = asked.unit, asked.settings
    if not settings.rules or unit.level is Level.DOCUMENT or unit.level.value not in settings.levels:
        return ()
    return unit.status_claims


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Search the files of each rule, in the judged tree, line by line."""
    tree = evidence.files.tree()
    changed = _changed(check, evidence) if check.settings.changed_only else None
    findings: list[Finding] = []
    looked_at = 0
    for rule in map(check.policy.rules.__getitem__, check.settings.rules):
        paths = [path for path in _paths(rule, tree) if changed is None or path in changed]
        looked_at += len(paths)
        if not paths and changed is None:
            findings.append(_no_file(check, rule))
        found = chain.from_iterable(_of_file(check, rule, tree, path) for path in paths)
        findings += islice(found, MOST_FINDINGS)
    if changed is not None and not looked_at:
        return pending(f"{check.unit.name} changed no file that the rules are about")
    reason = f"{count_of(looked_at, 'file keeps', 'files keep')} {', '.join(check.settings.rules)}"
    return verdict_of(findings, looked_at=looked_at, reason=reason)


def _changed(check: Check[Settings], evidence: Evidence) -> frozenset[str]:
    return frozenset(path for commit in work_commits(check, evidence) for path in commit.paths)


def _paths(rule: ContentRule, tree: Tree) -> list[str]:
    """The tracked files that a rule is about."""
    globs = [pattern for pattern in rule.paths if not pattern.startswith("!")]
    return sorted({path for glob in globs for path in tree.glob(glob) if allows(rule.paths, path)})


def _of_file(check: Check[Settings], rule: ContentRule, tree: Tree, path: str) -> Iterator[Finding]:
    data = tree.read(path, MOST_BYTES + 1)
    if data is None:
        return  # a symlink or a submodule: what it leads to is judged where it is
    if len(data) > MOST_BYTES:
        yield _too_large(check, rule, path)
        return
    lines = data.decode("utf-8", "replace").splitlines()
    because = f": {rule.reason}" if rule.reason else ""
    for text in rule.forbid:
        if number := next((number for number, line in enumerate(lines, 1) if holds(line, text)), 0):
            found = f'{path}:{number} holds "{text}", which {rule.name} forbids{because}'
            yield _broken(check, rule, "content-forbidden", found, f"take it out of {path}")
    for text in rule.require:
        if not any(holds(line, text) for line in lines):
            found = f'{path} does not hold "{text}", which {rule.name} requires{because}'
            yield _broken(check, rule, "content-missing", found, f"add it to {path}")


def _broken(check: Check[Settings], rule: ContentRule, code: str, found: str, cure: str) -> Finding:
    unit = check.unit
    return Finding(
        code=code,
        line=check.location.line,
        claim=f"{unit.name} is {unit.status.value}, and keeps the rule {rule.name} ({rule.location})",
        found=found,
        remedy=f"{cure}, or except the file under paths ({rule.location})",
    )


def holds(line: str, text: str) -> bool:
    """Whether a line holds a text, in which ``*`` stands for anything.

    A letter, digit or underscore at either end of the text is the end of a word: ``eval(`` is not found in
    ``retrieval(``. The pieces between the stars are sought from left to right, each where it first occurs, so that the
    work is bounded by the length of the line for each piece, whatever the text.
    """
    pieces = [piece for piece in text.split("*") if piece.strip()]
    position = 0
    for place, piece in enumerate(pieces):
        is_first, is_last = place == 0 and not text.startswith("*"), place == len(pieces) - 1 and not text.endswith("*")
        position = _find(line, piece, position, starts_word=is_first, ends_word=is_last)
        if position < 0:
            return False
    return bool(pieces)


def _find(line: str, piece: str, position: int, *, starts_word: bool, ends_word: bool) -> int:
    """The index behind the first occurrence of a piece that keeps to words at its ends, or -1."""
    while (at := line.find(piece, position)) >= 0:
        end = at + len(piece)
        is_cut = starts_word and at > 0 and _is_word(piece[0]) and _is_word(line[at - 1])
        goes_on = ends_word and end < len(line) and _is_word(piece[-1]) and _is_word(line[end])
        if not is_cut and not goes_on:
            return end
        position = at + 1
    return -1


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _no_file(check: Check[Settings], rule: ContentRule) -> Finding:
    return Finding(
        code="content-no-file",
        line=check.location.line,
        claim=f"{check.unit.name} keeps the rule {rule.name} ({rule.location})",
        found=f"no tracked file is at {some_of(rule.paths)}, so nothing is proven",
        remedy=f"correct the paths of {rule.name} ({rule.location})",
    )


def _too_large(check: Check[Settings], rule: ContentRule, path: str) -> Finding:
    return Finding(
        code="content-too-large",
        line=check.location.line,
        claim=f"{check.unit.name} keeps the rule {rule.name} ({rule.location})",
        found=f"{path} is larger than {MOST_BYTES:,} bytes, and was not searched",
        remedy=f"except the file under paths ({rule.location})",
        unknown=True,
    )
