"""The lists of what there is: gates and dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES

if TYPE_CHECKING:
    from tests.commands.conftest import Program


def test_every_gate_is_listed_with_what_it_asks_for(phasegate: Program) -> None:
    ran = phasegate("gates")
    listed = [line.split()[0] for line in ran.lines if line and not line.startswith(" ")]
    assert listed[:-1] == list(GATES)
    assert "checklist    Every box of a unit that claims to be done is ticked." in ran.lines


def test_a_gate_is_shown_with_its_settings_and_defaults(phasegate: Program) -> None:
    assert phasegate("gates", "files").lines == [
        "files",
        "  Each file that a unit names is there, inside the project and known to git, and",
        "  was changed as the unit says.",
        "  tracked: true",
        "      git knows the file: it does not merely lie there (true or false)",
        "  actions: true",
        "      the unit's commit created, modified, deleted or renamed the file as it",
        "      says, and it or a later one changed the file that is only named; where",
        "      none is cited, a commit since the document (true or false)",
        '  may_be_empty: ["__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll"]',
        "      names of files that may be empty, or hold nothing that can be seen (a list",
        "      of strings)",
        '  mentions: "report"',
        "      what becomes of a path that a task's words only mention (one of: report,",
        "      fail)",
        "",
    ]
    (order,) = phasegate.json("gates", "order")["gates"]
    assert [each for each in order["settings"] if each["name"] == "from"] == [
        {
            "name": "from",
            "takes": "one of: document, history",
            "default": "document",
            "doc": "with history, the document's commits are read too: no unit was ticked before its work was "
            "committed, and no phase before the one in front of it",
        }
    ]


def test_every_dialect_is_listed_with_its_places(phasegate: Program) -> None:
    answer = phasegate.json("dialects")["dialects"]
    assert [each["name"] for each in answer] == list(DIALECTS)
    assert phasegate("dialects", "spec-kit").lines == [
        "spec-kit",
        '  told by a line "- [ ] T001 ..."',
        "  units   phase, task",
        "  places  specs/*/tasks.md, .specify/specs/*/tasks.md",
        "  there   found without a policy",
        "  preset  extends: [spec-kit]",
        "",
    ]
