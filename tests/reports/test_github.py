from __future__ import annotations

import re
from urllib.parse import unquote

from pytest_phasegate.reports.github import MAX_SUMMARY, render, render_summary
from tests.reports.outcomes import HOSTILE_PATH, hostile, hostile_path, large, outcome_of, result, sample

COMMAND = re.compile(r"::(?P<command>error|warning|notice) (?P<properties>[^:\r\n]*)::(?P<message>[^\r\n]*)")
"""The grammar of the runner: a command is a line; its properties end at the first ``::``."""


def parse(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner understands; every line must be a command."""
    commands = []
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match["properties"].split(","))
        values = {name: unquote(value) for name, value in properties.items()}
        commands.append((match["command"], values, unquote(match["message"])))
    return commands


def test_the_worst_come_first_each_at_its_line() -> None:
    told = parse(render(sample()))
    assert [(level, values["file"], values["line"], values["title"]) for level, values, _ in told] == [
        ("error", "docs/tasks.md", "9", "PG205 file-outside: unit batch-1::1.2"),
        ("error", "docs/tasks.md", "7", "PG201 file-missing: unit batch-1::1.1"),
        ("warning", "other/tasks.md", "21", "PG112 commit-unknown: unit batch-1"),
    ]
    assert told[1][2] == "there is no file src/a.py\nclaimed: task 1.1 creates src/a.py\nto mend: create it"


def test_ten_are_shown_and_one_line_counts_the_rest() -> None:
    told = parse(render(large(400)))
    assert [level for level, _, _ in told] == ["error"] * 10 + ["notice"]
    assert re.fullmatch(r"\d+ more findings; .* claims are false; .*", told[-1][2])


def test_a_partial_run_is_told() -> None:
    assert parse(render(sample(left_out=3)))[-1] == (
        "notice",
        {"title": "phasegate"},
        "Partial run: 2 of 5 claims are false and 1 is unknown; 3 of 10 checks were left out",
    )


def test_nothing_wrong_is_nothing_said() -> None:
    assert render(outcome_of(result())) == ""


def test_no_text_of_a_document_becomes_a_command_or_a_property() -> None:
    for outcome in (hostile(), hostile_path()):
        told = parse(render(outcome))
        assert all(set(values) <= {"file", "line", "title"} for _, values, _ in told)
        assert len(render(outcome)) < 30_000
    assert parse(render(hostile_path()))[0][1]["file"] == HOSTILE_PATH


def test_the_summary_stays_below_a_mebibyte_of_bytes() -> None:
    outcome = large(20_000)
    assert 200_000 < len(render_summary(outcome).encode()) < MAX_SUMMARY
