"""The HTML pages, and what they fetch."""
