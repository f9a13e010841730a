"""What several gates share, and what one gate with many rules is made of."""

from __future__ import annotations
