"""The windows of the help menu; each stays open beside the main window until it is closed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.help.abilities import Example, Section
from lance_studio.ui.help.licences import Licensed
from lance_studio.ui.help.report import as_text
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import (
    FlowLayout,
    caption_label,
    label,
    primary_button,
    push_button,
    title_label,
)
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.dialogs import field_name, form_layout
from lance_studio.ui.widgets.layouts import (
    Part,
    add,
    box,
    clear,
    column,
    named,
    read_by_keys,
    row,
    scrolled,
    stretch,
    wide,
)

_FRAME = QSize(40, 80)
_KINDS = {
    "studio": mark("The studio"),
    "model": mark("Model"),
    "font": mark("Font"),
    "icons": mark("Icons"),
    "package": mark("Package"),
}


class HelpWindow(QDialog):
    """A window without an answer: it is read, and closed by Esc or its button.

    Args:
        parent: The main window.
        name: Its object name.
        title: Of the window.
        size: In pixels; less where the screen is smaller.
    """

    def __init__(self, parent: QWidget, name: str, title: str, size: QSize) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.window_title(title))
        self.resize(size.boundedTo(self.screen().availableSize() - _FRAME))

    def _lay_out(self, *parts: Part, buttons: Sequence[QPushButton] = ()) -> None:
        close = named(push_button(tr("Close"), clicked=self.close), f"{self.objectName()}.close")
        foot = row(stretch(), *buttons, close, spacing=GRID)
        column(*parts, foot, on=self, margins=PADDING, spacing=GRID)


class AbilitiesWindow(HelpWindow):
    """What the active model can do, and prompts to try.

    Attributes:
        tried: An example was chosen; carries it.
    """

    tried = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "abilities", tr("What the model can do"), QSize(760, 600))
        self._body = column(margins=(0, 0, PADDING, 0), spacing=GRID)
        page = scrolled(box(self._body), "abilities.scroll")
        self._lay_out(wide(read_by_keys(page, tr("What the model can do"))))

    def show_model(self, name: str, sections: Sequence[Section]) -> None:
        """Show what a model says of itself.

        Args:
            name: The model's name.
            sections: What it says.
        """
        self.setWindowTitle(texts.window_title(tr("What {name} can do", name=name)))
        clear(self._body)
        add(self._body, *(self._section(section) for section in sections), stretch())

    def _section(self, section: Section) -> QWidget:
        lines = [label(line, wrap=True) for line in section.lines]
        parts: list[Part] = [title_label(section.title), *lines]
        if section.examples:
            held = QWidget()
            flow = FlowLayout(held, HALF)
            for example in section.examples:
                flow.addWidget(self._button(example))
            parts.append(held)
        return box(column(*parts, margins=(0, 0, 0, GRID), spacing=HALF))

    def _button(self, example: Example) -> QPushButton:
        made = named(push_button(example.prompt, clicked=lambda: self.tried.emit(example)), f"abilities.{example.task}")
        texts.set_name(made, tr("Put into the prompt: {prompt}", prompt=example.prompt))
        if not made.toolTip():
            texts.set_tooltip(made, tr("Put into the prompt"))
        return made


class LicencesWindow(HelpWindow):
    """What everything in this installation is licensed under, with the texts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "licences", tr("Licences"), QSize(900, 620))
        self.search = named(QLineEdit(), "licences.search")
        self.search.setPlaceholderText(tr("Search names and licences"))
        self.search.setAccessibleName(tr("Search names and licences"))
        let_clear(self.search)
        self.search.textChanged.connect(self._fill)
        self.list = named(QListWidget(), "licences.list")
        self.list.setAccessibleName(tr("Everything under a licence"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show_text)
        self.text = named(QPlainTextEdit(), "licences.text")
        self.text.setAccessibleName(tr("Text of the licence"))
        self.text.setReadOnly(True)
        self.text.setFont(font(FontRole.CAPTION))
        self._head = label("", "strong", wrap=True)
        self._licences: tuple[Licensed, ...] = ()
        self._shown: list[Licensed] = []
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(box(column(self.search, wide(self.list), spacing=GRID)))
        split.addWidget(box(column(self._head, wide(self.text), margins=(GRID, 0, 0, 0), spacing=GRID)))
        split.setStretchFactor(1, 1)
        split.setSizes([300, 580])
        split.setChildrenCollapsible(False)
        self._lay_out(wide(split))
        self._head.setText(tr("Looking…"))

    def show_licences(self, licences: Sequence[Licensed]) -> None:
        """Show what was found."""
        self._licences = tuple(licences)
        self._fill(self.search.text())

    def _fill(self, words: str) -> None:
        wanted = words.casefold().split()
        self._shown = [
            one for one in self._licences if all(word in f"{one.name} {one.licence}".casefold() for word in wanted)
        ]
        self.list.clear()
        for one in self._shown:
            self.list.addItem(texts.list_item(f"{one.name} {one.version} · {one.licence}".replace("  ", " ")))
        for item in map(self.list.item, range(self.list.count())):
            texts.set_tooltip(item, item.text())
        self.list.setCurrentRow(0 if self._shown else -1)
        if not self._shown and self._licences:
            self._head.setText(tr("Nothing is called that."))
            self.text.clear()

    def _show_text(self, place: int) -> None:
        if not 0 <= place < len(self._shown):
            return
        one = self._shown[place]
        what = f"{one.name} {one.version}, {one.licence}"
        head = tr("{kind}: {what}", kind=translate(_KINDS[one.kind]), what=what)
        self._head.setText(texts.line(head.replace(" ,", ",")))
        self.text.setPlainText(
            texts.plain(one.text or tr("Its text is not part of this installation."), len(one.text) + 80)
        )


class VersionWindow(HelpWindow):
    """Versions, devices and folders, to copy into a report, and the way to the log.

    Args:
        parent: The main window.
        copy_log: Puts the log on the clipboard.
        open_log: Opens the log's folder.
    """

    def __init__(self, parent: QWidget, copy_log: Callable[[], object], open_log: Callable[[], object]) -> None:
        super().__init__(parent, "version", tr("Version and log"), QSize(640, 520))
        self._facts: tuple[tuple[str, str], ...] = ()
        self._form: QFormLayout = form_layout()
        self._form.setVerticalSpacing(HALF)
        words = tr(
            "Generates, edits and questions pictures and short videos on this computer. Nothing is sent anywhere."
        )
        self._said = named(caption_label(""), "version.said")
        self._copy = named(primary_button(tr("Copy for a report"), clicked=self._take), "version.copy")
        self._copy.setEnabled(False)
        log = named(push_button(tr("Copy log"), clicked=copy_log), "version.copy-log")
        folder = named(push_button(tr("Open log folder"), clicked=open_log), "version.open-log")
        rows = scrolled(box(column(self._form, stretch(), margins=(0, 0, PADDING, 0))), "version.scroll")
        read_by_keys(rows, tr("Version and log"))
        self._lay_out(label(words, wrap=True), wide(rows), self._said, buttons=(folder, log, self._copy))

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show what was found out."""
        self._facts = facts
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in facts:
            name, value = translate(name), translate(value)
            shown: QLabel = label(value, wrap=True)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            texts.set_name(shown, f"{name}: {value}")
            self._form.addRow(field_name(name), shown)
        self._copy.setEnabled(True)
        self._copy.setFocus()

    def _take(self) -> None:
        QGuiApplication.clipboard().setText(texts.plain(as_text(self._facts)))
        self._said.setText(tr("Copied: versions, devices and folders, no names and no prompts."))
