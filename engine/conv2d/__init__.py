"""The two-dimensional convolution: its arithmetic, and its derivation as rules."""
