"""One job of the queue as a row."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.queue.listing import Row
from lance_studio.ui.queue.presenter import QueuePresenter
from lance_studio.ui.theme import FontRole, colours, mix, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, RADIUS
from lance_studio.ui.widgets import (
    ElidedLabel,
    IconLabel,
    explain,
    label,
    quiet_button,
    tool_button,
)
from lance_studio.ui.widgets.banner import LogDialog
from lance_studio.ui.widgets.drawing import draw_outline

THUMB = 40
"""Height of a row's picture."""

_BAR = 3
LEAST_HEIGHT = THUMB + 2 * GRID + _BAR
"""Of a row; one that says why it failed is higher."""

_BUTTONS = ("details", "chain", "wait", "restart", "retry", "open", "cancel")


class _Thumb(QWidget):
    """The preview, the result, or the sign of the state."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(56, THUMB)
        self._image: QImage | None = None
        self.sign = "image"

    def set_image(self, image: QImage | None) -> None:
        if image is not self._image:
            self._image = image
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        palette = colours()
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            place = QRectF(self.rect())
            shape = QPainterPath()
            shape.addRoundedRect(place, RADIUS, RADIUS)
            painter.fillPath(shape, palette.hover)
            if self._image is None or self._image.isNull():
                paint_icon(painter, QRectF(18, 10, 20, 20), self.sign, palette.faint)
                return
            painter.setClipPath(shape)
            scale = max(place.width() / self._image.width(), place.height() / self._image.height())
            size = self._image.size() * scale
            painter.drawImage(
                QRectF(
                    (place.width() - size.width()) / 2,
                    (place.height() - size.height()) / 2,
                    size.width(),
                    size.height(),
                ),
                self._image,
            )


class JobRow(QFrame):
    """One job.

    Args:
        row: The job.
        presenter: Does what is asked.

    Attributes:
        failed: What was asked is impossible; carries the LanceStudioError.
    """

    failed = Signal(object)

    def __init__(self, row: Row, presenter: QueuePresenter) -> None:
        super().__init__()
        self.row = row
        self._shown: Row | None = None
        self._presenter = presenter
        self._selected = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.thumb = _Thumb()
        self._title = ElidedLabel("", font_role=FontRole.STRONG, middle=True)
        self._icon = IconLabel(row.icon, row.role, 14)
        self._word = ElidedLabel("", font_role=FontRole.CAPTION)
        self._detail = ElidedLabel("", font_role=FontRole.CAPTION, muted=True)
        self._cause = label("", "caption", wrap=True)
        self._cause.setObjectName("queue.cause")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        state = QHBoxLayout()
        state.setSpacing(HALF)
        state.addWidget(self._icon)
        state.addWidget(self._word)
        state.addWidget(self._detail, 1)
        words.addLayout(state)
        words.addWidget(self._cause)
        column = QHBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID + _BAR)
        column.setSpacing(GRID)
        column.addWidget(self.thumb, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(words, 1)
        self._column = column
        self._buttons: dict[str, QAbstractButton] = {}
        self.show_row(row)

    def _button(self, name: str, wanted: bool) -> None:
        """Show a button or not; it is made when it is first wanted, as most rows are done and need only one."""
        button = self._buttons.get(name)
        if button is None and wanted:
            button = self._make_button(name)
            button.setObjectName(f"queue.{name}")
            before = sum(one in self._buttons for one in _BUTTONS[: _BUTTONS.index(name)])
            self._column.insertWidget(2 + before, button, 0, Qt.AlignmentFlag.AlignTop)
            self._buttons[name] = button
            for former, later in pairwise(self.in_order_of_focus()):
                QWidget.setTabOrder(former, later)
        if button is not None:
            button.setVisible(wanted)

    def in_order_of_focus(self) -> list[QWidget]:
        """Return the row and its buttons, in the order in which Tab goes through them."""
        return [self, *(self._buttons[one] for one in _BUTTONS if one in self._buttons)]

    def holds_focus(self) -> bool:
        """Whether the row or one of its buttons has the focus."""
        return any(widget.hasFocus() for widget in self.in_order_of_focus())

    def wanted_height(self, width: int) -> int:
        """Return how high it is at a width."""
        self.ensurePolished()
        height = self.heightForWidth(width) if self.row.cause else self.sizeHint().height()
        return max(height, LEAST_HEIGHT)

    def _make_button(self, name: str) -> QAbstractButton:
        if name == "details":
            button: QAbstractButton = quiet_button(tr("Details"))
            button.clicked.connect(self.show_details)
        elif name == "chain":
            button = tool_button("link", "", checkable=True)
            button.clicked.connect(self._chain)
        elif name == "wait":
            button = quiet_button(tr("Wait"))
            button.clicked.connect(lambda: self._guarded(self._presenter.wait_longer))
        elif name == "restart":
            button = quiet_button(tr("Restart engine"))
            button.clicked.connect(lambda: self._guarded(self._presenter.restart_engine))
        elif name == "retry":
            button = tool_button("arrow-clockwise", tr("Try again"))
            button.clicked.connect(lambda: self._guarded(lambda: self._presenter.retry(self.row.id)))
        elif name == "open":
            button = tool_button("arrow-square-out", tr("Open the result"))
            button.clicked.connect(lambda: self._presenter.open(self.row.id))
        else:
            button = tool_button("x", tr("Cancel"))
            button.clicked.connect(lambda: self._guarded(lambda: self._presenter.cancel(self.row.id)))
        return button

    def show_row(self, row: Row) -> bool:
        """Show a job as it is now, the same or another one; returns whether anything of it is new."""
        former, self.row = self._shown, row
        if row == former:
            return False
        self._shown = row
        self.setObjectName(f"queue.job.{row.id}")
        self.thumb.sign = row.sign
        self._title.set_text(row.title)
        texts.set_tooltip(self, row.prompt)
        self._icon.set_icon(row.icon, row.role)
        self._word.set_text(row.word)
        after = tr("after “{after}”", after=row.after) if row.after else ""
        self._detail.set_text("".join(f"· {part} " for part in (row.detail, after) if part).rstrip())
        self._cause.setText(texts.plain(f"{row.cause} {row.remedy}".strip()))
        self._cause.setVisible(bool(row.cause))
        silent = {"wait": row.silent, "restart": row.silent}
        wanted = {
            **silent,
            "chain": row.may_chain,
            "details": row.log,
            "retry": row.can_retry,
            "open": row.nodes,
            "cancel": row.can_cancel,
        }
        for name in _BUTTONS:
            self._button(name, bool(wanted[name]))
        self._show_chain(row)
        rest = f"{row.detail} {after} {row.cause}"
        texts.set_name(self, tr("{title}: {state}. {rest}", title=row.title, state=row.word, rest=rest).strip())
        self.setCursor(Qt.CursorShape.OpenHandCursor if row.waiting else Qt.CursorShape.ArrowCursor)
        self.update()
        return True

    def _chain(self, after: bool) -> None:
        self._presenter.chain(self.row.id, after=after)
        # Where it was refused the button is as before.
        self._show_chain(self.row)

    def _show_chain(self, row: Row) -> None:
        button = self._buttons.get("chain")
        if button is not None:
            button.setChecked(bool(row.after))
            explain(button, tr("After the previous") if row.after else tr("From the picture itself"))

    def set_selected(self, selected: bool) -> None:
        """Draw the outline, or not."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def show_details(self) -> None:
        """Open the log."""
        LogDialog(f"{self.row.cause} {self.row.remedy}".strip(), self.row.log, self.window()).open()

    def _guarded(self, work: Callable[[], None]) -> None:
        guarded(work, self.failed.emit)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            shape = QPainterPath()
            shape.addRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
            painter.fillPath(shape, palette.raised)
            if self.row.busy:
                painter.save()
                painter.setClipPath(shape)
                bar = QRectF(card.left(), card.bottom() - _BAR, card.width(), _BAR)
                painter.fillRect(bar, mix(palette.raised, palette.generated, 0.25))
                bar.setWidth(bar.width() * (self.row.share or 0.0))
                painter.fillRect(bar, palette.generated)
                painter.restore()
            draw_outline(painter, card, selected=self._selected, focused=self.hasFocus())
