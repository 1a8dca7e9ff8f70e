"""HTTP and its limits: bodies, queues, headers, errors, files; nothing of convolutions."""
