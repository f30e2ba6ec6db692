"""The quiet banner over a result that looks like what it was made of."""

from PySide6.QtCore import QObject, Signal

from lance_studio.language import tr
from lance_studio.ui.widgets import Banner, Level, PanelFrame


class UnchangedBanner(QObject):
    """Says that a turn has changed nothing, and offers another seed; once for each time that its node is opened.

    Args:
        panel: Where it stands. A banner that is there already stays.

    Attributes:
        again_wanted: The user wants the same with another seed.
    """

    again_wanted = Signal()

    def __init__(self, panel: PanelFrame) -> None:
        super().__init__(panel)
        self._node = ""
        self._banner: Banner | None = None

    def show(self, node_id: str) -> None:
        """Say it of a node; an empty id takes the banner away."""
        if node_id == self._node:
            return
        self._node = node_id
        panel = self.parent()
        assert isinstance(panel, PanelFrame)
        if self._banner is not None and panel.banner is self._banner:
            panel.clear_banner()
        self._banner = None
        if node_id and panel.banner is None:
            self._banner = banner = Banner(
                tr("Nothing changed: the result looks like its source."),
                level=Level.INFO,
                action=tr("Try another seed"),
            )
            banner.action_clicked.connect(panel.clear_banner)
            banner.action_clicked.connect(self.again_wanted)
            panel.show_banner(banner)
