"""Playing a timeline: frames that are made ahead in a thread, sound, and the clock that both follow."""
