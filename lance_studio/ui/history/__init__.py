"""The history panel: what was made from what, and the steps that can be undone."""
