"""Signals that ask this process to end: what it has started is ended first, and its folders are cleared away."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# A cancelled job, a closed terminal, and on Windows Ctrl-Break; those that this system does not have are left out.
REQUESTS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

_received: list[int] = []
"""The signals that came while they were held back; signals belong to the process, so there is one list."""


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back Ctrl-C and requests to end while the wrapped block runs, but for the places that look for them.

    An exception out of nowhere could come between the start of a program and the line that takes care of it, or in
    the middle of cleaning up, when a user or a CI system asks twice. The block may be wrapped by another one.
    What another part of the process does at a signal stays as it is, and so does what is ignored (nohup).

    Raises:
        KeyboardInterrupt: a signal came, and the block did not raise it.
    """
    if threading.current_thread() is not threading.main_thread():  # only that one may say what is done at a signal
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, *REQUESTS)}
    ours = {number: handler for number, handler in earlier.items() if handler in usual}
    for number in ours:
        signal.signal(number, _receive)
    came: list[int] = []
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
        if ours:
            came = _received[:]
            _received.clear()
    if came:
        raise KeyboardInterrupt


def end_if_asked() -> None:
    """Raise KeyboardInterrupt if a signal came that was held back."""
    if _received:
        raise KeyboardInterrupt


@contextmanager
def taken_as_interrupt() -> Iterator[None]:
    """Take requests to end as Ctrl-C while the wrapped block runs, so that pytest ends as it does then."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [number for number in REQUESTS if signal.getsignal(number) == signal.SIG_DFL]
    for number in ours:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _receive(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
