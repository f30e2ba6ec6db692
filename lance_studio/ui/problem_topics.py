"""What problems are about, so that a banner goes when its cause does.

`Session.report` gives each problem a topic, and whoever sees that the cause is gone calls `Session.solve` with it.
"""

from lance_studio.errors import CheckpointError, LanceStudioError, MediaMissingError

MODEL = "model"
"""There is no model that can be used."""
COMMIT = "commit"
"""A change could not be written into the project, for example because the disk is full."""
IMPORT, EXPORT, OPEN, SAVE = "import", "export", "open", "save"
"""Files could not be taken in, written, opened or saved as."""
QUEUE = "queue"
"""The queue has halted."""


def of_job(job_id: str) -> str:
    """Return the topic of a job that failed."""
    return f"job:{job_id}"


def of_file(media_id: str) -> str:
    """Return the topic of a medium's file that is missing."""
    return f"file:{media_id}"


def of_action(action_id: str) -> str:
    """Return the topic of an action that could not be done."""
    return f"action:{action_id}"


def of_submit(panel_id: str) -> str:
    """Return the topic of an instruction that was refused."""
    return f"submit:{panel_id}"


def topic_of(error: LanceStudioError) -> str:
    """Return the topic that an error has by itself; empty where it has none."""
    if isinstance(error, MediaMissingError) and error.media_id:
        return of_file(error.media_id)
    return MODEL if isinstance(error, CheckpointError) else ""
