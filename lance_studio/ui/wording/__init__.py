"""Words that several panels put together in the same way: rows of names, days and times."""
