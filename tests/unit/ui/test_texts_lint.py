"""The window's code shows texts of users through `ui/texts.py` only; and the check itself finds what it should."""

from pathlib import Path

import pytest

from tests.unit.ui.texts_lint import findings, findings_in

ROOT = Path(__file__).parents[3]


def test_no_text_reaches_qt_around_the_helpers() -> None:
    found = findings_in(ROOT)
    lines = [f"{file}:{one.line}: {one.what}; use {one.instead}" for file, here in found.items() for one in here]
    assert lines == []


@pytest.mark.parametrize(
    "bare",
    [
        "card.setToolTip(entry.name)",
        "card.setToolTip('fixed')",
        "self.setStatusTip(name)",
        "self.setWhatsThis(name)",
        "QToolTip.showText(place, name, self)",
        "made = QLabel(name)",
        "made = QtWidgets.QLabel('')",
        "class Other(QLabel): pass",
        "made.setTextFormat(Qt.TextFormat.RichText)",
        "box.setText(str(error))",
        "box.setInformativeText(remedy)",
        "box.setDetailedText(log)",
        "label.setText(tr('{name} is missing', name=name))",
        "label.setText(tr(name))",
        "label.setText(translate(name))",
        "box = QMessageBox(self)",
        "QMessageBox.critical(self, 'Error', text)",
        "QInputDialog.getText(self, 'Rename', name)",
        "label.setText(f'{name} is missing')",
        "label.setText(name if name else 'none')",
        "label.setText('a ' + name)",
        "label.setText(text=name) if False else label.setText(name)",
        "self.setWindowTitle(f'{name}[*]')",
        "widget.setAccessibleName(name)",
        "menu.addAction(name)",
        "menu.addAction(f'Open {name}')",
        "menu.addAction(icon('x'), name)",
        "action = QAction(icon('x'), name, menu)",
        "menu = QMenu(name, self)",
        "bar.addMenu(name)",
        "tabs.addTab(widget, name)",
        "tabs.setTabText(0, name)",
        "button = QPushButton(name)",
        "dock = QDockWidget(name, self)",
        "item = QListWidgetItem(step.name)",
        "self.statusBar().showMessage(name)",
        "dialog.setLabelText(name)",
        "view.setHtml(answer)",
        "view.setMarkdown(answer)",
        "view = QTextBrowser()",
        "document = QTextDocument()",
        "def data(self, index, role):\n    return self.name if role == Qt.ItemDataRole.ToolTipRole else None",
        "item.setData(Qt.ToolTipRole, name)",
        "label.setText(texts.elsewhere(name))",
        "label.setText(other.plain(name))",
        "dock.windowTitleChanged.connect(label.setText)",
    ],
)
def test_a_bare_call_is_found(bare: str) -> None:
    assert findings(bare) != []


@pytest.mark.parametrize(
    "fit",
    [
        "texts.set_tooltip(card, entry.name)",
        "texts.show_tooltip(place, name, self)",
        "label.setText('Failed' if failed else 'Stopped')",
        "label.setText(texts.plain(name))",
        "label.setText(tr('Failed') if failed else tr('{n} left', one='One left', n=count))",
        "label.setText(tr('{name} is missing', name=texts.line(name)))",
        "label.setText(f'{texts.line(name)} is missing')",
        "self.setWindowTitle(f'{texts.window_title(name)}[*] – {PROGRAM_NAME}' if project else PROGRAM_NAME)",
        "QGuiApplication.clipboard().setText(prompt)",
        "menu.addAction(actions.action(spec.id))",
        "menu.addAction(action)",
        "menu = QMenu(self)",
        "menu.addMenu(self._speeds(clip, menu))",
        "item = QListWidgetItem()",
        "button = QPushButton(texts.caption(text))",
        "QToolTip.hideText()",
        "painter.drawText(place, flags, name)",
    ],
)
def test_what_is_fit_is_left_alone(fit: str) -> None:
    assert findings(fit) == []
