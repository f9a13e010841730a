"""The pytest shell: hooks of a line or two."""

from __future__ import annotations
