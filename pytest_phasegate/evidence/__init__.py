"""Looking at the world, read-only: git, files, commands, results."""

from __future__ import annotations
