"""The pages in a real browser. A package, so that the browser closes before other tests begin."""
