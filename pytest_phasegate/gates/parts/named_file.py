"""A file that a unit names, with where it is looked for: what findings on it have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.model.claims import Action
from pytest_phasegate.model.verdict import Finding

if TYPE_CHECKING:
    from pytest_phasegate.gates.parts.scene import Scene
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.facts import Place
    from pytest_phasegate.model.workflow import Unit

VERBS = {
    Action.NAME: "names",
    Action.CREATE: "creates",
    Action.MODIFY: "modifies",
    Action.DELETE: "deletes",
    Action.RENAME: "renames",
    Action.REWRITE: "rewrites",
    Action.VERIFY: "verifies",
}


# First words of titles whose work may leave the files it names as they are; "Check ..." and "Validate ..." may as well
# be what a program is to do.
_LOOKING = frozenset({"verify", "confirm", "review", "inspect", "audit", "investigate", "analyze", "analyse"})


def only_looks(unit: Unit) -> bool:
    """Whether a unit says in its title that it looks at something, and not that it changes it."""
    words = unit.title.split(maxsplit=1)
    return bool(words) and words[0].strip("*_:`").casefold() in _LOOKING


class NamedFile(NamedTuple):
    """A file that a unit names, the tree and the commits to look for it in, and where it is in that tree."""

    check: Check[Any]
    claim: FileClaim
    scene: Scene
    place: Place

    def finding(self, code: str, found: str, remedy: str, *, is_security_matter: bool = False) -> Finding:
        """What does not hold of the claim."""
        return Finding(
            code=code,
            line=self.claim.line,
            claim=self.says,
            found=found,
            remedy=remedy,
            security=is_security_matter,
        )

    def unseen(self, found: str, remedy: str) -> Finding:
        """The finding that a claim can be held against nothing."""
        return replace(self.finding("commit-unknown", found, remedy), unknown=True)

    @property
    def says(self) -> str:
        """What the document claims."""
        claim = self.claim
        target = f" to {claim.new_path}" if claim.new_path else ""
        return f"{self.check.unit.name} {VERBS[claim.action]} {claim.path}{target}"
