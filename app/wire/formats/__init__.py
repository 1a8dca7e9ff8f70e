"""Bytes to values: strict JSON, JSON tensors in one pass, NumPy files."""
