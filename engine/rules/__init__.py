"""Tensors and the rule of every cell: terms, readers, values, equations; no operation is known."""
