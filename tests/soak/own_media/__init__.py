"""Media of every kind that people have, made on the spot and put through the command line: what comes out is known."""
