"""Text that was pasted or saved: printed arrays, lines of code, curl commands."""
