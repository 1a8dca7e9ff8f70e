"""What a page and the workbench know of one convolution."""
