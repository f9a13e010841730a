"""One module for each kind of condition: its settings, when it applies, and how it judges."""

from __future__ import annotations
