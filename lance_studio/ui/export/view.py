"""The dialogs of the exports."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QMainWindow, QProgressBar, QWidget

from lance_studio.errors import CommandRefusedError, LanceStudioError
from lance_studio.jobs.describe_state import duration_words
from lance_studio.language import tr
from lance_studio.project.file_names import safe_name
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.export.presenter import Choices, ExportPresenter, ExportState, VideoOptions
from lance_studio.ui.file_places import EXPORTS
from lance_studio.ui.outside import show_folder
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets import ElidedLabel, Segments, caption_label, label, primary_button, push_button
from lance_studio.ui.widgets.dialogs import ask_target, field_name, form_layout, lay_out
from lance_studio.ui.widgets.layouts import named, row, stretch, wide

_WIDTH = 440
_MESSAGE_MS = 6000
_TIMELINE, _CLIP = "timeline", "clip"


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
            tr("Export picture"), presenter.picture_name(), "png", tr("PNG picture"), presenter.export_picture
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
        dialog = VideoDialog(choices, self._window)
        dialog.accepted.connect(lambda: self._ask_place(dialog.chosen(), dialog.options(), choices))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_place(self, what: str, options: VideoOptions, choices: Choices) -> None:
        if what == _CLIP:
            self._ask_clip(choices)
            return
        export = partial(self._export_timeline, options=options)
        if options.form == "png":
            self._ask_file(
                tr("Export pictures into a new folder"),
                tr("{name} frames", name=choices.name),
                "",
                tr("Folder"),
                export,
            )
        else:
            self._ask_file(tr("Export video"), f"{choices.name}.mp4", "mp4", tr("MP4 video"), export)

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


class VideoDialog(QDialog):
    """Asks what of the project becomes a video, and how.

    Args:
        choices: What there is.
        parent: The window.
    """

    def __init__(self, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export.video")
        self.setWindowTitle(tr("Export video"))
        self.setFixedWidth(_WIDTH)
        self._choices = choices
        things = [(_TIMELINE, tr("Timeline"))] if choices.timeline else []
        things += [(_CLIP, tr("Clip on the canvas"))] if choices.clip else []
        self._what = named(Segments(tr("What to export"), things), "export.what")
        self._form = named(Segments(tr("Form"), [("mp4", tr("MP4 video")), ("png", tr("PNG pictures"))]), "export.form")
        self._size = named(QComboBox(), "export.size")
        self._size.setAccessibleName(tr("Size"))
        for factor, words in ((2, tr("double")), (1, tr("as the timeline")), (Fraction(1, 2), tr("half"))):
            width, height = (max(int(side * factor) // 2 * 2, 2) for side in (choices.width, choices.height))
            self._size.addItem(f"{width} × {height} ({words})", (width, height))
        self._size.setCurrentIndex(1)
        self._range = named(
            Segments(tr("Range"), [("marked", tr("In to out")), ("all", tr("Whole timeline"))]), "export.range"
        )
        self._words = named(caption_label("", wrap=True), "export.words")
        for choice in (self._what, self._form, self._range):
            choice.chosen.connect(lambda _value: self._follow())
        self._rows = form_layout()
        for name, field in (
            (tr("Export"), self._what),
            (tr("Form"), self._form),
            (tr("Size"), self._size),
            (tr("Range"), self._range),
        ):
            self._rows.addRow(field_name(name), field)
        self._rows.addRow("", self._words)
        export = named(primary_button(tr("Export…"), "export", clicked=self.accept), "export.go")
        export.setDefault(True)
        lay_out(self, self._rows, row(stretch(), push_button(tr("Cancel"), clicked=self.reject), export, spacing=GRID))
        self._follow()

    def chosen(self) -> str:
        """Return "timeline" or "clip"."""
        return self._what.value()

    def options(self) -> VideoOptions:
        """Return how the timeline is to be exported."""
        size = self._size.currentData()
        own = (self._choices.width, self._choices.height)
        whole = (Fraction(0), self._choices.seconds)
        span = whole if self._choices.marked is not None and self._range.value() == "all" else None
        return VideoOptions(self._form.value(), None if size == own else size, span)

    def _follow(self) -> None:
        timeline = self.chosen() == _TIMELINE
        for field in (self._form, self._size):
            self._rows.setRowVisible(field, timeline)
        self._rows.setRowVisible(self._range, timeline and self._choices.marked is not None)
        marked = self._choices.marked if self._range.value() == "marked" else None
        start, end = marked or (Fraction(0), self._choices.seconds)
        length = tr("{seconds:.2f} s", seconds=float(end - start))
        if not timeline:
            self._words.setText(texts.plain(tr("“{clip}” as it is, with its recipe.", clip=self._choices.clip)))
        elif self._form.value() == "png":
            self._words.setText(texts.plain(tr("{length} as numbered pictures in a new folder.", length=length)))
        else:
            self._words.setText(texts.plain(tr("{length} as H.264 with AAC sound.", length=length)))
        self.adjustSize()


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
        self.setFixedWidth(_WIDTH)
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


def _progress_words(state: ExportState) -> str:
    if not state.total:
        return tr("Preparing")
    if state.seconds_left is None:
        return tr("{done} of {total} frames", done=state.done, total=state.total)
    return tr(
        "{done} of {total} frames · {duration} left",
        done=state.done,
        total=state.total,
        duration=duration_words(state.seconds_left),
    )
