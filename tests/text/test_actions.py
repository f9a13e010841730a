from __future__ import annotations

import pytest

from pytest_phasegate.text.actions import second_action

ONE = (
    "Create Repository class in app/users.py with seed data support",
    "Replace the test login with tokens in app/core/auth.py",
    "Run the tests and output a summary of what fails",
    "Generate notes.md by calling the tool and logging the prompt",
    "Configure logging and error handling",
    "Define and implement the parser",
    "Add create and delete endpoints",
    "Configure the script to copy files and create links",
    "Implement login; see the notes",
    "Add `create x; then delete y` to the help",
    "Write the reader (and update the docs)",
    "Health checks and update pages",
    "Write",
    "",
)


@pytest.mark.parametrize("title", ONE)
def test_one_action_is_one(title: str) -> None:
    assert second_action(title) == ""


TWO = {
    "Write the store and create the report": "create the report",
    "Create the table, add an index": "add an index",
    "Add the reader; build the image": "build the image",
    "Run the migration, then deploy the service": "deploy the service",
    "Review the tests and fill the gaps": "fill the gaps",
    "Install the tool & configure it": "configure it",
}


@pytest.mark.parametrize(("title", "second"), TWO.items())
def test_a_second_action_is_shown(title: str, second: str) -> None:
    assert second_action(title) == second


def test_a_project_names_further_verbs() -> None:
    assert second_action("Write the store and tail the log") == ""
    assert second_action("Write the store and tail the log", ("tail",)) == "tail the log"
