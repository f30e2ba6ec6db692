"""A window in Chinese: its panels, menus and the list of steps have no English left."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget

from lance_studio.language import kept, mark, use_language
from lance_studio.project.commands.nodes import HideNodes
from lance_studio.project.commands.settings import SetSetting
from lance_studio.ui.actions.bindings import Conflict
from lance_studio.ui.actions.search import search
from lance_studio.ui.actions.table import FIELD_KEYS
from lance_studio.ui.canvas.mask_row import MaskRow
from lance_studio.ui.canvas.menu import menu_for
from lance_studio.ui.canvas.state import CanvasState, MaskState
from lance_studio.ui.history.node_menu import Deeds, node_menu
from lance_studio.ui.history.view import HistoryPanel
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

PANELS = ("canvas", "chat", "history", "inspector", "media", "queue", "timeline")
# Names of the scene, of keys, of formats and units.
SAME = re.compile(
    r"\b(?:Ctrl|Shift|Alt|Esc|Enter|Delete|Return|Space|Tab|Home|End|Left|Right|Up|Down|PgUp|PgDown|Ins|Del|Still"
    r"|noise|PNG|MP4|OTIO|SHA|fps|float32|bfloat16|cpu|CPU|GPU|MB|GB|KB|px|Lance|Studio)\b"
)
LATIN = re.compile(r"[A-Za-z]{3,}")


def english(text: str) -> bool:
    return bool(LATIN.search(SAME.sub("", text)))


def texts_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName())
    if isinstance(widget, QAbstractButton | QLabel):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()


@pytest.fixture
def chinese(request: pytest.FixtureRequest) -> Scene:
    use_language("zh_CN")
    return request.getfixturevalue("scene")


def test_no_english_is_left_in_the_panels(chinese: Scene) -> None:
    chinese.window.later.finish()
    left = {
        (panel, widget.objectName(), text)
        for panel in PANELS
        for root in [chinese.window.panel(panel)]
        for widget in [root, *root.findChildren(QWidget)]
        for text in texts_of(widget)
        # Qt's own buttons, which Qt's own translations are for, and which are loaded when a program starts.
        if english(text) and not widget.objectName().startswith("Scroll")
    }
    assert left == set()


def test_no_english_is_left_in_the_menus_of_pictures(chinese: Scene) -> None:
    chinese.window.later.finish()
    history = chinese.window.panel("history")
    assert isinstance(history, HistoryPanel)
    of_node = node_menu(history, history.presenter, chinese.node, Deeds(print, print, print, ""))
    of_canvas = menu_for(chinese.window.studio.actions, history, masked=True)
    assert isinstance(of_node, QMenu)
    texts = [action.text() for menu in (of_node, of_canvas) for action in menu.actions()]
    assert "重命名…" in texts
    assert [text for text in texts if english(text)] == []


def test_the_list_of_steps_is_chinese_and_the_project_keeps_them_in_english(chinese: Scene) -> None:
    chinese.window.later.finish()
    history = chinese.window.panel("history")
    assert isinstance(history, HistoryPanel)
    chinese.session.run(HideNodes((chinese.node,), name=mark("Hide node")))
    chinese.session.run(SetSetting("a", "b", undoable=True, name=kept("Import {n} files", n=3)))
    button = history.pages.findChild(QAbstractButton, "segment.steps")
    assert button is not None
    button.click()
    shown = [history.steps.item(row).text() for row in range(history.steps.count())]
    assert shown[:2] == ["导入 3 个文件", "隐藏节点"]
    assert shown[-1] == "起始状态"
    assert [step.name for step in chinese.bench.project.undo_list()][:2] == ["Import 3 files", "Hide node"]


def test_commands_are_found_by_their_chinese_names_and_menus(chinese: Scene) -> None:
    specs = chinese.window.studio.actions.specs()
    assert [spec.id for spec in search(specs, "命令面板")] == ["view.palette"]
    assert {spec.menu for spec in search(specs, "播放")} >= {"Playback"}
    assert [spec.id for spec in search(FIELD_KEYS, "换行")] == ["field.line"]


def test_a_conflict_of_keys_is_one_chinese_sentence(chinese: Scene) -> None:
    spec = chinese.window.studio.actions.spec("view.palette")
    said = Conflict("Ctrl+K", spec, "Ctrl+K", ("canvas", "timeline", "media")).in_words()
    assert said == "Ctrl+K 在画布、时间线和媒体面板中也用于“命令面板”。"


def test_the_numbers_of_a_mask_are_not_cut_off(chinese: Scene) -> None:
    chinese.window.later.finish()
    row = chinese.window.panel("canvas").findChild(MaskRow)
    assert row is not None
    row.show_state(CanvasState(mask=MaskState(exists=True, grow=-128, feather=128)), masking=True)
    numbers = [label for label in row.findChildren(QLabel) if label.text().endswith("像素")]
    assert {label.text() for label in numbers} == {"-128 像素", "128 像素"}
    assert all(label.width() >= label.fontMetrics().horizontalAdvance(label.text()) for label in numbers)
