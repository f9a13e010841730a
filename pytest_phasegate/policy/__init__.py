"""From policy files to a policy: every mistake found, each with its file and line."""

from __future__ import annotations
