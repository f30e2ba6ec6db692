"""The project's jobs: what waits is stored in the project, what runs is driven here with a backend.

Knows neither Qt nor sockets nor what jobs mean: a :class:`~lance_studio.jobs.handler.JobHandler` turns them into
requests and results into commands, and a :class:`~lance_studio.backends.backend.Backend` runs the requests.
"""
