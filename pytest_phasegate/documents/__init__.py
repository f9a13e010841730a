"""From a document's text to a workflow: pure, linear, with exact lines."""

from __future__ import annotations
