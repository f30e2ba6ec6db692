"""What the studio adds to the model: from what somebody wants to a complete request, and from a result to the project.

Neither Qt nor torch is loaded here.

* `options`, `places`: what a person may say beside the words; what a wish is about
* `planning`: from a wish to a `task`, the complete description of a job, which job and edge store
* `windows`, `geometry`: which frames and which size the model gets
* `inputs`: reads the pixels of a task; `results`: writes what came of it; `placement`: puts it on the timeline
* `handler`: the three of them as the queue wants them
* `chat`, `timecodes`: what messages are about, and the times that answers name
* `describe`, `export`: a task in words; a node's recipe
* `sources`: a project's media as the renderer wants them
"""
