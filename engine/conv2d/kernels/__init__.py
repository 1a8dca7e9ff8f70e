"""How the numbers are computed: strategies, one a file, and the threads that they share."""
