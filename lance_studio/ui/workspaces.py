"""The workspaces of the window: which docks stand where while somebody draws, cuts a film or asks."""

import contextlib
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from lance_studio.errors import OutputError
from lance_studio.language import mark
from lance_studio.project.rows import VIEWING
from lance_studio.ui.docks import Arrangement, Docks
from lance_studio.ui.panels import Area
from lance_studio.ui.settings import LAYOUT, WORKSPACE, Settings

if TYPE_CHECKING:
    from lance_studio.project.project import Project

PICTURE, FILM, ASK = "picture", "film", "ask"

_LEAST_GEOMETRY = 46
"""Bytes of what Qt keeps of a window's place: two rectangles, the screen and the state."""

NARROW = 1100
"""In a window that is narrower than this, docks stand as tabs at one side: two would leave the canvas no room."""


@dataclass(frozen=True)
class Workspace:
    """One workspace.

    Attributes:
        id: Its name in the settings, and in the action `workspace.<id>`.
        title: On its button.
        drawn: The arrangement that it begins with, and that a reset brings back.
    """

    id: str
    title: str
    drawn: Arrangement

    @functools.cached_property
    def narrow(self) -> Arrangement:
        """The same for a narrow window: what stands left is behind what stands right."""
        places = dict(self.drawn.places)
        left = places.pop(Area.LEFT, ())
        return replace(self.drawn, places={**places, Area.RIGHT: (*places.get(Area.RIGHT, ()), *left)}, right=344)


WORKSPACES = (
    Workspace(
        PICTURE,
        mark("Picture"),
        Arrangement(
            {
                Area.LEFT: ("media",),
                Area.RIGHT: ("history", "inspector", "chat", "queue"),
                Area.BOTTOM: ("timeline",),
            },
            hidden=frozenset({"timeline"}),
        ),
    ),
    Workspace(
        FILM,
        mark("Film"),
        Arrangement(
            {
                Area.LEFT: ("media",),
                Area.RIGHT: ("inspector", "chat", "history"),
                Area.BOTTOM: ("timeline", "queue"),
            }
        ),
    ),
    Workspace(
        ASK,
        mark("Ask"),
        Arrangement(
            {
                Area.LEFT: ("media",),
                Area.RIGHT: ("chat", "history", "inspector"),
                Area.BOTTOM: ("timeline", "queue"),
            },
            hidden=frozenset({"history", "inspector", "queue"}),
            right=380,
            below=0.27,
            most_below=212,
        ),
    ),
)
_BY_ID = {workspace.id: workspace for workspace in WORKSPACES}


