"""The dialects, a module each: mostly a record."""
