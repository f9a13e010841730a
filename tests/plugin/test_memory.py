from __future__ import annotations

import gc

import pytest

from pytest_phasegate.plugin.memory import no_collection


def test_nothing_is_collected_meanwhile() -> None:
    assert gc.isenabled()
    with no_collection():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off_also_after_an_error() -> None:
    gc.disable()
    try:
        with pytest.raises(ValueError, match="broken"), no_collection():
            raise ValueError("broken")
        assert not gc.isenabled()
    finally:
        gc.enable()