class Workspaces(QObject):
    """Brings the docks of the workspace to sight that the user works in, and remembers how each was left.

    A panel that something else brings to sight is a guest: it does not become part of the arrangement, and goes with
    the next switch. What the user shows or closes by the Window menu or on the dock does.

    Args:
        window: The window; its place and size are kept together with the arrangements.
        docks: Its docks.
        settings: Where the arrangements are kept.

    Attributes:
        changed: Another workspace is in sight; carries its id.
        bared: Whether the window shows no docks now, as on the welcome page.
    """

    changed = Signal(str)
    bared = Signal(bool)

    def __init__(self, window: QMainWindow, docks: Docks, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._docks, self._settings = window, docks, settings
        self._guests: set[str] = set()
        self._bare = True
        geometry, self._states = _read(settings)
        place = QByteArray.fromBase64(geometry.encode("ascii", "replace"))
        # Of one that is cut short Qt makes the smallest window, and says that it is restored.
        self._placed = place.size() >= _LEAST_GEOMETRY and window.restoreGeometry(place)
        chosen = settings.get(WORKSPACE)
        self._chosen = isinstance(chosen, str) and chosen in _BY_ID
        self._current = chosen if isinstance(chosen, str) and chosen in _BY_ID else PICTURE
        docks.draw(drawn for workspace in WORKSPACES for drawn in (workspace.narrow, workspace.drawn))
        docks.hide(docks.ids())

    @property
    def current(self) -> str:
        """The workspace that is in sight, or that comes to sight with the next project."""
        return self._current

    @property
    def bare(self) -> bool:
        """Whether no docks are shown, as on the welcome page."""
        return self._bare

    @property
    def placed(self) -> bool:
        """Whether the window has the place and size that it was left with."""
        return self._placed

    def enter(self, project: "Project | None" = None) -> None:
        """Show the docks, if they are not in sight: in the workspace that was chosen last.

        Args:
            project: What is shown. As long as nobody has chosen a workspace, one that was left with its timeline in the
                viewer comes up in Film.
        """
        if not self._bare:
            return
        if not self._chosen and project is not None:
            self._current = FILM if project.setting(VIEWING) == "timeline" else PICTURE
        self._bare = False
        self._show()
        self.bared.emit(False)

    def leave(self) -> None:
        """Put all docks out of sight; `enter` brings them back as they were."""
        if self._bare:
            return
        self._note()
        self._bare = True
        self._docks.hide(self._docks.ids())
        self.bared.emit(True)

    def choose(self, workspace_id: str) -> None:
        """Show another workspace because the user wants it.

        Raises:
            KeyError: If there is none of that id.
            OutputError: If the choice cannot be kept; it is shown all the same.
        """
        if workspace_id not in _BY_ID:
            raise KeyError(workspace_id)
        if workspace_id != self._current:
            if not self._bare:
                self._note()
            self._current = workspace_id
            if not self._bare:
                self._show()
        self._chosen = True
        self.changed.emit(self._current)
        self._settings.set(WORKSPACE, workspace_id)

    def reveal(self, panel_id: str) -> None:
        """Bring a panel to sight for now; one that the workspace does not show goes with the next switch.

        Raises:
            KeyError: If the panel has no dock.
        """
        dock = self._docks.dock(panel_id)
        if self._bare:
            return
        area = self._docks.area(panel_id)
        alone = self._docks.is_empty(area)
        if dock.isHidden():
            self._guests.add(panel_id)
        self._docks.reveal(panel_id)
        if alone:
            self._docks.give_sizes(area)

    def set_shown(self, panel_id: str, shown: bool) -> None:
        """Show or hide a panel in this workspace from now on.

        Raises:
            KeyError: If the panel has no dock.
        """
        if not shown:
            self._guests.discard(panel_id)
            self._docks.dock(panel_id).close()
        else:
            self.reveal(panel_id)
            self._guests.discard(panel_id)

    def reset(self) -> None:
        """Bring the workspace's drawn arrangement back."""
        self._states.pop(self._current, None)
        if not self._bare:
            self._show()

    def save(self) -> None:
        """Keep the arrangements and the window's place.

        Raises:
            OutputError: If the settings cannot be written.
        """
        if not self._bare:
            self._states[self._current] = self._docks.state()
            self._guests.clear()
        self._write()

    def close(self) -> None:
        """Keep the arrangements and the window's place, which is going; guests are not kept."""
        if not self._bare:
            self._note()
        # The arrangement is not worth keeping the window open.
        with contextlib.suppress(OutputError):
            self._write()

    def fit_docks(self) -> None:
        """Give the docks the sizes of a drawn arrangement, now that the window has its own."""
        if not self._bare and self._current not in self._states:
            self._docks.give_sizes()

    def _write(self) -> None:
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode("ascii")
        self._settings.set(LAYOUT, {"geometry": geometry, "workspaces": dict(self._states)})

    def _note(self) -> None:
        """Remember how the workspace stands, without guests."""
        self._docks.hide(self._guests)
        self._guests.clear()
        self._states[self._current] = self._docks.state()

    def _show(self) -> None:
        self._guests.clear()
        self._window.setUpdatesEnabled(False)
        try:
            # Also below a kept one: a panel that it does not know has its place.
            workspace = _BY_ID[self._current]
            drawn = workspace.narrow if self._window.width() < NARROW else workspace.drawn
            self._docks.arrange(drawn)
            state = self._states.get(self._current)
            if state is not None and not self._docks.restore(state):
                del self._states[self._current]
                self._docks.arrange(drawn)
        finally:
            self._window.setUpdatesEnabled(True)
        self.changed.emit(self._current)
        focused, centre = QApplication.focusWidget(), self._window.centralWidget()
        if centre is not None and (focused is None or not focused.isVisible()):
            centre.setFocus()


def _read(settings: Settings) -> tuple[str, dict[str, str]]:
    """Return the window's place and the arrangements by workspace; whatever is no text is left out.

    The arrangement of a studio without workspaces, which kept a single one as "docks", is not taken over: it showed the
    timeline beside everything.
    """
    kept = settings.get(LAYOUT)
    if not isinstance(kept, Mapping):
        return "", {}
    geometry, states = kept.get("geometry"), kept.get("workspaces")
    found = states.items() if isinstance(states, Mapping) else ()
    return geometry if isinstance(geometry, str) else "", {
        name: state for name, state in found if name in _BY_ID and isinstance(state, str)
    }
