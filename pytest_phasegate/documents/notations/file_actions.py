"""The ``Action`` field of a unit: what is done to the files that it names without more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.file_keys import read_action
from pytest_phasegate.documents.notations.files import read_new_name
from pytest_phasegate.model.claims import Action, FieldClaim, FileClaim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.model.claims import Claim


def apply_actions(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a unit, with each ``Action`` field applied to its files.

    It is about the files above it, up to the field before it; where the first one stands above all files, each is
    about those below. So in "File 1, Action, File 2, Action" each file has its own, and in "File 1, File 2, Action"
    both have one.
    """
    actions = sorted((claim for claim in claims if _is_action(claim)), key=lambda claim: claim.line)
    lines = [claim.line for claim in claims if isinstance(claim, FileClaim)]
    if not actions or not lines:
        return list(claims)
    leads = actions[0].line < min(lines)
    return [_acted_on(claim, _of_line(claim.line, actions, leads=leads)) for claim in claims]


def _is_action(claim: Claim) -> bool:
    return isinstance(claim, FieldClaim) and claim.key == "action"


def _of_line(line: int, actions: Sequence[Claim], *, leads: bool) -> Claim | None:
    """The action that a line is under, or above."""
    if leads:
        return next((action for action in reversed(actions) if action.line <= line), None)
    return next((action for action in actions if action.line >= line), None)


def _acted_on(claim: Claim, said: Claim | None) -> Claim:
    if said is None or not isinstance(claim, FileClaim) or claim.action is not Action.NAME:
        return claim
    action = read_action(said.text)
    if action is None:
        return claim
    new_path = read_new_name(said.text, claim.path) if action is Action.RENAME else None
    return replace(claim, action=action, new_path=new_path)
