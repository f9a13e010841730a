"""Keeps what pytest prints from being taken for commands of GitHub's runner, which reads each line of a step's output.

Node ids, reasons and the output of builds hold text of documents and paths, which come with a pull request. A line that
begins with ``::``, or holds ``##[``, is a command to the runner: with ``stop-commands`` a document could silence every
annotation behind it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.reports.escape import for_terminal, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 200  # characters of a line that is not ended yet


def is_on_github() -> bool:
    """Whether GitHub's runner reads what this process prints."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


class Guarded:
    """A stream in which no line is a command of the runner, but for those that are written on purpose.

    Args:
        stream: what pytest writes to.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._line = ""  # the line that is not ended yet, as it was written
        self._is_open = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text; a command in it is broken, also one that is put together from several texts."""
        whole = self._line + text
        safe = whole if self._is_open else without_commands(whole)
        self._stream.write(safe[len(self._line) :])
        line = safe.replace("\r", "\n").rpartition("\n")[2]
        self._line = line if len(line) <= _KEPT else f"x{line[-2:]}"
        return len(text)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let commands pass."""
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False


def guard(config: pytest.Config) -> None:
    """Guard the stream of pytest's terminal, where GitHub's runner reads it."""
    if is_on_github() and config.pluginmanager.has_plugin("terminalreporter"):
        writer = config.get_terminal_writer()
        if not isinstance(writer._file, Guarded):  # noqa: SLF001 - pytest has no other way to all that it prints
            writer._file = Guarded(writer._file)  # noqa: SLF001


@contextmanager
def commands_allowed(reporter: pytest.TerminalReporter) -> Iterator[None]:
    """Let commands of the runner pass: those of our own, in which every text of others is escaped."""
    stream = reporter.config.get_terminal_writer()._file  # noqa: SLF001 - as above
    if isinstance(stream, Guarded):
        with stream.open():
            yield
    else:
        yield


def safe_error(error: pytest.UsageError) -> pytest.UsageError:
    """A usage error of plain text: pytest prints it to a stream of its own, and it may name files of any name."""
    texts = (for_terminal(str(each)) for each in error.args)
    return pytest.UsageError(*(without_commands(each) if is_on_github() else each for each in texts))
