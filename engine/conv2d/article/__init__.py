"""Errata of the article that are code: they are run, so that the page shows what NumPy answers."""
