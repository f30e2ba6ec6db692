"""The style sheet, made from a palette and the measures.

Widgets are told apart by the dynamic properties `kind` (of buttons and frames) and `role` (of labels), which the
functions in `lance_studio.ui.widgets` set.
"""

from string import Template

from lance_studio.ui.theme import measures
from lance_studio.ui.theme.marks import mark_files
from lance_studio.ui.theme.palette import ROLES, Palette, fill_hover, fill_pressed, mix, selected

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $window; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: $accent_fill; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 500; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${caption}px; }
QLabel[role="error"] { color: $error; font-size: ${caption}px; }
QLabel:disabled { color: $faint; }

QMenuBar { background: $window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; border-radius: ${radius}px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; min-height: 16px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 16px; height: 16px; left: 6px; }
QMenu::indicator:checked { $mark_check_menu }
QMenu::right-arrow { $mark_right width: 16px; height: 16px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $line; padding: 2px 8px; spacing: 4px; }
QToolBar::separator { background: $line; width: 1px; margin: 4px 6px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${radius}px; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $line; }
QToolButton:checked { background: $hover; border-color: $line; color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton[kind="text"] { padding: 3px 8px; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: ${radius}px; padding: 0px 12px;
              min-height: ${control_in}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: $panel; }
QPushButton[kind="primary"] { background: $accent_fill; border: 1px solid $accent_fill; color: $on_fill;
                              font-weight: 500; padding: 0px 16px; min-height: ${primary_in}px; }
QPushButton[kind="primary"]:hover { background: $fill_hover; border-color: $fill_hover; }
QPushButton[kind="primary"]:pressed { background: $fill_pressed; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $raised; border-color: $line; color: $faint; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 0px 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border-color: $accent; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent; padding: 0px 4px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QPushButton[kind="segment"] { border-radius: 4px; background: transparent; border-color: transparent;
                              padding: 0px 10px; min-height: ${segment_in}px; color: $muted; }
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:checked { background: $hover; color: $text; border-color: $line; }
QPushButton[kind="segment"]:focus { border-color: $accent; }

QAbstractScrollArea { border: none; background: $panel; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
    background: $raised; border: 1px solid $line; border-radius: ${radius}px; padding: 0px 8px;
    selection-background-color: $accent_fill; selection-color: $on_fill; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: ${control_in}px; }
QPlainTextEdit, QTextEdit { padding: 3px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    color: $faint; background: $panel; }
QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] { border-color: $error; color: $error; }
QAbstractSpinBox { padding: 0px 8px 0px 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0px; border: none; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { $mark_down width: 16px; height: 16px; }
QComboBox:hover { background: $hover; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 4px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${hit}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $faint;
                                               background: $raised; border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus,
QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent_fill; border-color: $accent_fill; $mark_check }
QRadioButton::indicator:checked { background: $accent_fill; border-color: $accent_fill; $mark_dot }
QCheckBox, QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 0px 2px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }

QSlider { border: 1px solid transparent; border-radius: 4px; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent_fill; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0px; border-radius: 8px;
                             background: $text; border: 1px solid $panel; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::groove:vertical { width: 4px; background: $line; border-radius: 2px; }
QSlider::handle:vertical { width: 14px; height: 14px; margin: 0px -6px; border-radius: 8px; background: $text; }

QProgressBar { background: $hover; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollBar { background: transparent; border: none; margin: 0px; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractScrollArea::corner { background: transparent; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }

QListView, QTreeView, QTableView { background: $panel; border: 1px solid transparent; border-radius: ${radius}px;
                                   show-decoration-selected: 1; }
QListView::item, QTreeView::item { padding: 4px 8px; border-radius: 4px; min-height: 20px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QTreeView::indicator { width: 14px; height: 14px; border: 1px solid $faint; background: $raised; border-radius: 4px; }
QTreeView::indicator:checked { background: $accent_fill; border-color: $accent_fill; $mark_check }
QTreeView::branch:closed:has-children { $mark_right }
QTreeView::branch:open:has-children { $mark_open }
QListView:focus, QTreeView:focus, QTableView:focus { border-color: $accent; }
QScrollArea[kind="read"] { border: 1px solid transparent; border-radius: ${radius}px; }
QScrollArea[kind="read"]:focus { border-color: $accent; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
                       padding: 4px 8px; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: 1px solid transparent;
               border-bottom: 2px solid transparent; padding: 0px 7px; min-height: 29px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { border-color: $accent; }
QTabBar[kind="slim"]::tab { padding: 0px 9px; min-height: 21px; }
QTabBar[kind="slim"]::tear { width: 0px; image: none; }
QLineEdit[kind="slim"] { min-height: 0px; padding: 0px 6px; }
QTabBar::close-button { margin: 2px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QDockWidget { color: $text; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent_fill; }
QSizeGrip { image: none; width: 0px; }

#command-palette { background: $panel; border: 1px solid $line; }
QFrame[kind="panel"] { background: $panel; }
QFrame[kind="surround"] { background: $surround; }
QFrame[kind="popup"] { background: $panel; border: 1px solid $line; }
QFrame[kind="title bar"] { background: $panel; }
QFrame[kind="card"] { background: $raised; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[kind="card"]:hover { border-color: $faint; }
QFrame[kind="segments"] { background: $raised; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[kind="line"] { background: $line; max-height: 1px; min-height: 1px; }
QFrame[kind="banner"] { background: $raised; border: none; border-bottom: 1px solid $line;
                        border-left: 3px solid $warning; }
QFrame[kind="banner"][level="error"] { border-left-color: $error; }
QFrame[kind="banner"][level="info"] { border-left-color: $accent; }
QFrame[kind="chip"] { background: $raised; border: 1px solid $line; border-radius: 12px; }
QFrame[kind="chip"]:focus { border-color: $accent; }
QFrame[kind="overlay"] { background: $window; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[kind="prompt"] { background: $raised; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[kind="prompt"][active="true"] { border-color: $accent; }
QFrame[kind="prompt"][dropping="true"] { border-color: $accent; background: $selected; }
QFrame[kind="prompt"] QPlainTextEdit { background: transparent; border: none; }
""")


def style_sheet(palette: Palette) -> str:
    """Return the style sheet of the application.

    Args:
        palette: The colours in force.
    """
    marks = mark_files(palette)
    values: dict[str, str] = {role: palette.role(role).name() for role in ROLES}
    for name in ("check", "check-menu", "down", "right", "open", "dot"):
        values[f"mark_{name.replace('-', '_')}"] = f'image: url("{marks[name]}");' if name in marks else ""
    values |= {
        "fill_hover": fill_hover(palette).name(),
        "fill_pressed": fill_pressed(palette).name(),
        "selected": selected(palette).name(),
        "scroll": mix(palette.panel, palette.faint, 0.55).name(),
    }
    # A border of one pixel on each side belongs to the height that is looked at.
    heights = {"control_in": measures.CONTROL - 2, "primary_in": measures.PRIMARY - 2, "segment_in": measures.HIT - 2}
    sizes = {
        "radius": measures.RADIUS,
        "card_radius": measures.CARD_RADIUS,
        "title": measures.TITLE_TEXT,
        "caption": measures.CAPTION_TEXT,
        "hit": measures.HIT,
        **heights,
    }
    return _SHEET.substitute(values, **{name: str(size) for name, size in sizes.items()})
