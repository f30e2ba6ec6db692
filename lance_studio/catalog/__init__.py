"""Which models there are, where their files lie, and what they say of themselves. Loads neither torch nor Qt."""
