"""Text and a change to new text: only what must change does, and what is read of it is what was meant."""
