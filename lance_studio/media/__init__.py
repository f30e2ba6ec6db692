"""Pictures, videos and their recipes: everything that reads or writes a media file.

Import the modules directly; nothing is re-exported here, so that a reader of a picture does not load the video
libraries:

* `kind`: is a file a picture or a video, judged by its content
* `images`: read a picture as RGB, write a PNG
* `probe`: facts of any media file (`info`); `describe`: all that can be said of it (`facts`, `describe_picture`)
* `frames`: random access to the frames of a film (`streams`); `thumbnails`; `scaling`
* `decoding`: a decoder that leaves out what is not needed; `playing`: what is decoded while a film plays and before a
  frame at rest; `frame_cache`: decoded frames in memory; `haste`: how much may be left out
* `index`: what is known of a film; `indexing` builds it by packets, `decoded_index` by decoding (`packets`,
  `edit_list`, `frame_times`, `rates`, `raw_video`; `damage`); `index_cache` keeps it (`index_format`,
  `content_cache`, `cache_folder`)
* `animation`: animated pictures as films (`animation_parts`, `animation_decoder`)
* `colour`: other colours as sRGB; `frame_colour` for decoded frames, `picture_colour` for what picture files say
* `alpha`: transparency (layers); `deinterlacing`: interlaced films without combs
* `strangers`: what a file is that cannot be used (`camera_raw`); `targa`: pictures without a signature
* `notes`: the sentences on what is converted, guessed or dropped in a picture
* `sound`: sample-accurate access (`sound_decoding`, `resampling`); `sound_index`: where samples lie, which `sound_scan`
  finds (`sound_counting`, `film_clock`) and `sound_cache` keeps (`sound_format`); `raw_sound` and `sound_frames`:
  streams without a container, and what packets begin with; `waveform`
* `spans`: when a medium begins and ends; `describe_sound` says what is chosen and guessed
* `encode`: write an MP4
* `recipes`: the recipe that an exported file carries
* `output`: writing files so that nothing is lost; `scratch`: folders for files on their way
* `files`: checks and hashes of input files; `digests`: hashes computed once (`identity`)
* `sources`: what media are read from
* `opening`: the only place that opens media files with PIL and PyAV, with safe settings

PyAV's parts import one another: modules import `av` as a whole before any part of it. Two threads, one of which begins
with a part, would wait for each other, and Python lets one of them go on with half of it.
"""
