# ruff: noqa: E501 - a table of texts
"""The example's tree of tasks: each lie that is planted into it, or into what it rests on, fails where a user sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.test_example import built, example, run

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["built", "example"]

FOLDER = "ai_docs/tasks"
LIST = f"{FOLDER}/tasks_list.md"

LIES = {
    "a leaf out of sequence": (LIST, "1.1.2 Add `distance`", "1.1.4 Add `distance`", f"{LIST}:10: behind 1.1.1, 1.1.2 was expected"),
    "a class that nobody wrote": (LIST, "Station class", "WeatherStation class", f"{LIST}:9: diary/station.py defines no WeatherStation"),
    "a gate that is not met": (LIST, "right - MET)", "right - NOT MET)", f"{LIST}:16: the gate of stage 1"),
    "an outcome that is gone": (f"{FOLDER}/task_outcomes.md", "## 2.1 Station files", "## Station files", f"{LIST}:24: {FOLDER}/task_outcomes.md has no section 2.1"),
    "an item that nobody covers": (f"{FOLDER}/wbs.md", "- 2.1 A web", "- 2.2 Mail to subscribers\n- 2.1 A web", 'no task covers 2.2 "Mail to subscribers"'),
    "a file that does not compile": ("diary/station.py", "class Station:", "class Station", f"{LIST}:13: diary/station.py does not compile: line 10: expected ':'"),
    "a test that is gone": ("tests/test_station_file.py", "def test_a_station_file_with_a_gap", "def check", f"{LIST}:21: tests/test_station_file.py has no test"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "honest", "false", "told"), LIES.values(), ids=LIES)
def test_a_planted_lie_fails_at_its_line(example: Path, path: str, honest: str, false: str, told: str) -> None:
    file = example / path
    text = file.read_text(encoding="utf-8")
    assert honest in text
    file.write_text(text.replace(honest, false, 1), encoding="utf-8", newline="\n")
    code, output = run(example, LIST)
    assert code == 1
    assert told in output


def test_a_stage_that_is_begun_early_fails(example: Path) -> None:
    file = example / LIST
    text = file.read_text(encoding="utf-8").replace("[x] 2.1.1", "[ ] 2.1.1").replace("- [ ] 3.1.1", "- [x] 3.1.1")
    file.write_text(text, encoding="utf-8", newline="\n")
    code, output = run(example, LIST)
    assert code == 1
    assert f"{LIST}:26: stage 2 is in progress ({LIST}:16)" in output
