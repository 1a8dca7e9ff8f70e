"""The public API: queries for its routes and for the command line."""
