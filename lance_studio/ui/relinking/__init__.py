"""The dialog in which missing files are found again."""
