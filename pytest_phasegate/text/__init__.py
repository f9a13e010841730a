"""Text to lines: what everything that reads is built on, without a word of what a line claims."""

from __future__ import annotations
