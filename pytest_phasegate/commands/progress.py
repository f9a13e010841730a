"""What is being done, for a person who waits: shown on a terminal where it takes longer than a second."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import one_line

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

PATIENCE = 1.0
"""Seconds without a word."""

_LINE = 78  # the most characters that are shown, so that one line is one line
_ERASE = "\r\x1b[K"


class Progress:
    """Shows one line on a terminal that the next one takes the place of; nothing where no terminal is."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._text = ""
        self._is_shown = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        if self._out.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._is_shown:
                self._out.write(_ERASE)
                self._out.flush()
            self._is_shown = False

    def say(self, text: str) -> None:
        """Say what is done now."""
        with self._lock:
            self._text = text
            self._show()

    def _begin(self) -> None:
        with self._lock:
            self._is_shown = True
            self._show()

    def _show(self) -> None:
        if self._is_shown:
            self._out.write(f"{_ERASE}{one_line(self._text, _LINE)}")
            self._out.flush()
