"""The actions that close a task of a staged tree: it is validated, verified and documented."""

from __future__ import annotations

import re
from enum import Enum

from pytest_phasegate.text.patterns import pattern


class Closing(Enum):
    """What a closer does; its value is the verb that its title begins with."""

    VALIDATE = "validate"
    VERIFY = "verify"
    DOCUMENT = "document"

    @property
    def letter(self) -> str:
        """The last part of the closer's number: ``1.2.A`` validates task 1.2."""
        return "ABC"[list(Closing).index(self)]


_VERB = pattern(r"[*_]{0,3}((?a:validate|verify|document))\b[*_]{0,3}(.{0,300})", re.IGNORECASE)
_LAST_STEP = pattern(r"\b(?:updat\w*\b.*\bchecklists?|reset\w*\b.*\bworkflow)\b", re.IGNORECASE)
_LETTERED = pattern(r"[\d.]+\.[A-Z]")
_NAMED = pattern(r"\bin[ ](?:`([^`]{1,300})`|\[[^\[\]]{1,300}\]\(([^()\s]{1,300})\)|([\w./-]{1,300}\.(?:md|txt|rst)))")


def is_lettered(number: str) -> bool:
    """Whether a number ends with a letter, as those of closers do."""
    return _LETTERED.fullmatch(number) is not None


def read_closing(number: str, title: str) -> Closing | None:
    """What a unit closes its task with, or None where it is no closer, or one whose title does not say.

    A closer has a letter for its last part ("1.2.A Validate ..."), or it names the task that it stands under
    ("1.2.5 Verify correctness of Task 1.2").
    """
    verb = _VERB.match(title)
    if not verb:
        return None
    task = number.rpartition(".")[0]
    names_task = re.search(rf"\btask\s{{1,4}}{re.escape(task)}(?![\w]|\.\d)", verb[2], re.IGNORECASE)
    return Closing(verb[1].lower()) if names_task or is_lettered(number) else None


def is_worded(title: str, closing: Closing, phrase: str) -> bool:
    """Whether a title begins with the verb of a closer and a phrase behind it, whatever their case and emphasis."""
    words = " ".join(title.replace("*", "").replace("_", "").replace("`", "").casefold().split())
    return re.match(rf"{closing.value} {re.escape(phrase.casefold())}(?!\w|\.\d)", words) is not None


def file_named_in(title: str) -> str:
    """The file in which a closer is to document its task, by its own words ("... in `outcomes.md`"), or ""."""
    named = _NAMED.search(title)
    return next((name for name in named.groups() if name), "") if named else ""


def closes_checklists(title: str) -> bool:
    """Whether a step closes the work of a whole document: "Update all checklists", "Reset the workflow"."""
    return _LAST_STEP.search(title) is not None
