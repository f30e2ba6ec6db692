"""What is dropped or pasted: files become media and attachments, pixels are taken, nothing is fetched."""

import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import LanceStudioError
from lance_studio.media.images import write_png
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.incoming import encoded, incoming, local_files
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def picture(folder: Path, name: str = "boat.png", value: int = 90) -> Path:
    path = folder / name
    write_png(path, np.full((24, 32, 3), value, np.uint8))
    return path


def of_urls(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def of_files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    # As file managers do it.
    data.setText("\n".join(map(str, paths)))
    return data


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Drop as the window system does it: it enters, and is dropped where that was accepted."""
    enter = QDragEnterEvent(QPointF(9, 9), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(9, 9), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def chat(scene: Scene) -> ChatPanel:
    panel = scene.window.panel("chat")
    assert isinstance(panel, ChatPanel)
    return panel


def names(scene: Scene) -> list[str]:
    return [media.name for media in scene.bench.project.media_list()]


def shown_name(scene: Scene) -> str:
    node = scene.bench.project.node(scene.session.node_id or "")
    return "" if node is None else node.name


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///tmp/a.png", "/tmp/a.png"),
        ("file://localhost/tmp/a.png", "/tmp/a.png"),
        (f"file://{socket.gethostname().upper()}/tmp/a.png", "/tmp/a.png"),
        ("file:///tmp/my%20boat%23%3F.png", "/tmp/my boat#?.png"),
        ("file:///tmp/a#b.png", "/tmp/a#b.png"),
        ("file:///tmp/b%C3%A4r.png", "/tmp/bär.png"),
        ("file:///tmp/b%E4r.png", "/tmp/b\udce4r.png"),
    ],
)
def test_addresses_of_files_of_this_computer(url: str, path: str) -> None:
    assert local_files(of_urls(url)) == ((Path(path),), ())


@pytest.mark.parametrize("url", ["file://server/share/a.png", "http://example.com/a.png", "file:///tmp/a%00.png"])
def test_other_addresses_are_refused_with_a_reason(url: str) -> None:
    files, refused = local_files(of_urls(url))
    assert files == ()
    assert len(refused) == 1
    assert refused[0].remedy


def test_of_a_browser_the_pixels_are_taken_and_its_address_is_not_looked_at() -> None:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    data = of_urls("http://example.com/boat.jpg")
    data.setText("http://example.com/boat.jpg")
    data.setImageData(image)
    found = incoming(data)
    assert (found.files, found.refused) == ((), ())
    assert found.pixels is not None
    assert QImage.fromData(found.pixels.read()).size() == image.size()


def test_the_files_own_bytes_are_taken_where_a_program_offers_them() -> None:
    png, data = encoded(QImage(8, 6, QImage.Format.Format_RGB32)), QMimeData()
    data.setData("image/jpeg", b"worse")
    data.setData("image/png", png)
    found = incoming(data)
    assert found.pixels is not None
    assert (found.pixels.read(), found.pixels.suffix) == (png, ".png")


def test_sixteen_bits_and_transparency_survive() -> None:
    image = QImage(4, 4, QImage.Format.Format_RGBA64)
    image.fill(QColor.fromRgba64(1234, 40000, 3, 20000))
    back = QImage.fromData(encoded(image))
    assert back.convertToFormat(QImage.Format.Format_RGBA64).pixelColor(1, 1) == image.pixelColor(1, 1)


# --- drops on the fields ----------------------------------------------------------------------------------------------


def test_a_picture_dropped_on_the_prompt_is_what_the_words_are_about(
    scene: Scene, qtbot: QtBot, tmp_path: Path
) -> None:
    bar = canvas(scene).bar
    bar.prompt.setFocus()
    qtbot.keyClicks(bar.prompt, "make it blue")
    assert drop(bar.prompt.viewport(), of_files(picture(tmp_path)))
    qtbot.waitUntil(lambda: shown_name(scene) == "boat")
    assert bar.prompt.toPlainText() == "make it blue", "the words went along, and no path came to them"
    assert bar.target.subject.text().startswith("Edits “boat”")


def test_a_picture_dropped_on_the_prompt_over_the_timeline(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    scene.session.select_timeline(scene.bench.project.timelines()[0].id)
    scene.session.view("timeline")
    bar = canvas(scene).bar
    bar.prompt.setFocus()
    qtbot.keyClicks(bar.prompt, "make it blue")
    assert drop(bar.prompt.viewport(), of_files(picture(tmp_path)))
    qtbot.waitUntil(lambda: scene.session.viewing == "node" and shown_name(scene) == "boat")
    assert bar.prompt.toPlainText() == "make it blue"


def test_a_picture_dropped_on_the_chat_is_its_subject(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    panel = chat(scene)
    scene.session.reveal("chat")
    panel.input.setFocus()
    qtbot.keyClicks(panel.input, "what is it?")
    assert drop(panel.input.viewport(), of_files(picture(tmp_path)))
    qtbot.waitUntil(lambda: "boat" in str(panel.presenter.state.subject))
    assert panel.input.toPlainText() == "what is it?"
    assert shown_name(scene) == "p", "the canvas stays as it is"


def test_a_medium_of_the_bin_dropped_on_the_prompt(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    media = scene.window.panel("media")
    data = media.mime_of((scene.media,))  # type: ignore[attr-defined]
    scene.session.select_node(None)
    assert drop(canvas(scene).bar.prompt.viewport(), data)
    assert scene.session.node_id == scene.node
    assert canvas(scene).bar.prompt.toPlainText() == ""


def test_words_dropped_on_the_prompt_are_words(scene: Scene) -> None:
    data = QMimeData()
    data.setText("a red boat")
    prompt = canvas(scene).bar.prompt
    assert drop(prompt.viewport(), data)
    assert prompt.toPlainText() == "a red boat"


def test_pictures_pasted_into_the_prompt_are_attached_and_words_are_pasted(
    scene: Scene, qtbot: QtBot, tmp_path: Path
) -> None:
    prompt = canvas(scene).bar.prompt
    image = QImage(12, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    QGuiApplication.clipboard().setImage(image)
    prompt.paste()
    qtbot.waitUntil(lambda: shown_name(scene) == "Pasted picture")
    data = QMimeData()
    data.setText("words")
    data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)
    prompt.paste()
    assert prompt.toPlainText() == "words", "a program that copies words and a picture of them"
    QGuiApplication.clipboard().clear()


def test_the_frame_around_the_field_shows_where_it_will_land(scene: Scene, tmp_path: Path) -> None:
    bar = canvas(scene).bar
    data = of_files(picture(tmp_path))
    QApplication.sendEvent(bar.prompt.viewport(), QDragEnterEvent(QPointF(9, 9), COPY, data, LEFT, NONE))
    assert bar.property("dropping")
    QApplication.sendEvent(bar.prompt.viewport(), QDragLeaveEvent())
    assert not bar.property("dropping")


# --- drops on the canvas ----------------------------------------------------------------------------------------------


def test_a_file_dropped_on_the_canvas_is_opened_with_a_highlight_before(
    scene: Scene, qtbot: QtBot, tmp_path: Path
) -> None:
    surface, data = canvas(scene).surface, of_files(picture(tmp_path))
    enter = QDragEnterEvent(QPointF(9, 9), COPY, data, LEFT, NONE)
    QApplication.sendEvent(surface, enter)
    assert enter.isAccepted()
    assert surface.drop_hint.isVisible()
    QApplication.sendEvent(surface, QDragLeaveEvent())
    assert not surface.drop_hint.isVisible()
    assert drop(surface, data)
    assert not surface.drop_hint.isVisible()
    qtbot.waitUntil(lambda: shown_name(scene) == "boat")
    # The same file again is the same medium, and is opened again.
    scene.session.select_node(scene.node)
    assert drop(surface, data)
    qtbot.waitUntil(lambda: shown_name(scene) == "boat")
    assert names(scene).count("boat.png") == 1


def test_a_file_dropped_on_the_empty_canvas_is_opened(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    scene.session.select_node(None)
    assert drop(canvas(scene).welcome, of_files(picture(tmp_path)))
    qtbot.waitUntil(lambda: shown_name(scene) == "boat")


def test_a_project_dropped_on_the_canvas_is_the_windows_business(scene: Scene, tmp_path: Path) -> None:
    surface, data = canvas(scene).surface, of_files(tmp_path / "other.lstudio")
    enter = QDragEnterEvent(QPointF(9, 9), COPY, data, LEFT, NONE)
    QApplication.sendEvent(surface, enter)
    assert enter.isAccepted(), "by the window"
    assert not surface.drop_hint.isVisible()


def test_a_folder_gives_its_own_files_and_one_message_names_the_others(
    scene: Scene, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "shoot"
    (folder / "raw").mkdir(parents=True)
    for number, name in enumerate(("1.png", "2.png", "raw/3.png", ".hidden.png")):
        picture(folder, name, value=20 * number)
    (folder / "notes.txt").write_text("nothing")
    (folder / "broken.png").write_bytes(b"nothing")
    scene.bench.problems.clear()
    assert drop(scene.window, of_files(folder))
    qtbot.waitUntil(lambda: bool(scene.bench.problems))
    assert {"1.png", "2.png"} <= set(names(scene))
    assert not {"3.png", ".hidden.png"} & set(names(scene))
    assert [problem.error.cause for problem in scene.bench.problems] == [
        "2 files could not be imported: “broken.png”, “notes.txt”."
    ]


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda _: of_urls("file://server/share/a.png"), "lies on another computer"),
        (lambda _: of_urls("https://example.com/a.png"), "nothing is fetched"),
        (lambda folder: of_files(folder / "empty"), "holds no pictures"),
    ],
)
def test_what_cannot_be_taken_says_why(
    scene: Scene, qtbot: QtBot, tmp_path: Path, make: Callable[[Path], QMimeData], cause: str
) -> None:
    (tmp_path / "empty").mkdir()
    before = names(scene)
    scene.bench.problems.clear()
    assert drop(canvas(scene).surface, make(tmp_path))
    qtbot.waitUntil(lambda: bool(scene.bench.problems))
    assert cause in scene.bench.problems[0].error.cause
    assert names(scene) == before


def test_a_picture_that_cannot_be_encoded_is_an_error_in_words() -> None:
    with pytest.raises(LanceStudioError, match="could not be taken"):
        encoded(QImage())
