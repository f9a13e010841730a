"""One module for each kind of notation that dialects share: statuses, commit ids, paths, references."""

from __future__ import annotations
