"""The shared widgets, used as a person uses them."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import OutputError
from lance_studio.ui.theme import Theme, colours
from lance_studio.ui.theme.measures import CONTROL, HIT
from lance_studio.ui.widgets import (
    Chip,
    ChipRow,
    ElidedLabel,
    EmptyState,
    FlowLayout,
    PanelFrame,
    ProgressCard,
    PromptEdit,
    Segments,
    SliderField,
    ThumbnailCard,
    label,
    primary_button,
    tool_button,
)
from lance_studio.ui.widgets.banner import LogDialog

FULL_DISK = OutputError("The disk is full.", "Make room and try again.")


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_panel_shows_one_error_with_its_action_and_forgets_it(qtbot: QtBot) -> None:
    panel = PanelFrame("queue")
    qtbot.addWidget(panel)
    panel.set_body(EmptyState("Nothing here."))
    panel.show()
    done: list[str] = []
    panel.show_error(OutputError("Something else."))
    banner = panel.show_error(FULL_DISK, action="Try again", on_action=lambda: done.append("again"), log="a log")
    assert panel.banner is banner
    assert child(banner, "banner.text").property("text") == "The disk is full. Make room and try again."
    click(qtbot, child(banner, "banner.action"))
    assert done == ["again"]
    assert panel.banner is None


def test_markup_in_an_error_is_shown_and_not_obeyed(qtbot: QtBot) -> None:
    shown = label("<b>bold</b>.png")
    qtbot.addWidget(shown)
    plain = label("bold.png")
    qtbot.addWidget(plain)
    assert shown.sizeHint().width() > plain.sizeHint().width() + 20


def test_the_details_can_be_copied(qtbot: QtBot) -> None:
    dialog = LogDialog("It failed.", "line 1\nline 2")
    qtbot.addWidget(dialog)
    dialog.show()
    copy = next(button for button in dialog.findChildren(QAbstractButton) if button.text() == "Copy")
    click(qtbot, copy)
    assert QGuiApplication.clipboard().text() == "It failed.\n\nline 1\nline 2"
    text = child(dialog, "log-dialog.text")
    assert isinstance(text, QPlainTextEdit)
    assert text.isReadOnly()


def test_a_banner_is_dismissed_by_its_cross(qtbot: QtBot) -> None:
    panel = PanelFrame("queue")
    qtbot.addWidget(panel)
    panel.show()
    banner = panel.show_error(FULL_DISK)
    click(qtbot, child(banner, "banner.close"))
    assert panel.banner is None


def test_an_empty_state_says_what_was_clicked(qtbot: QtBot) -> None:
    empty = EmptyState("Drop files here.", button="Import", link="Sample", icon_name="image")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.button_clicked):
        click(qtbot, child(empty, "empty-state.button"))
    with qtbot.waitSignal(empty.link_clicked):
        click(qtbot, child(empty, "empty-state.link"))


def test_controls_have_the_measures_of_the_house(qtbot: QtBot) -> None:
    for made, height in ((primary_button("Generate"), 32), (tool_button("x", "Close"), CONTROL)):
        qtbot.addWidget(made)
        made.show()
        assert made.height() == height or made.sizeHint().height() == height
        assert made.height() >= HIT
        assert made.accessibleName() or made.text()


def test_a_prompt_grows_to_its_limit(qtbot: QtBot) -> None:
    prompt = PromptEdit("Describe", most_lines=3)
    qtbot.addWidget(prompt)
    prompt.resize(300, 40)
    prompt.show()
    heights = []
    for lines in (1, 2, 3, 9):
        prompt.setPlainText("\n".join(["word"] * lines))
        heights.append(prompt.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert heights[1] - heights[0] == prompt.fontMetrics().lineSpacing()


def test_a_prompt_says_when_writing_begins(qtbot: QtBot) -> None:
    prompt = PromptEdit("Describe")
    qtbot.addWidget(prompt)
    begun: list[bool] = []
    prompt.writing_began.connect(lambda: begun.append(True))
    prompt.setPlainText("restored")
    prompt.clear()
    assert not begun, "nobody has written"
    qtbot.keyClicks(prompt, "a cat")
    assert len(begun) == 1
    prompt.clear()
    qtbot.keyClicks(prompt, " b")
    assert len(begun) == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_enter_sends_with_and_without_ctrl_on_both_keys(
    qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    prompt = PromptEdit("Describe")
    qtbot.addWidget(prompt)
    qtbot.keyClicks(prompt, "snow")
    keypad = Qt.KeyboardModifier.KeypadModifier if key == Qt.Key.Key_Enter else Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(prompt.submitted) as sent, qtbot.assertNotEmitted(prompt.submitted_ahead):
        qtbot.keyClick(prompt, key, modifiers | keypad)
    assert sent.args == ["snow"]
    prompt.clear()
    with qtbot.assertNotEmitted(prompt.submitted):
        qtbot.keyClick(prompt, key, modifiers | keypad)
    assert prompt.toPlainText() == ""


def test_shift_enter_breaks_the_line_and_with_ctrl_it_sends_ahead(qtbot: QtBot) -> None:
    prompt = PromptEdit("Ask")
    qtbot.addWidget(prompt)
    qtbot.keyClicks(prompt, "when?")
    with qtbot.assertNotEmitted(prompt.submitted), qtbot.assertNotEmitted(prompt.submitted_ahead):
        qtbot.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(prompt, Qt.Key.Key_Enter, Qt.KeyboardModifier.ShiftModifier)
    assert prompt.toPlainText() == "when?\n\n"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(prompt.submitted_ahead), qtbot.assertNotEmitted(prompt.submitted):
        qtbot.keyClick(prompt, Qt.Key.Key_Return, both)


def test_enter_sends_nothing_while_an_input_method_composes(qtbot: QtBot) -> None:
    prompt = PromptEdit("Describe")
    qtbot.addWidget(prompt)
    begun: list[bool] = []
    prompt.writing_began.connect(lambda: begun.append(True))
    QApplication.sendEvent(prompt, QInputMethodEvent("にほん", []))
    with qtbot.assertNotEmitted(prompt.submitted), qtbot.assertNotEmitted(prompt.submitted_ahead):
        qtbot.keyClick(prompt, Qt.Key.Key_Return)
        qtbot.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(
            prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    assert prompt.toPlainText() == ""
    done = QInputMethodEvent()
    done.setCommitString("日本")
    QApplication.sendEvent(prompt, done)
    assert begun == [True]
    qtbot.keyRelease(prompt, Qt.Key.Key_Space)
    with qtbot.waitSignal(prompt.submitted) as sent:
        qtbot.keyClick(prompt, Qt.Key.Key_Return)
    assert sent.args == ["日本"]


def test_a_draft_is_shown_with_its_cursor_and_told_once(qtbot: QtBot) -> None:
    prompt = PromptEdit("Describe")
    qtbot.addWidget(prompt)
    qtbot.keyClicks(prompt, "one")
    told: list[tuple[str, int]] = []
    prompt.written.connect(lambda text, cursor: told.append((text, cursor)))
    prompt.show_draft("a red cube", 5)
    assert told == [("a red cube", 5)]
    assert not prompt.document().isUndoAvailable(), "another draft's typing cannot be undone here"
    prompt.show_draft("short", 99)
    assert told[-1] == ("short", 5)
    prompt.show_draft("end")
    assert told[-1] == ("end", 3)
    prompt.show_draft("")
    assert told[-1] == ("", 0)


def test_alt_up_walks_through_what_was_sent_and_keeps_the_draft(qtbot: QtBot) -> None:
    prompt = PromptEdit("Describe")
    qtbot.addWidget(prompt)
    prompt.set_history(["one", "two"])
    prompt.setPlainText("draft")
    alt = Qt.KeyboardModifier.AltModifier
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(prompt, key, alt)
        seen.append(prompt.text())
    assert seen == ["two", "one", "one", "two", "draft"]


def test_slider_and_field_show_the_same_and_tell_once_they_are_done(qtbot: QtBot) -> None:
    both = SliderField("Guidance", 0, 10, 4, decimals=1)
    qtbot.addWidget(both)
    changed, committed = [], []
    both.value_changed.connect(changed.append)
    both.value_committed.connect(committed.append)
    both.slider.setSliderDown(True)
    both.slider.setValue(55)
    both.slider.setValue(60)
    assert both.field.value() == 6.0
    assert (changed, committed) == ([5.5, 6.0], [])
    both.slider.setSliderDown(False)
    assert committed == [6.0]
    both.field.selectAll()
    qtbot.keyClicks(both.field, "2.5")
    qtbot.keyClick(both.field, Qt.Key.Key_Return)
    assert both.slider.value() == 25
    assert committed == [6.0, 2.5]
    both.set_value(1.0)
    assert (both.value(), committed) == (1.0, [6.0, 2.5])


def test_one_segment_is_down(qtbot: QtBot) -> None:
    mode = Segments("Mode", [("ask", "Ask"), ("edit", "Edit"), ("extend", "Extend")])
    qtbot.addWidget(mode)
    mode.show()
    with qtbot.waitSignal(mode.chosen) as chosen:
        click(qtbot, child(mode, "segment.edit"))
    assert chosen.args == ["edit"]
    with qtbot.assertNotEmitted(mode.chosen):
        mode.set_value("extend")
    qtbot.keyClick(mode, Qt.Key.Key_Left)
    assert mode.value() == "edit"
    with pytest.raises(KeyError):
        mode.set_value("other")


def test_a_chip_can_be_clicked_and_taken_away(qtbot: QtBot) -> None:
    row = ChipRow()
    qtbot.addWidget(row)
    chip = Chip("drift.mp4", "film-strip", closable=True)
    row.set_chips([chip, Chip("frame 00:03:07")])
    row.show()
    with qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(30, 12))
    with qtbot.waitSignal(chip.close_clicked):
        click(qtbot, child(chip, "chip.close"))
    with qtbot.waitSignal(chip.close_clicked):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert chip.text() == "drift.mp4"
    row.set_chips([])
    assert row.isHidden()


def test_a_flow_begins_a_new_row_where_the_width_ends(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place, 8)
    boxes = [QWidget() for _ in range(3)]
    for box in boxes:
        box.setFixedSize(40, 20)
        flow.addWidget(box)
    place.resize(100, 100)
    place.show()
    assert [box.pos().toTuple() for box in boxes] == [(0, 0), (48, 0), (0, 28)]
    assert flow.heightForWidth(100) == 48
    assert flow.heightForWidth(200) == 20


def test_a_chip_that_is_wider_than_its_row_is_squeezed_into_it(qtbot: QtBot) -> None:
    chips = ChipRow()
    qtbot.addWidget(chips)
    chips.set_chips([Chip("a very long name of a file that has no end " * 4, widest=480)])
    chips.resize(200, 40)
    chips.show()
    [chip] = chips.findChildren(Chip)
    assert chip.width() == 200
    chips.resize(600, 40)
    assert chip.width() == 480


def test_a_long_name_is_shortened_and_its_tooltip_has_all(qtbot: QtBot) -> None:
    text = ElidedLabel("a very long name of a file.png", middle=True)
    qtbot.addWidget(text)
    text.resize(60, 20)
    text.show()
    text.grab()
    assert text.toolTip() == "a very long name of a file.png"
    text.resize(400, 20)
    text.grab()
    assert text.toolTip() == ""


def test_progress_is_shown_in_words_and_cancelled_by_its_cross(qtbot: QtBot) -> None:
    card = ProgressCard('Editing "sky"')
    qtbot.addWidget(card)
    card.show()
    card.set_progress(12, 30, "Step 12 of 30 · 3 s left")
    assert card.state() == "Step 12 of 30 · 3 s left"
    card.set_progress(0, 0, "Writing the result")
    assert card.state() == "Writing the result"
    with qtbot.waitSignal(card.cancel_clicked):
        click(qtbot, child(card, "progress-card.cancel"))


def test_a_card_moves_only_where_movement_is_wanted(qtbot: QtBot, theme: Theme) -> None:
    card = ProgressCard("Generating")
    qtbot.addWidget(card)
    card.show()
    assert not card.is_moving()
    theme.set_less_motion(False)
    assert card.is_moving()
    card.hide()
    assert not card.is_moving()


def test_the_bar_of_a_card_is_as_long_as_the_work_that_is_done(qtbot: QtBot) -> None:
    card = ProgressCard("Generating")
    qtbot.addWidget(card)
    card.resize(200, 200)
    card.show()
    card.set_progress(15, 30, "Step 15 of 30")
    picture = card.grab().toImage()
    colour = colours().generated.name()
    assert picture.pixelColor(90, 198).name() == colour
    assert picture.pixelColor(110, 198).name() != colour


def test_a_thumbnail_fills_its_place_and_marks_what_the_model_made(qtbot: QtBot) -> None:
    picture = QImage(300, 100, QImage.Format.Format_RGB32)
    picture.fill(colours().ok)
    plain = ThumbnailCard("a", "one.png", QSize(100, 100))
    made = ThumbnailCard("b", "two.png", QSize(100, 100), generated=True)
    for card in (plain, made):
        qtbot.addWidget(card)
        card.set_picture(picture)
        card.resize(card.sizeHint())
        card.show()
        shown = card.grab().toImage()
        assert shown.pixelColor(50, 50).name() == colours().ok.name()
        spark = sum(
            shown.pixelColor(x, y).name() == colours().generated.name() for x in range(70, 98) for y in range(2, 30)
        )
        assert (spark > 0) is (card is made)
    assert made.accessibleName() == "two.png, made by the model"


def test_a_thumbnail_tells_click_double_click_and_drag_apart(qtbot: QtBot) -> None:
    card = ThumbnailCard("a", "one.png")
    qtbot.addWidget(card)
    card.show()
    with qtbot.waitSignal(card.clicked) as clicked:
        click(qtbot, card)
    assert clicked.args is not None
    assert clicked.args[0] == "a"
    with qtbot.waitSignal(card.activated):
        qtbot.mouseDClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.activated):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.drag_started), qtbot.assertNotEmitted(card.clicked):
        qtbot.mousePress(card, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
        qtbot.mouseMove(card, QPoint(60, 40))
        QApplication.processEvents()
        qtbot.mouseRelease(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
