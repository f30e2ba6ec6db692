"""What the canvas has of a film or sound that is watched or heard there: its frames, the strip below it, its drag."""

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from lance_studio.project.rows import Media
from lance_studio.ui.canvas.sound_page import SoundPage
from lance_studio.ui.canvas.source_strip import SourceStrip
from lance_studio.ui.canvas.surface import Surface
from lance_studio.ui.pixels import to_image
from lance_studio.ui.playback.frame_taker import FrameTaker
from lance_studio.ui.playback.player import MakeSound
from lance_studio.ui.playback.source_player import SourcePlayer
from lance_studio.ui.playback.what_plays import SourceActions
from lance_studio.ui.studio import Studio
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_data

PANEL = "canvas"
_DRAGGED = QSize(112, 80)


class SourceViewer(QObject):
    """Connects the player of the viewer with the canvas.

    Args:
        studio: The shared parts of the window.
        make_sound: Makes the sound of playing.
        parent: The canvas' panel.

    Attributes:
        player: Plays what the viewer shows.
        strip: Stands below the picture while there is something to play.
        sound_page: Stands in the picture's place for a sound.
        frame: The frame that is to be shown; None where the film's own still picture is.
        changed: Another medium is shown, or another part of it is marked.
        picture_changed: There is another frame.
    """

    changed = Signal()
    picture_changed = Signal()

    def __init__(self, studio: Studio, make_sound: MakeSound, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio = studio
        self._surface: Surface | None = None
        self.frame: QImage | None = None
        self._media_id = ""
        self.player = SourcePlayer(studio.session, studio.bus, make_sound)
        self.player.setParent(self)
        self._taker = FrameTaker(studio.session, PANEL, self)
        self.strip = SourceStrip(self.player, studio.actions, studio.facts)
        self.sound_page = SoundPage(self.player, studio.session)
        self._actions = SourceActions(studio.actions, self.player, self._open_frame)
        self.strip.used.connect(self._use_here)
        self.player.changed.connect(self._follow)
        self.player.frame_ready.connect(self._take_frame)
        self.player.failed.connect(lambda error: studio.session.report(PANEL, error))
        studio.session.medium_opened.connect(self._bring_here)
        self._follow()

    @property
    def alone(self) -> Media | None:
        """The medium in the viewer that no node shows: a sound, or a film whose node was removed."""
        return self.player.media if self._studio.session.node_id is None else None

    @property
    def sound(self) -> Media | None:
        """The sound in the viewer; None where it shows anything else."""
        media = self.player.media
        return media if media is not None and media.kind == "audio" else None

    def attach(self, surface: Surface) -> None:
        """Let the film be dragged out of a surface."""
        self._surface = surface
        surface.dragged_out.connect(self._drag)
        self._follow()

    def dragged(self) -> QMimeData:
        """Return what a drag of the medium carries; on a timeline its marked part is placed."""
        media, data = self.player.media, QMimeData()
        if media is not None:
            data.setData(MIME_TYPE, dragged_data([(media.id, self._studio.session.node_id)]))
        return data

    # --- parts -------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        media = self.player.media
        if (media.id if media is not None else "") != self._media_id:
            self._media_id = media.id if media is not None else ""
            self.frame = None
        self.strip.setVisible(media is not None)
        if self._surface is not None:
            self._surface.draggable = media is not None
        self.changed.emit()

    def _take_frame(self, frame: object) -> None:
        media = self.player.media
        if media is None or media.kind != "video":
            return
        # Nothing to show means that the former frame stays: the film is there all the same.
        if frame is not None:
            self.frame = to_image(frame)  # type: ignore[arg-type]
            self.picture_changed.emit()

    def _bring_here(self, media_id: str, _time: object) -> None:
        """The user opened the medium to watch or hear it: the keys of playback are for it now."""
        if self.player.media is not None and self.player.media.id == media_id:
            self._studio.session.reveal(PANEL)
            self._use_here()

    def _use_here(self) -> None:
        """Let the keys act on what is seen here; a window that is not in front gets no focus, but is used as well."""
        if self._surface is not None:
            seen = self.sound_page if self.sound is not None else self._surface
            seen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._studio.actions.set_panel(PANEL)

    def _open_frame(self) -> None:
        player = self.player
        if player.timeline is not None:
            player.stop()
            self._taker.take(player.timeline, player.position)

    def _drag(self) -> None:
        if self._surface is None or self.player.media is None:
            return
        drag = QDrag(self._surface)
        drag.setMimeData(self.dragged())
        if self._surface.image is not None:
            aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            drag.setPixmap(QPixmap.fromImage(self._surface.image.scaled(_DRAGGED, aspect, smooth)))
        drag.exec(Qt.DropAction.CopyAction)
