"""The project file: media, edit graph, timelines, chat, jobs and settings in one SQLite file that no crash damages.

* `project`: `Project`, the way in: open, read, change by commands, undo and redo, listen
* `rows`: what a project holds, as frozen values; `tables`: how those are stored
* `commands`: every change that can be made, a file per subject
* `files`: the bytes of media, from any thread; `blobs`: how they are stored; `cache`: those that were
  needed as files; `linking`: files that stay outside; `copying`: a project at another place
* `history`: questions to the edit graph; `log`: a project as a text to read
* `recovery`: checks of a whole project
* `opening`, `store`, `connection`: the file is opened, kept at its place, and written to; `identity`, `place`, `sides`:
  which files those are, whatever their names; `lock`: nobody else has them open; `leftovers`: what a killed process
  left; `rescue`: what is kept when another program replaces or deletes the file
* `transaction`, `row_cache`, `migrations`, `db_errors`: the rest of the machinery below `Project`
* `journal`: undo and redo; `images`: the form in which it keeps rows; `patches`: differences of texts
"""
