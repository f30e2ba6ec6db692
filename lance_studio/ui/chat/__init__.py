"""The chat panel: questions, edits and extensions in words, about what is shown."""
