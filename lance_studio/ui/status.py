"""The line at the bottom: the model, the device, what it does, and how far the running job is."""

from PySide6.QtWidgets import QProgressBar, QStatusBar, QWidget

from lance_studio.jobs.describe_state import duration_words
from lance_studio.language import mark, tr, translate
from lance_studio.ui.session import EngineState, RunningJob, Session
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import GRID, HIT, PADDING
from lance_studio.ui.widgets import ElidedLabel, IconLabel, tool_button
from lance_studio.ui.widgets.layouts import box, named, row

_BAR_WIDTH, _HEIGHT = 120, 28

_STATES = {"idle": mark("idle"), "loading": mark("loading"), "busy": mark("busy"), "stopped": mark("stopped")}


class StatusBar(QStatusBar):
    """Follows the session's engine and running job.

    Args:
        session: What it shows.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(_HEIGHT)
        self._session = session
        self._icon = IconLabel("cpu", "muted", 14)
        self._engine = named(ElidedLabel("", font_role=FontRole.CAPTION, muted=True), "status.engine")
        self.addWidget(_row(self._icon, self._engine), 1)
        self._label = named(ElidedLabel("", font_role=FontRole.CAPTION, middle=True), "status.job")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setAccessibleName(tr("Progress of the running job"))
        self._left = named(ElidedLabel("", font_role=FontRole.CAPTION, muted=True), "status.left")
        self.cancel = named(
            tool_button("x", tr("Cancel the running job"), size=14, hit=HIT, clicked=self._request_cancel),
            "status.cancel",
        )
        self._job = _row(self._label, self._bar, self._left, self.cancel)
        self.addPermanentWidget(self._job)
        session.engine_changed.connect(self._show_engine)
        session.running_changed.connect(self._show_job)
        self._show_engine(session.engine)
        self._show_job(session.running)

    def _show_engine(self, state: EngineState) -> None:
        parts = (
            state.model or tr("No model"),
            state.device,
            state.memory,
            translate(_STATES.get(state.state, state.state)),
        )
        self._engine.set_text(" · ".join(part for part in parts if part))
        self._icon.set_icon("cpu", "accent" if state.state in ("busy", "loading") else "muted")

    def _show_job(self, job: RunningJob | None) -> None:
        self._job.setVisible(job is not None)
        if job is None:
            return
        self._label.set_text(f"{job.label}  {job.step}/{job.total}" if job.total else job.label)
        # Qt's bar paints itself at once, and with it everything else in the window that waits to be painted.
        self._bar.setUpdatesEnabled(False)
        # A range of nothing makes it wander, which says that nobody knows.
        self._bar.setRange(0, job.total)
        self._bar.setValue(job.step)
        self._bar.setUpdatesEnabled(True)
        self._left.set_text("" if job.seconds_left is None else duration_words(job.seconds_left))

    def _request_cancel(self) -> None:
        if self._session.running is not None:
            self._session.request_cancel(self._session.running.id)


def _row(*widgets: QWidget) -> QWidget:
    return box(row(*widgets, margins=(PADDING, 0, GRID // 2, 0), spacing=GRID))
