"""A weather diary: one observation a day."""
