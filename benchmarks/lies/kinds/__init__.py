"""Every kind of lie, by theme: each module adds its own to the table."""

from __future__ import annotations

from benchmarks.lies.kind import KINDS
from benchmarks.lies.kinds import commits, documents, files, order, pipelines, results, templates, trees

__all__ = ["KINDS", "commits", "documents", "files", "order", "pipelines", "results", "templates", "trees"]
