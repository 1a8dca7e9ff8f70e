"""Requests for a trace: what is selected of it, and which tensors are of the request."""
