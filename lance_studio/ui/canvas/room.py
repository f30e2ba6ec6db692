"""What stands below the picture in which workspace: the viewer of a film, or of what is asked about, needs the room."""

from dataclasses import dataclass

_FILM, _ASK = "film", "ask"
_FILM_TRAY, _FILM_PROMPT = 520, 300
"""So high the canvas must be for the strip of turns beside a timeline, and for the instruction."""


@dataclass(frozen=True)
class Room:
    """What there is room for.

    Attributes:
        workspace: The workspace in sight.
        height: Of the canvas, pixels.
        wanted: Whether somebody wants to write an instruction, or has begun one, which then stays in sight until the
            next change of the workspace.
    """

    workspace: str = ""
    height: int = 0
    wanted: bool = False

    @property
    def instructs(self) -> bool:
        """Whether the instruction is in sight. Where questions are asked, the conversation takes it."""
        return self.wanted or (self.workspace != _ASK and not self._is_lower(_FILM_PROMPT))

    @property
    def shows_tray(self) -> bool:
        """Whether the strip of turns is in sight."""
        return self.workspace != _ASK and not self._is_lower(_FILM_TRAY)

    def _is_lower(self, height: int) -> bool:
        return self.workspace == _FILM and self.height < height
