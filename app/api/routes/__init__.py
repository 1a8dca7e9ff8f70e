"""One file per subject; a route reads, calls, and answers."""
