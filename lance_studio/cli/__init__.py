"""The command line `lance-studio`.

`main` is the entry point; a module a subject holds its commands (`generate`, `edit`, `extend`, `ask`, `info`). They
share `options` (what can be given), `sources` (input files), `session` (the model and its run), `results` (what is
written) and `console` (what is said).

No module here imports the engine or the video libraries when it is loaded: help and mistakes are answered at once.
"""
