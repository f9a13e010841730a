"""What runs leave behind: test results, coverage data, and whether they are fresh."""
