"""Own numbers, by every way in, and undone."""
