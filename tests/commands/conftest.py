from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from pytest_phasegate.cli import main
from pytest_phasegate.commands.answers import answer_schema
from pytest_phasegate.commands.command import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def _is_verbatim(line: str) -> bool:
    """Whether a line is to be copied: it must not be wrapped."""
    return " $ " in line or line.startswith("    reason: ")


class Program:
    """Runs the program in a folder, and holds what it prints against its schema."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        code = main(["-C", str(self.folder), *arguments])
        out, err = self._capsys.readouterr()
        wide = [line for line in out.splitlines() if len(line) > 80 and " " in line.strip() and not _is_verbatim(line)]
        assert out.startswith("{") or not wide
        return Ran(code, out, err)

    def json(self, command: str, *arguments: str) -> dict[str, Any]:
        """The answer as JSON; it keeps to the schema that is published."""
        ran = self(command, *arguments, "--json")
        answer: dict[str, Any] = json.loads(ran.out)
        jsonschema.validate(answer, answer_schema(command, COMMANDS[command].module.Answer))
        return answer


@pytest.fixture
def phasegate(repository: Repository, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program, run in the folder of the fixture ``repository``."""
    return Program(repository.path, capsys)
