"""The timeline: a frozen model in rational time, and pure edits that return a new timeline.

Import the modules directly:

* `model`: timeline, tracks, clips, gaps, markers
* `timing`: frames, times and timecodes; `queries`: what lies where; `layout`: the same for one track, found quickly
* `visible`: what is seen at a time, and which clip a command acts on; `edges`: the frames at the edges of clips
* `placing`, `cutting`, `trimming`, `properties`: the edits, by subject; `items`: what they share
* `snapping`: where a dragged edge wants to go
* `document`: the JSON form; `interchange`: to OpenTimelineIO; `otio_reading`: from it
"""
