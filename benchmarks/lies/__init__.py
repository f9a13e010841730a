"""Lies planted in honest repositories: what the gates catch, at which line, and what they accuse wrongly."""
