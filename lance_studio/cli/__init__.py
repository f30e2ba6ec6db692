"""The command line `lance-studio`.

`main` is the entry point; a module a subject holds its commands (`generate`, `edit`, `extend`, `ask`, `info`, and for
projects `window`, `render`, `log`). They share `options` (what can be given), `sources` (input files), `projects`
(project files), `session` (the model and its run), `results` (what is written) and `console` (what is said).

No module here imports the engine, the video libraries or Qt when it is loaded: help and mistakes are answered at once.
"""
