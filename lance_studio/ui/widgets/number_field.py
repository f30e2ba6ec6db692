"""The field of all numbers that are typed: it takes what is meant, and shows what it cannot take."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.widgets.layouts import set_state
from lance_studio.ui.widgets.number_text import NumberTextError, read_number, write_number


class NumberField(QDoubleSpinBox):
    """A number with a comma or a point, as it is typed; shown with the mark of the user's locale and ASCII digits.

    What may be two numbers, is out of range or finer than the field is not taken: it stays there, marked, and says why.
    The value is the former one then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._refused = self._reason = self._told = ""
        self._tip: str | None = None
        self.lineEdit().textEdited.connect(self._follow)
        self.valueChanged.connect(self.forget_refusal)
        self.editingFinished.connect(self._keep_refused)

    @property
    def point(self) -> str:
        """The mark before the decimals that is shown."""
        return "," if self.locale().decimalPoint() == "," else "."

    def is_refused(self) -> bool:
        """Return whether what is shown could not be taken."""
        return bool(self._refused)

    def forget_refusal(self) -> None:
        """Show the value again as it is."""
        self._refused = ""
        self._tell("")

    def textFromValue(self, value: float) -> str:  # noqa: N802, D102
        return write_number(value, decimals=self.decimals(), point=self.point)

    def valueFromText(self, text: str) -> float:  # noqa: N802, D102
        try:
            return float(self._read(text))
        except NumberTextError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:  # noqa: D102
        try:
            self._read(text)
        except NumberTextError:
            # Not refused letter by letter: what is left of a number without some of its signs is another number.
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:  # noqa: D102
        # Called when the field is left, or Enter pressed, with something that cannot be taken.
        self._refused = text if self._bare(text) else ""
        return text

    def stepBy(self, steps: int) -> None:  # noqa: N802, D102
        if self._refused:
            self.forget_refusal()
            texts.fill(self.lineEdit(), self.textFromValue(self.value()) + self.suffix())
        super().stepBy(steps)

    def _keep_refused(self) -> None:
        """Put what was refused back, where Qt shows the former value by now."""
        if self._refused:
            refused = self._refused
            texts.fill(self.lineEdit(), refused)
            self._tell(self._why(refused) or tr("This is no number."))

    def _follow(self, text: str) -> None:
        self._refused = ""
        self._tell(self._why(text))

    def _why(self, text: str) -> str:
        try:
            self._read(text)
        except NumberTextError as error:
            return "" if error.begun and not self._refused else error.reason
        return ""

    def _read(self, text: str) -> float:
        value = float(read_number(self._bare(text), decimals=self.decimals(), point=self.point))
        if not self.minimum() <= value <= self.maximum():
            least, most = self.textFromValue(self.minimum()), self.textFromValue(self.maximum())
            words = tr("Numbers from {least} to {most} are possible here.", least=least, most=most)
            # Further digits may make it greater, but never smaller.
            raise NumberTextError(words, begun=0 <= value < self.minimum())
        return value

    def _bare(self, text: str) -> str:
        return text.strip().removesuffix(self.suffix().strip()).strip()

    def _tell(self, reason: str) -> None:
        """Mark the field and say why; without a reason, take both away."""
        if reason == self._told:
            return
        if self._tip is None:
            self._tip = self.toolTip()
        self._told = reason
        set_state(self, "invalid", bool(reason))
        texts.set_tooltip(self, reason or self._tip)
        texts.set_description(self, reason)
        if self.hasFocus():
            texts.show_tooltip(self.mapToGlobal(QPoint(0, self.height())), reason, self)
