"""The convolution that shapes, layouts and options mean."""
