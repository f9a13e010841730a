"""The words of the project as frozen values: no input, no output, no decision."""

from __future__ import annotations
