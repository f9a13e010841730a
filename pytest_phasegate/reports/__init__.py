"""One module for each format: from an outcome to text, and nothing else."""

from __future__ import annotations
