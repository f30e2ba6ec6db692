"""What stands in the canvas' row of tools while there is a mask: its edge, the tolerance, and the menu of masks."""

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSlider, QWidget

from lance_studio import limits
from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.canvas.mask_keeper import MaskKeeper
from lance_studio.ui.canvas.state import CanvasState
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import label, quiet_button, tool_button
from lance_studio.ui.widgets.dialogs import ask_name
from lance_studio.ui.widgets.layouts import box, column, named, row, wide

_MOST_EDGE = 128
_MOST_TOLERANCE = 128
_SLIDER = 64
_NUMBER = 44
_POPUP = 280
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class _Slider(QSlider):
    """A slider that has the arrows for itself while it has the focus; elsewhere in the canvas they play films.

    The wheel moves it only then: it may stand in a popup, which `wheel_guard` does not watch.
    """

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ARROWS:
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class MaskRow(QWidget):
    """Sliders for the mask's edge and for the tolerance of colours, and a menu of masks.

    Args:
        keeper: The mask.
        actions: Does what the menu offers.

    Attributes:
        tolerance_chosen: By how many levels colours may differ.
    """

    tolerance_chosen = Signal(int)

    def __init__(self, keeper: MaskKeeper, actions: Actions) -> None:
        super().__init__()
        self._keeper, self._actions = keeper, actions
        self.tolerance, self._tolerance_words, tolerance = self._slider(
            "canvas.tolerance", tr("Tolerance"), (0, _MOST_TOLERANCE), tr("How much the colours may differ")
        )
        self.grow, self._grow_words, grow = self._slider(
            "canvas.grow", tr("Grow"), (-_MOST_EDGE, _MOST_EDGE), tr("Grow or shrink the mask, in pixels")
        )
        self.feather, self._feather_words, feather = self._slider(
            "canvas.feather", tr("Feather"), (0, _MOST_EDGE), tr("Soft edge inside the mask, in pixels")
        )
        assert limits.MASK_EDGE.most >= _MOST_EDGE
        self.tolerance.valueChanged.connect(self.tolerance_chosen)
        for slider in (self.grow, self.feather):
            slider.sliderPressed.connect(keeper.press_edge)
        self.grow.valueChanged.connect(lambda pixels: self._change(grow=pixels))
        self.feather.valueChanged.connect(lambda pixels: self._change(feather=pixels))
        self.menu = named(QMenu(self), "canvas.masks.menu")
        self.menu.aboutToShow.connect(self._fill_menu)
        self.button = named(tool_button("stack", tr("Masks"), clicked=self._open_menu), "canvas.masks")
        self._edge, self._tolerance = (grow, feather), tolerance
        self._compact = False
        self._popup = named(QFrame(self, Qt.WindowType.Popup), "canvas.edge.popup")
        self._popup.setProperty("kind", "popup")
        self._popup.setMinimumWidth(_POPUP)
        self._hidden = column(on=self._popup, margins=PADDING, spacing=GRID)
        self.edge = named(quiet_button(tr("Edge…"), "sliders-horizontal", clicked=self._open_popup), "canvas.edge")
        texts.set_tooltip(self.edge, tr("Edge of the mask, and how much colours may differ"))
        # Also where the button has no word.
        texts.set_name(self.edge, tr("Edge of the mask"))
        self._inline = row(*self._parts(), spacing=GRID)
        row(self._inline, self.edge, self.button, on=self, spacing=HALF)
        self.edge.hide()

    def show_state(self, state: CanvasState, *, masking: bool) -> None:
        """Show the mask's edge, and what belongs to the tool."""
        mask = state.mask
        self._tolerance.setVisible(masking and state.tool == "colour")
        for one in self._edge:
            one.setVisible(masking and mask.exists)
        self._show_edge()
        self.button.setVisible(masking)
        values = (
            (self.tolerance, self._tolerance_words, state.tolerance, f"{state.tolerance}"),
            (self.grow, self._grow_words, mask.grow, _signed(mask.grow)),
            (self.feather, self._feather_words, mask.feather, tr("{size} px", size=mask.feather)),
        )
        for slider, words, value, text in values:
            # What the user drags is not moved under the hand by an answer that is late.
            if not slider.isSliderDown():
                with QSignalBlocker(slider):
                    slider.setValue(value)
            words.setText(texts.plain(text))

    def set_compact(self, compact: bool, *, icon_only: bool = False) -> None:
        """Keep the sliders behind a button where there is no room for them beside their names and numbers.

        Args:
            compact: Whether they are behind it.
            icon_only: Whether the button has no word either.
        """
        self.edge.setText("" if icon_only else tr("Edge…"))
        if compact != self._compact:
            self._compact = compact
            former, target = (self._inline, self._hidden) if compact else (self._hidden, self._inline)
            for part in self._parts():
                shown = not part.isHidden()
                former.removeWidget(part)
                target.addWidget(part)
                part.setVisible(shown)
            self._popup.hide()
            self._show_edge()

    def _parts(self) -> tuple[QWidget, ...]:
        return (self._tolerance, *self._edge)

    def _show_edge(self) -> None:
        self.edge.setVisible(self._compact and not all(part.isHidden() for part in self._parts()))

    def _open_popup(self) -> None:
        self._popup.adjustSize()
        place = self.edge.mapToGlobal(QPoint(0, self.edge.height()))
        room = self.edge.screen().availableGeometry()
        self._popup.move(min(place.x(), room.right() - self._popup.width()), place.y())
        self._popup.show()
        (self.grow if self._tolerance.isHidden() else self.tolerance).setFocus()

    def _slider(self, name: str, caption: str, ends: tuple[int, int], tip: str) -> tuple[QSlider, QLabel, QWidget]:
        slider = named(_Slider(Qt.Orientation.Horizontal), name)
        slider.setRange(*ends)
        slider.setMinimumWidth(_SLIDER)
        texts.set_name(slider, caption)
        texts.set_tooltip(slider, tip)
        words = label("", "caption")
        # As wide as the longest number in the user's language, so that the sliders keep their places.
        longest = words.fontMetrics().horizontalAdvance(_signed(-_MOST_EDGE))
        words.setFixedWidth(max(_NUMBER, longest + HALF))
        said = label(caption, "caption")
        said.setMinimumWidth(said.sizeHint().width())
        return slider, words, box(row(said, wide(slider), words, spacing=GRID))

    def _change(self, *, grow: int | None = None, feather: int | None = None) -> None:
        slider = self.grow if grow is not None else self.feather
        # A step by key or wheel is a step of its own.
        if not slider.isSliderDown():
            self._keeper.press_edge()
        self._keeper.set_edge(grow=grow, feather=feather)

    # --- the menu ----------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        self.menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        menu, keeper = self.menu, self._keeper
        menu.clear()
        state = keeper.state()
        texts.add_action(menu, tr("Save mask as…"), icon("floppy-disk"), self._ask_name).setEnabled(state.exists)
        former = texts.add_action(menu, tr("Use the mask of the turn before"), None, keeper.use_former)
        former.setEnabled(state.offered)
        texts.add_action(menu, tr("From transparency"), None, lambda: self._actions.trigger("mask.from_alpha"))
        saved = keeper.saved()
        if saved:
            menu.addSeparator()
        for mask in saved:
            words = tr("{name} ({note})", name=mask.name, note=mask.note) if mask.note else mask.name
            texts.add_action(menu, words, icon("selection"), lambda one=mask.id: keeper.use_saved(one))
        if saved:
            menu.addSeparator()
        for mask in saved:
            texts.add_action(
                menu, tr("Remove “{name}”", name=mask.name), icon("trash"), lambda one=mask.id: keeper.remove_saved(one)
            )

    def _ask_name(self) -> None:
        ask_name(self.window(), tr("Save mask"), "canvas.mask_name", tr("Mask"), self._keeper.save).setOkButtonText(
            tr("Save")
        )


def _signed(size: int) -> str:
    return tr("{size:+} px", size=size) if size else tr("{size} px", size=0)
