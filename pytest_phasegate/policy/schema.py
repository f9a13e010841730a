"""The JSON Schema of the policy file, made from the tables that the checker reads by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_phasegate.policy.grammar import gates_getter, policy_file

if TYPE_CHECKING:
    from pytest_phasegate.policy.grammar import Vocabulary


def policy_schema(words: Vocabulary) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the policy file, for editors; ``words`` as the checker is given them.

    What it cannot say, and the checker does: names that refer to something defined elsewhere are defined, nothing is
    defined twice, and a date exists.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The policy of pytest-phasegate",
        "description": "What must hold for the units of task documents.",
        **policy_file(words).schema,
        "$defs": {"gates": gates_getter(words).schema},
    }


def render_schema(words: Vocabulary) -> str:
    """The schema as the text of its file."""
    return json.dumps(policy_schema(words), indent=2, ensure_ascii=False) + "\n"
