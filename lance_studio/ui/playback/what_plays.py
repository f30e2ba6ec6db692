"""What the keys and buttons of playback act on: what is seen.

=================================  =================  =====================
the viewer shows                   the focus is in    what plays
=================================  =================  =====================
a clip, a film or a sound          the timeline       the timeline
a clip, a film or a sound          anything else      what the viewer shows
a picture, a comparison, nothing   anything           the timeline
the timeline                       anything           the timeline
=================================  =================  =====================

The table of actions decides by panels: the timeline handles playback for its own panel, and so for all as long as
nobody else does. While the viewer shows a medium that can be played, this handles playback for the whole window.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from lance_studio.ui.actions import Actions
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.rows import Media
    from lance_studio.ui.playback.source_player import SourcePlayer


def seen_medium(session: Session) -> "Media | None":
    """Return the film or sound that the viewer shows by itself; None where it shows anything else."""
    project = session.project
    if project is None or session.viewing != "node" or session.compared is not None:
        return None
    node = project.node(session.node_id) if session.node_id is not None else None
    media = project.media(node.media_id if node is not None else session.source_media_id or "")
    return media if media is not None and media.kind in ("video", "audio") and media.duration else None


class SourceActions(QObject):
    """Lets the actions of playback act on the medium in the viewer while there is one.

    Args:
        actions: The table.
        player: Plays the medium.
        open_frame: Makes a picture of the frame in sight.
    """

    def __init__(self, actions: Actions, player: "SourcePlayer", open_frame: Callable[[], object]) -> None:
        super().__init__(player)
        self._actions, self._player = actions, player
        self._handlers = {**_handlers(player), "clip.use_frame": open_frame}
        self._registered = False
        player.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        there = self._player.media is not None
        if there != self._registered:
            self._registered = there
            for name, handler in self._handlers.items():
                if there:
                    self._actions.register(name, handler)
                else:
                    self._actions.unregister(name)
        if there:
            media = self._player.media
            self._actions.set_enabled("clip.use_frame", media is not None and media.kind == "video")


def _handlers(player: "SourcePlayer") -> dict[str, Callable[[], object]]:
    p = player
    return {
        "playback.play": p.toggle,
        "playback.stop": p.stop,
        "playback.backward": lambda: p.shuttle(forward=False),
        "playback.forward": lambda: p.shuttle(forward=True),
        "playback.previous_frame": lambda: p.step(-1),
        "playback.next_frame": lambda: p.step(1),
        "playback.second_back": lambda: p.step_second(-1),
        "playback.second_on": lambda: p.step_second(1),
        "playback.previous_cut": lambda: p.go_to_edge(forward=False),
        "playback.next_cut": lambda: p.go_to_edge(forward=True),
        "playback.start": p.go_to_start,
        "playback.end": p.go_to_end,
        "playback.set_in": p.set_in,
        "playback.set_out": p.set_out,
        "playback.go_in": p.go_to_in,
        "playback.go_out": p.go_to_out,
        "playback.clear_range": p.clear_range,
    }
