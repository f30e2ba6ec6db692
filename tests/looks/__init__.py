"""The real window in every workspace, language, theme and size: to measure it, and to take pictures of it."""
