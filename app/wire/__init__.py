"""From what came in to a convolution, and back: one reader for the API, the pages, the command line."""
