"""Five minutes with the sample: one thing after the other, at the place where it is done."""
