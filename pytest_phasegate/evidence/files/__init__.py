"""Files of the judged tree: where a name leads, and what a file holds."""
