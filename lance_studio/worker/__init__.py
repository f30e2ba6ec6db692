"""The boundary to the engine's process: requests, messages, frames, the process, its driver, and the job queue.

Nothing here but :mod:`lance_studio.worker.child` loads torch; that module is the process itself and is never imported
by the window.
"""
