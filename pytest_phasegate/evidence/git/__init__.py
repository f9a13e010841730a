"""What git knows: ids, commits, their order and what became of them; only ``program.py`` starts git."""
