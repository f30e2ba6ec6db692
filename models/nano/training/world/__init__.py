"""The small drawn world that the embedded model knows: what is in it, how it looks, how people talk about it."""
