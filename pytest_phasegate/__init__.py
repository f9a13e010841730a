"""Turns every claim of a task document into a pytest item and holds it against the facts."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
