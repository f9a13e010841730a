"""What holds for every command of the program."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

import pytest_phasegate.cli
from pytest_phasegate.cli import main
from pytest_phasegate.commands import gates
from pytest_phasegate.commands.command import COMMANDS, Line, Told
from pytest_phasegate.commands.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Program


def test_each_command_publishes_the_schema_of_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert main(["schema", "--command", name]) == 0
        schema = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"] == f"phasegate {name} --json"
        assert schema["properties"]["format"] == {"const": f"phasegate-{name}"}


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert [line.split()[0] for line in out.partition("commands:\n")[2].splitlines()[:-2]] == list(COMMANDS)


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert main(["help"]) == 0
    assert (out, err) == ("", capsys.readouterr().out)
    assert "commands:\n" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gats"], "there is no command 'gats'; did you mean gates or status?"),
        (["gates", "fils"], "there is no gate 'fils'; did you mean files or fields?"),
        (["dialects", "Batch"], "there is no dialect 'Batch'; did you mean batches?"),
        (["schema", "--command", "gtes"], "there is no command 'gtes'; did you mean gates?"),
        (["-C", "no/such", "gates"], "-C no/such: there is no such folder"),
    ],
)
def test_a_wrong_name_is_told_with_what_is_like_it(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"phasegate: {message}\n")
    assert main(["--json", *arguments]) == 2
    refusal = json.loads(capsys.readouterr().out)
    assert refusal == {"format": "phasegate-error", "version": 1, "message": message}


def test_options_of_all_commands_stand_before_or_behind_the_name(phasegate: Program) -> None:
    assert phasegate("--json", "gates", "files").out == phasegate("gates", "files", "--json").out


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "phasegate: interrupted\n"),
        (ValueError("odd\x1b[31m"), 3, "ValueError: odd\\x1b[31m\n\nphasegate: this is a mistake in pytest-phasegate"),
    ],
)
def test_an_end_that_nobody_asked_for(
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(asked: Any) -> Any:
        raise error

    monkeypatch.setattr(gates, "run", fail)
    assert main(["gates"]) == code
    assert message in capsys.readouterr().err


def test_who_reads_no_further_breaks_nothing() -> None:
    line = f"{sys.executable} -m pytest_phasegate.cli schema | head -1"
    ran = subprocess.run(line, shell=True, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "{\n", "")


@pytest.mark.parametrize(
    ("is_terminal", "variables", "shown"),
    [
        (True, {}, "\x1b[31mfalse \\x1b[2J\x1b[0m\n"),
        (True, {"NO_COLOR": "1"}, "false \\x1b[2J\n"),
        (True, {"TERM": "dumb"}, "false \\x1b[2J\n"),
        (False, {}, "false \\x1b[2J\n"),
    ],
)
def test_lines_are_painted_for_people_and_escaped_for_all(
    is_terminal: bool,
    variables: dict[str, str],
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(gates, "run", lambda asked: Told(gates.Answer(()), [Line("false \x1b[2J", "bad")]))
    monkeypatch.setattr(pytest_phasegate.cli.sys.stdout, "isatty", lambda: is_terminal)  # type: ignore[attr-defined]
    assert main(["gates"]) == 0
    assert capsys.readouterr().out == shown


class Terminal:
    """A terminal, or a file."""

    def __init__(self, is_terminal: bool) -> None:
        self.text = ""
        self.isatty = lambda: is_terminal
        self.flush = lambda: None

    def write(self, text: str) -> None:
        self.text += text


@pytest.mark.parametrize(
    ("is_terminal", "patience", "shown"),
    [
        (True, 0.0, "\r\x1b[Kreading\\x07\r\x1b[Kjudging\r\x1b[K"),
        (True, 60.0, ""),
        (False, 0.0, ""),
    ],
)
def test_progress_is_shown_on_a_terminal_to_who_waits(
    is_terminal: bool, patience: float, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_phasegate.commands.progress.PATIENCE", patience)
    out: Any = Terminal(is_terminal)
    with Progress(out) as progress:
        if shown:
            progress._timer.join()
        progress.say("reading\x07")
        progress.say("judging")
    assert out.text.replace("\r\x1b[K\r", "\r") == shown


def test_commands_import_no_pytest(tmp_path: Path) -> None:
    code = "import sys, pytest_phasegate.cli as c; c.main(['gates']); sys.exit('pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True).returncode == 0
