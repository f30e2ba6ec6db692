"""Engine backends: what a backend is, the events that it tells, and two of them.

:mod:`~lance_studio.backends.backend` says what every backend does, :mod:`~lance_studio.backends.events` what it tells.
The engine runs in a child process (:mod:`lance_studio.backends.process`) or in a thread of this one
(:mod:`~lance_studio.backends.in_process`); both let a :class:`~lance_studio.backends.runner.EngineRunner` do the work,
the only module here that loads torch, and only when it does its first job.
"""
