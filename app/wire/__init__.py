"""From what came in to a convolution: one reader for the API, pages and the command line."""
