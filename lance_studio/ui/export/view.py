"""The dialogs of the exports."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow, QProgressBar, QWidget

from lance_studio.errors import CommandRefusedError, LanceStudioError
from lance_studio.jobs.describe_state import duration_words
from lance_studio.language import tr, translate
from lance_studio.project.file_names import safe_name
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.export.dialog import CLIP, WIDTH, VideoDialog
from lance_studio.ui.export.forms import BY_ID
from lance_studio.ui.export.presenter import Choices, ExportPresenter, ExportState, VideoOptions
from lance_studio.ui.file_places import EXPORTS
from lance_studio.ui.outside import show_folder
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets import ElidedLabel, label, push_button
from lance_studio.ui.widgets.dialogs import ask_target, lay_out
from lance_studio.ui.widgets.layouts import named, row, wide

_MESSAGE_MS = 6000


def install(studio: Studio, window: QWidget) -> "Exports":
    """Handle the window's export actions.

    Args:
        studio: The shared parts of the window.
        window: Parent of the dialogs.
    """
    return Exports(studio, window)


class Exports(QObject):
    """Opens the dialogs and shows how far an export is; the window can be used meanwhile."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio, self._window = studio, window
        self.presenter = ExportPresenter(studio)
        self.presenter.setParent(self)
        self.progress: ProgressDialog | None = None
        self._options: VideoDialog | None = None
        actions = studio.actions
        actions.register("file.export_video", self.ask_video)
        actions.register("file.export_frame", self.ask_picture)
        actions.register("file.export_otio", self.ask_otio)
        self.presenter.finished.connect(self._tell)
        studio.session.project_replaced.connect(self._enable)
        self._enable()

    def ask_picture(self) -> None:
        """Ask for a name and write what the canvas shows.

        Raises:
            CommandRefusedError: If there is nothing to export.
        """
        presenter = self.presenter
        self._ask_file(
            tr("Export picture"), presenter.picture_name(), "png", "", presenter.export_picture, _picture_filters()
        )

    def ask_otio(self) -> None:
        """Ask for a name and write the timeline for other programs.

        Raises:
            CommandRefusedError: If there is no timeline.
        """
        choices = self.presenter.choices()
        if not choices.timeline:
            raise CommandRefusedError(tr("The timeline is empty."), tr("Put a clip on it first."))
        self._ask_file(
            tr("Export timeline"), f"{choices.name}.otio", "otio", "OpenTimelineIO", self.presenter.export_otio
        )

    def ask_video(self) -> None:
        """Ask what to export and how.

        Raises:
            CommandRefusedError: If there is neither a timeline nor a clip, or an export is at work.
        """
        choices = self.presenter.choices()
        if self.presenter.state.running:
            raise CommandRefusedError(tr("An export is at work."), tr("Wait for it, or cancel it."))
        if not choices.timeline and not choices.clip:
            raise CommandRefusedError(tr("There is nothing to export yet."), tr("Put a clip on the timeline first."))
        dialog = VideoDialog(choices, self._window, self.presenter)
        dialog.accepted.connect(lambda: self._ask_place(dialog.chosen(), dialog.options(), choices))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_place(self, what: str, options: VideoOptions, choices: Choices) -> None:
        if what == CLIP:
            self._ask_clip(choices)
            return
        export, form = partial(self._export_timeline, options=options), BY_ID[options.form]
        name = tr("{name} frames", name=choices.name) if not form.suffix else f"{choices.name}.{form.suffix}"
        if form.still:
            name = self.presenter.frame_name(form.suffix)
        words = translate(form.label) if form.suffix else tr("Folder")
        self._ask_file(translate(form.title), name, form.suffix, words, export)

    def _ask_clip(self, choices: Choices) -> None:
        """Offer the clip as it is, and as MP4 if it is of another kind."""
        own = self.presenter.clip_suffix().removeprefix(".")
        filters = [tr("{form} video, as it is (*.{suffix})", form=own.upper(), suffix=own)] if own != "mp4" else []
        filters.append(tr("MP4 video (*.mp4)"))
        dialog = self._ask_file(tr("Export clip"), f"{choices.clip}.{own}", own, "", self._export_clip, filters)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(own if f"*.{own})" in chosen else "mp4"))

    def _ask_file(
        self,
        title: str,
        name: str,
        suffix: str,
        words: str,
        export: Callable[[Path], None],
        filters: Sequence[str] = (),
    ) -> QFileDialog:
        def take(path: Path) -> None:
            guarded(lambda: export(path), partial(self._studio.session.report, "canvas"))

        shown = filters or [f"{words} (*.{suffix})" if suffix else tr("Folder (*)")]
        places, suggestion = self._studio.places.of(EXPORTS), safe_name(name.replace("/", "-"))
        return ask_target(self._window, title, "export.dialog", take, suggestion, suffix, shown, places)

    def _export_clip(self, path: Path) -> None:
        converts = path.suffix.lower() != self.presenter.clip_suffix()
        self.presenter.export_clip(path)
        if converts:
            self._show_progress()

    def _export_timeline(self, path: Path, options: VideoOptions) -> None:
        self.presenter.export_timeline(path, options)
        self._show_progress()

    def _show_progress(self) -> None:
        self.progress = ProgressDialog(self.presenter, self._window)
        self.progress.finished.connect(self._forget_progress)
        self.progress.show()

    def _forget_progress(self, _result: int) -> None:
        if self.progress is not None:
            self.progress.deleteLater()
            self.progress = None

    def _tell(self, path: Path) -> None:
        if isinstance(self._window, QMainWindow) and self.progress is None:
            self._window.statusBar().showMessage(texts.line(tr("Exported {name}", name=path.name)), _MESSAGE_MS)

    def _enable(self) -> None:
        has_project = self._studio.session.project is not None
        for name in ("file.export_video", "file.export_frame", "file.export_otio"):
            self._studio.actions.set_enabled(name, has_project)


