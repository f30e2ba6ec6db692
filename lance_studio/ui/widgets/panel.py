"""The frame that every panel stands in: room for tools above, a banner below them, then the panel itself."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from lance_studio.errors import LanceStudioError
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF
from lance_studio.ui.widgets.banner import Banner, Level
from lance_studio.ui.widgets.layouts import column, row


class PanelFrame(QFrame):
    """A panel: a row of tools (absent until something is put there), a place for a banner, and the body.

    The title is not here: the dock shows it, or the tab.

    Args:
        panel_id: The panel's name in the registry; becomes the object name `panel.<id>`.
        surround: The neutral ground on which pictures are judged, in place of the panel's own.

    Attributes:
        titled: The panel wants another title on its dock or tab, for example "Queue (2)".
    """

    titled = Signal(str)

    def __init__(self, panel_id: str, *, surround: bool = False) -> None:
        super().__init__()
        self.panel_id = panel_id
        self.setObjectName(f"panel.{panel_id}")
        self.setProperty("kind", "surround" if surround else "panel")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._tools_row = QWidget()
        self._tools_row.setFixedHeight(CONTROL + GRID)
        self._tools_row.hide()
        self.tools = row(on=self._tools_row, margins=(GRID, HALF, GRID, HALF), spacing=HALF)
        """Where to add buttons; call `show_tools` after the first."""
        self._banners = column(spacing=0)
        self._banner: Banner | None = None
        self._body: QWidget | None = None
        self._column = column(self._tools_row, self._banners, on=self, spacing=0)

    def follow_workspace(self, workspace_id: str) -> None:
        """Another workspace is in sight; a panel that looks different in some says so here."""

    def show_tools(self, shown: bool = True) -> None:
        """Show or hide the row of tools."""
        self._tools_row.setVisible(shown)

    def set_body(self, body: QWidget) -> None:
        """Put the panel's content in place; a former one is deleted."""
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
        self._body = body
        self._column.addWidget(body, 1)

    @property
    def banner(self) -> Banner | None:
        """The banner in sight, if any."""
        return self._banner

    def show_banner(self, banner: Banner) -> None:
        """Put a banner at the top, in place of the one that is there."""
        self.clear_banner()
        self._banner = banner
        banner.closed.connect(self.clear_banner)
        self._banners.addWidget(banner)

    def show_error(
        self,
        error: LanceStudioError,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        second: str = "",
        on_second: Callable[[], None] | None = None,
        log: str = "",
        level: Level = Level.ERROR,
        topic: str = "",
    ) -> Banner:
        """Say what went wrong.

        Args:
            error: Its cause and its remedy are shown.
            action: The verb of a button.
            on_action: What the button does; the banner goes away then.
            second: The verb of another button.
            on_second: What that does; the banner goes away then.
            log: The text behind "Details".
            level: How bad it is.
            topic: What it is about, by which it can be taken back.

        Returns:
            The banner.
        """
        banner = Banner(error.cause, error.remedy, level=level, action=action, second=second, log=log)
        banner.topic = topic
        # The banner goes first: what the button does may show another one.
        for clicked, work in ((banner.action_clicked, on_action), (banner.second_clicked, on_second)):
            if work is not None:
                clicked.connect(self.clear_banner)
                clicked.connect(work)
        self.show_banner(banner)
        return banner

    def clear_banner(self) -> None:
        """Take the banner away."""
        if self._banner is not None:
            self._banners.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
