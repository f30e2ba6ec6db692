"""The question whether files may be opened that a project from elsewhere links outside its own folder.

Until it is answered, nothing of them is opened or even looked for: the panels show them as not opened. The answer is
remembered by `project.link_trust`; links that were not there before are asked about when the project is opened again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QWidget

from lance_studio.errors import CommandRefusedError
from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.session import Session
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID
from lance_studio.ui.widgets.buttons import primary_button, push_button
from lance_studio.ui.widgets.dialogs import lay_out
from lance_studio.ui.widgets.labels import label

if TYPE_CHECKING:
    from lance_studio.project.link_trust import ForeignLink

_MOST_AT_ONCE = 500
"""Links of one question: what an answer is about must be possible to read."""

_SIZE = (680, 420)


class LinkedFiles(QObject):
    """Asks about the foreign links of the open project, when it is opened and when the user wants to be asked again.

    Args:
        session: Whose project it is.
        actions: Gets the action that asks again.
        window: Parent of the dialog.
    """

    def __init__(self, session: Session, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window, self._actions = session, window, actions
        self._dialog: LinkDialog | None = None
        self._rest: list[ForeignLink] = []
        actions.register("file.links", self.ask, enabled=False)
        session.project_closing.connect(self._dismiss)
        session.project_replaced.connect(self._look)

    def ask(self) -> None:
        """Ask about all foreign links, those too that were left out before.

        Raises:
            CommandRefusedError: There are none.
        """
        if self._session.project is not None and not self._session.project.foreign_links():
            raise CommandRefusedError(tr("Every file that this project links may be used."))
        self._ask(only_new=False)

    def _look(self) -> None:
        self._dismiss()
        self._actions.set_enabled("file.links", self._session.project is not None)
        self._ask(only_new=True)

    def _ask(self, *, only_new: bool) -> None:
        project = self._session.project
        links = [] if project is None else project.foreign_links()
        if only_new:
            links = [link for link in links if not link.asked]
        if self._dialog is None and links:
            self._show(links)

    def _show(self, links: "list[ForeignLink]") -> None:
        self._rest = links[_MOST_AT_ONCE:]
        self._dialog = LinkDialog(links[:_MOST_AT_ONCE], self._window)
        self._dialog.finished.connect(self._take)
        self._dialog.open()

    def _take(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if dialog.use is not None:
            self._session.answer_links(dialog.links, use=dialog.use)
            if self._rest:
                self._show(self._rest)

    def _dismiss(self) -> None:
        """Close the question without an answer."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()


class LinkDialog(QDialog):
    """Shows where links lead, in full, and asks for one answer about all of them.

    Args:
        links: The links.
        window: Its parent.

    Attributes:
        links: The links.
        use: The answer; None until there is one, and where the dialog was closed without one.
    """

    def __init__(self, links: "Sequence[ForeignLink]", window: QWidget) -> None:
        super().__init__(window)
        self.links = tuple(links)
        self.use: bool | None = None
        self.setObjectName("linked-files")
        self.setWindowTitle(tr("Files outside the project"))
        self.resize(*_SIZE)
        count = len(self.links)
        heading = label(
            tr(
                "This project links {n} files outside its folder",
                one="This project links 1 file outside its folder",
                n=count,
            ),
            "strong",
            wrap=True,
        )
        heading.setObjectName("linked-files.heading")
        lines = "\n".join(_line(link) for link in self.links)
        paths = QPlainTextEdit(texts.plain(lines, len(lines) + 1))
        paths.setObjectName("linked-files.paths")
        paths.setAccessibleName(tr("Paths of the files"))
        paths.setReadOnly(True)
        paths.setFont(font(FontRole.MONO_CAPTION))
        use, leave = push_button(tr("Use them")), primary_button(tr("Leave them out"))
        use.setObjectName("linked-files.use")
        leave.setObjectName("linked-files.leave")
        use.clicked.connect(lambda: self._answer(True))
        leave.clicked.connect(lambda: self._answer(False))
        use.setAutoDefault(False)
        leave.setDefault(True)
        use.setEnabled(any(_may_be_used(link) for link in self.links))
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addStretch(1)
        foot.addWidget(use)
        foot.addWidget(leave)
        lay_out(
            self,
            heading,
            label(
                tr(
                    "It was not made by this installation of the studio. None of these files has been opened or looked "
                    "for. Use them if you know where the project comes from; without them, everything else in it works."
                ),
                "muted",
                wrap=True,
            ),
            paths,
            foot,
        )
        leave.setFocus()

    def _answer(self, use: bool) -> None:
        self.use = use
        self.accept()


def _may_be_used(link: "ForeignLink") -> bool:
    from lance_studio.project.link_trust import Standing

    return link.standing is not Standing.REFUSED


def _line(link: "ForeignLink") -> str:
    return (
        link.shown
        if _may_be_used(link)
        else tr("{shown}    (never opened: a device or another computer)", shown=link.shown)
    )