class ProgressDialog(QDialog):
    """How far the export is; the window stays usable.

    Args:
        presenter: Runs the export.
        parent: The window.
    """

    def __init__(self, presenter: ExportPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export.progress")
        self.setWindowTitle(tr("Export"))
        self.setFixedWidth(WIDTH)
        self.setModal(False)
        self._presenter = presenter
        self._path: Path | None = None
        self._title = ElidedLabel("", font_role=FontRole.STRONG, middle=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of the export"))
        self._words = named(label("", "muted"), "export.state")
        self._words.setFont(font(FontRole.NUMBER))
        self._folder = push_button(tr("Show in folder"), "folder-open", clicked=self._open_folder)
        self._end = named(push_button(tr("Cancel"), clicked=self.reject), "export.end")
        foot = row(wide(self._words), self._folder, self._end, spacing=GRID)
        lay_out(self, self._title, self._bar, foot, spacing=PADDING)
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def reject(self) -> None:  # noqa: D102
        # Closing it ends the export; there is no other place that would show how far it is.
        self._presenter.cancel()
        super().reject()

    def _show(self, state: ExportState) -> None:
        self._path = state.finished
        self._folder.setVisible(state.finished is not None)
        if state.running:
            self._title.set_text(tr("Exporting {name}", name=state.name))
            self._bar.setRange(0, state.total)
            self._bar.setValue(state.done)
            self._words.setText(texts.plain(_progress_words(state)))
        elif state.finished is not None:
            self._title.set_text(tr("Exported {name}", name=state.name))
            self._bar.setRange(0, 1)
            self._bar.setValue(1)
            self._words.setText("")
            self._end.setText(tr("Close"))
        else:
            # It failed, and the banner says why; or it was cancelled.
            self.accept()

    def _open_folder(self) -> None:
        if self._path is not None:
            try:
                show_folder(self._path.parent)
            except LanceStudioError as error:
                self._words.setText(texts.plain(str(error)))


def _picture_filters() -> list[str]:
    return [tr("PNG picture (*.png)"), tr("WebP picture (*.webp)")]


def _progress_words(state: ExportState) -> str:
    if not state.total:
        return tr("Preparing")
    if state.sound:
        return tr("{percent} %", percent=100 * state.done // state.total)
    if state.seconds_left is None:
        return tr("{done} of {total} frames", done=state.done, total=state.total)
    return tr(
        "{done} of {total} frames · {duration} left",
        done=state.done,
        total=state.total,
        duration=duration_words(state.seconds_left),
    )
