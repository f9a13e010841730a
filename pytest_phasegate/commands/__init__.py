"""What the ``phasegate`` program does besides judging; never imported by the pytest side."""

from __future__ import annotations
