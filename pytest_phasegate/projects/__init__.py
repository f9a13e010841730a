"""The projects of a folder: their policies, documents and checks, opened once for whoever judges or tells."""

from __future__ import annotations
