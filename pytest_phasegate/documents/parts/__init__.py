"""What one dialect is made of besides its module, each named after it."""

from __future__ import annotations
