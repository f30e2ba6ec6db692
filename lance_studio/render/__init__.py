"""From a timeline to frames, sound and files. One plan serves the preview and the export.

* `plan`: which clips are seen and heard, and how strongly
* `renderer`: frames and blocks of sound
* `compositing`: how pictures are laid over one another
* `export`: MP4, PNG, PNG sequence, OpenTimelineIO
* `source`: where media come from
"""
