"""Search in the open project: Ctrl+F, a question, and the way to what was found."""
