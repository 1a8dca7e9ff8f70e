"""A reader's own numbers, by every way in, and undone."""
