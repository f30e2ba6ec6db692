"""The canvas: the picture in the middle, its mask, its turns, and the instruction below."""
