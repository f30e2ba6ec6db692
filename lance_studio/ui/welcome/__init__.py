"""The page of the first start, and of a window without a project."""
