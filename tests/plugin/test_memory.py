from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.hooks import staying

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _left_as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_what_is_made_meanwhile_is_left_alone_by_the_collector() -> None:
    gc.unfreeze()
    with staying():
        assert not gc.isenabled()
        kept = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)


def test_a_collector_that_was_off_stays_off_also_after_an_error() -> None:
    gc.disable()
    with pytest.raises(ValueError, match="broken"), staying():
        raise ValueError("broken")
    assert not gc.isenabled()
