"""The queue: what waits, what is made now, and what became of it."""
