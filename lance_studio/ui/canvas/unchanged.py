"""The quiet banner over a result that looks like what it was made of."""

from collections.abc import Callable

from lance_studio.ui.widgets import Banner, Level, PanelFrame


class UnchangedBanner:
    """Says that a turn has changed nothing, and offers another seed; once for each time that its node is opened.

    Args:
        panel: Where it stands. A banner that is there already stays.
        try_again: Asks for the same with another seed.
    """

    def __init__(self, panel: PanelFrame, try_again: Callable[[], None]) -> None:
        self._panel, self._try_again = panel, try_again
        self._node = ""
        self._banner: Banner | None = None

    def show(self, node_id: str) -> None:
        """Say it of a node; an empty id takes the banner away."""
        if node_id == self._node:
            return
        self._node = node_id
        if self._banner is not None and self._panel.banner is self._banner:
            self._panel.clear_banner()
        self._banner = None
        if node_id and self._panel.banner is None:
            self._banner = banner = Banner(
                "Nothing changed: the result looks like its source.",
                level=Level.INFO,
                action="Try another seed",
            )
            banner.action_clicked.connect(self._panel.clear_banner)
            banner.action_clicked.connect(self._try_again)
            self._panel.show_banner(banner)
