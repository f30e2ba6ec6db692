"""What stands in the canvas' row of tools while there is a mask: its edge, the tolerance, and the menu of masks."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QSlider, QWidget

from lance_studio import limits
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.canvas.mask_keeper import MaskKeeper
from lance_studio.ui.canvas.state import CanvasState
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF
from lance_studio.ui.widgets import label, tool_button
from lance_studio.ui.widgets.dialogs import ask_name
from lance_studio.ui.widgets.layouts import named, row

_MOST_EDGE = 128
_MOST_TOLERANCE = 128
_SLIDER = 64
_NUMBER = 44


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
        self._captions: list[QLabel] = []
        self.tolerance, self._tolerance_words, tolerance = self._slider(
            "canvas.tolerance", "Tolerance", (0, _MOST_TOLERANCE), "How much the colours may differ"
        )
        self.grow, self._grow_words, grow = self._slider(
            "canvas.grow", "Grow", (-_MOST_EDGE, _MOST_EDGE), "Grow or shrink the mask, in pixels"
        )
        self.feather, self._feather_words, feather = self._slider(
            "canvas.feather", "Feather", (0, _MOST_EDGE), "Soft edge inside the mask, in pixels"
        )
        assert limits.MASK_EDGE.most >= _MOST_EDGE
        self.tolerance.valueChanged.connect(self.tolerance_chosen)
        for slider in (self.grow, self.feather):
            slider.sliderPressed.connect(keeper.press_edge)
        self.grow.valueChanged.connect(lambda pixels: self._change(grow=pixels))
        self.feather.valueChanged.connect(lambda pixels: self._change(feather=pixels))
        self.menu = named(QMenu(self), "canvas.masks.menu")
        self.menu.aboutToShow.connect(self._fill_menu)
        self.button = named(tool_button("stack", "Masks", clicked=self._open_menu), "canvas.masks")
        self._edge, self._tolerance = (grow, feather), tolerance
        row(tolerance, grow, feather, self.button, on=self, spacing=GRID)

    def show_state(self, state: CanvasState, *, masking: bool) -> None:
        """Show the mask's edge, and what belongs to the tool."""
        mask = state.mask
        self._tolerance.setVisible(masking and state.tool == "colour")
        for one in self._edge:
            one.setVisible(masking and mask.exists)
        self.button.setVisible(masking)
        values = (
            (self.tolerance, self._tolerance_words, state.tolerance, f"{state.tolerance}"),
            (self.grow, self._grow_words, mask.grow, f"{mask.grow:+} px" if mask.grow else "0 px"),
            (self.feather, self._feather_words, mask.feather, f"{mask.feather} px"),
        )
        for slider, words, value, text in values:
            # What the user drags is not moved under the hand by an answer that is late.
            if not slider.isSliderDown():
                with QSignalBlocker(slider):
                    slider.setValue(value)
            words.setText(texts.plain(text))

    def set_compact(self, compact: bool) -> None:
        """Leave the captions out where there is little room; tooltips say the same."""
        for caption in self._captions:
            caption.setVisible(not compact)

    def _slider(self, name: str, caption: str, ends: tuple[int, int], tip: str) -> tuple[QSlider, QLabel, QWidget]:
        slider = named(QSlider(Qt.Orientation.Horizontal), name)
        slider.setRange(*ends)
        slider.setFixedWidth(_SLIDER)
        texts.set_name(slider, caption)
        texts.set_tooltip(slider, tip)
        words = label("", "caption")
        words.setFixedWidth(_NUMBER)
        whole = QWidget()
        self._captions.append(label(caption, "caption"))
        row(self._captions[-1], slider, words, on=whole, spacing=HALF)
        return slider, words, whole

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
        texts.add_action(menu, "Save mask as…", icon("floppy-disk"), self._ask_name).setEnabled(state.exists)
        former = texts.add_action(menu, "Use the mask of the turn before", None, keeper.use_former)
        former.setEnabled(state.offered)
        texts.add_action(menu, "From transparency", None, lambda: self._actions.trigger("mask.from_alpha"))
        saved = keeper.saved()
        if saved:
            menu.addSeparator()
        for mask in saved:
            words = f"{mask.name} ({mask.note})" if mask.note else mask.name
            texts.add_action(menu, words, icon("selection"), lambda one=mask.id: keeper.use_saved(one))
        if saved:
            menu.addSeparator()
        for mask in saved:
            texts.add_action(menu, f"Remove “{mask.name}”", icon("trash"), lambda one=mask.id: keeper.remove_saved(one))

    def _ask_name(self) -> None:
        ask_name(self.window(), "Save mask", "canvas.mask_name", "Mask", self._keeper.save).setOkButtonText("Save")
