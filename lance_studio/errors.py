"""The errors that people may see: each names a cause and, where there is one, a remedy.

Code below the entry points raises one of these for everything that bad input, a bad file or a full disk can bring
about. Any other exception that reaches an entry point is a defect of ours and keeps its traceback.
"""

from lance_studio.language import tr


class LanceStudioError(Exception):
    """Base of every error that is reported to the user as a sentence, without a traceback.

    Args:
        cause: One sentence that says what is wrong, with the file or number concerned.
        remedy: One sentence that says what to do about it; empty if nothing can be done.
    """

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(f"{cause} {remedy}".strip())
        self.cause = cause
        self.remedy = remedy


class InvalidRequestError(LanceStudioError):
    """A number, size or text of a request is outside what the model can do."""


class MediaError(LanceStudioError):
    """A picture or video is missing, damaged, or of a kind that cannot be read."""


class MediaLimitError(MediaError):
    """A media file claims more than the studio can hold: samples a second, tracks, frames, hours."""


class TimelineError(LanceStudioError):
    """A timeline document is damaged, or an edit of a timeline is impossible."""


class OutputError(LanceStudioError):
    """A result cannot be written: the disk is full, the place is not writable, or a file would be lost."""


class NoSpaceError(OutputError):
    """Something is not begun because there is no room for its result."""


class CheckpointError(LanceStudioError):
    """A checkpoint is missing, incomplete, damaged, or not a Lance checkpoint."""


class DeviceError(LanceStudioError):
    """The chosen device is absent or has too little memory for the request."""


class EngineError(LanceStudioError):
    """The engine produced something unusable, for example velocities that are not finite."""


class ProjectError(LanceStudioError):
    """A project file is missing, foreign, of a newer version, or cannot be read or written."""


class ProjectLockedError(ProjectError):
    """A project is open in another window or held by another program."""


class ProjectReadOnlyError(ProjectError):
    """A project, or the folder that it lies in, may not be written."""


class ProjectDamagedError(ProjectError):
    """A project file is cut short, or what it holds contradicts itself."""


class ProjectDisplacedError(ProjectError):
    """The file of an open project was replaced or deleted by another program, so that nothing is written any more."""


class CommandRefusedError(ProjectError):
    """A change of a project makes no sense, for example because something else needs what it would remove."""


class MediaMissingError(ProjectError):
    """A linked file has vanished or is no longer the one that was imported.

    Args:
        cause: One sentence that says what is wrong.
        remedy: One sentence that says what to do about it.
        media_id: The medium of the project whose file it is.
    """

    def __init__(self, cause: str, remedy: str, media_id: str) -> None:
        super().__init__(cause, remedy)
        self.media_id = media_id


class MediaNotOpenedError(MediaMissingError):
    """A linked file was not looked for, because a project from elsewhere names it and nobody here has approved that."""


class CancelledError(LanceStudioError):
    """The user cancelled the request; nothing was written."""

    def __init__(self) -> None:
        super().__init__(tr("Cancelled."))
