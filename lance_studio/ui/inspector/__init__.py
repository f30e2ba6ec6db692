"""The inspector: what is known of the selection, and the numbers of the next generation."""
