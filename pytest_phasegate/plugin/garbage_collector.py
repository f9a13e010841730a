"""Python's garbage collector and a run of gates, whose documents, checks, items and reports live to its end."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def staying() -> Iterator[None]:
    """Make many objects that will stay: the collector does not walk through them, neither meanwhile nor later."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
