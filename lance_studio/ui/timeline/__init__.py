"""The timeline: tracks with clips that are moved, trimmed and cut, the ruler, and the buttons of the player."""
