"""Signals that are held back, or taken as Ctrl-C, and those of others, which are left as they are."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.runs.signals import end_if_asked, held_back, taken_as_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture(autouse=True)
def usual() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def send(name: str, then: Callable[[], None] = lambda: None) -> None:
    """Send this process a signal while signals are held back, and go on."""
    with held_back():
        os.kill(os.getpid(), getattr(signal, name))
        then()


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_g10_a_signal_waits_for_a_place_that_looks_for_it(name: str) -> None:
    done = []

    def work() -> None:
        done.append("what must not be interrupted")
        end_if_asked()
        done.append("never")

    with pytest.raises(KeyboardInterrupt):
        send(name, work)
    assert done == ["what must not be interrupted"]
    end_if_asked()


@posix
def test_g10_a_signal_that_nobody_looked_for_counts_at_the_end_and_a_second_one_changes_nothing() -> None:
    cleared = []

    def clear() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        cleared.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        send("SIGTERM", clear)
    assert cleared == ["all of it"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@posix
def test_g10_an_inner_block_leaves_it_to_the_outer_one() -> None:
    done = []

    def work() -> None:
        with held_back():
            done.append("inner")
        done.append("outer")
        end_if_asked()

    with pytest.raises(KeyboardInterrupt):
        send("SIGTERM", work)
    assert done == ["inner", "outer"]


@posix
@pytest.mark.parametrize("manager", [held_back, taken_as_interrupt])
def test_g10_what_others_do_at_a_signal_and_what_is_ignored_stays(manager: object) -> None:
    came = []
    earlier = signal.signal(signal.SIGTERM, lambda number, frame: came.append(number))
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with manager():  # type: ignore[operator]
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGHUP)
        assert came == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, earlier)
        signal.signal(signal.SIGHUP, ignored)


@posix
def test_g10_a_request_to_end_is_taken_as_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), taken_as_interrupt():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize("manager", [held_back, taken_as_interrupt])
def test_g10_another_thread_changes_nothing(manager: object) -> None:
    seen = []

    def work() -> None:
        with manager():  # type: ignore[operator]
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_DFL]
