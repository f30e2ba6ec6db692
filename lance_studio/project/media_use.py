"""How a medium is used unless a clip says otherwise: which sound track, fields, and what is seen beside its picture."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio import limits
from lance_studio.project.commands.settings import SetSetting

if TYPE_CHECKING:
    from lance_studio.project.project import Project

USE = "use:"
"""What the keys of these settings begin with."""

_LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class MediaUse:
    """What was chosen for a medium; the viewer follows it, and so do clips that are made of it from then on.

    Attributes:
        sound_track: Which of its sound tracks is heard, from 0; None for the one that its file marks.
        deinterlace: False where the two fields of interlaced frames are shown together; None as the film says.
        black_outside: True where nothing is shown while its sound goes on without its picture; None where its first or
            last picture is held there.
    """

    sound_track: int | None = None
    deinterlace: bool | None = None
    black_outside: bool | None = None

    def to_text(self) -> str | None:
        """Write it for the project's settings; None where nothing was chosen."""
        values = {
            "track": self.sound_track,
            "deinterlace": self.deinterlace,
            "black_outside": self.black_outside,
        }
        kept = {name: value for name, value in values.items() if value is not None}
        return json.dumps(kept) if kept else None

    @classmethod
    def from_text(cls, text: str | None) -> "MediaUse":
        """Read what `to_text` wrote, or whatever else a file holds: what makes no sense is left out."""
        if text is None or len(text) > _LONGEST_TEXT:
            return cls()
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, dict):
            return cls()
        track, whole, black = (found.get(name) for name in ("track", "deinterlace", "black_outside"))
        return cls(
            track if type(track) is int and 0 <= track < limits.STREAMS.most else None,
            whole if isinstance(whole, bool) else None,
            black if isinstance(black, bool) else None,
        )


def use_key(media_id: str) -> str:
    """Return the setting that holds how a medium is used."""
    return f"{USE}{media_id}"


def read_use(project: "Project", media_id: str) -> MediaUse:
    """Read how a medium is used."""
    return MediaUse.from_text(project.setting(use_key(media_id)))


def choose_use(media_id: str, use: MediaUse, name: str) -> SetSetting:
    """Return the step that lets a medium be used so.

    Args:
        media_id: The medium.
        use: What is chosen.
        name: What the undo list calls the step.
    """
    return SetSetting(use_key(media_id), use.to_text(), undoable=True, name=name)
