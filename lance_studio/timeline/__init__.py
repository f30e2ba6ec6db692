"""The timeline: a frozen model in rational time, and pure edits that return a new timeline.

Import the modules directly:

* `model`: timeline, tracks, clips, gaps, markers
* `timing`: frames, times and timecodes; `queries`: what lies where
* `placing`, `cutting`, `trimming`, `properties`: the edits, by subject; `items`: what they share
* `snapping`: where a dragged edge wants to go
* `document`: the JSON form; `interchange`: OpenTimelineIO
"""
