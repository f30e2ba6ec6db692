"""What the user has set: the file, the declaration of every setting, and where derived files are kept; no Qt."""
