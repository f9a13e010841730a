"""Benchmarks: every budget as a ratio against a floor measured in the same run."""
