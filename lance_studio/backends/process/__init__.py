"""The backend whose engine runs in a child process: the process, the pipes to it, and the thread that drives it.

:mod:`~lance_studio.backends.process.child` is the process itself; nothing else imports it.
"""
