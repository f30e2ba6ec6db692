"""Goes through the steps of the tour, and notices what the user has done."""

from dataclasses import dataclass

from PySide6.QtCore import SignalInstance

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr, translate
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.settings import TOUR
from lance_studio.ui.studio import Studio
from lance_studio.ui.tour.steps import STEPS, Step


@dataclass(frozen=True)
class TourState:
    """What the bubble shows.

    Attributes:
        place: Where it points, see `places.py`; empty while there is no tour.
        title: The step's title.
        words: What to do.
        count: Which step of how many.
        last: Whether all steps are over.
    """

    place: str = ""
    title: str = ""
    words: str = ""
    count: str = ""
    last: bool = False


class TourPresenter(StatePresenter[TourState]):
    """The tour of one window. It changes nothing in a project: it waits for what the user does.

    Args:
        studio: The shared parts of the window.
        exported: Sent when an export is written.
    """

    def __init__(self, studio: Studio, exported: SignalInstance) -> None:
        super().__init__(TourState())
        self._studio, self._session = studio, studio.session
        self._step: int | None = None
        self._before = 0
        self._waits = False
        studio.bus.changed.connect(lambda _changes: self._measure())
        self._session.compare_changed.connect(lambda compared: self._did("compare", compared is not None))
        self._session.node_selected.connect(self._follow_node)
        self._session.project_replaced.connect(self._follow_project)
        exported.connect(lambda _path: self._did("export", True))
        studio.actions.keys_changed.connect(self._show)

    @property
    def step(self) -> Step | None:
        """The step that waits for the user; None outside the tour and at its end."""
        return STEPS[self._step] if self._step is not None and self._step < len(STEPS) else None

    def begin(self) -> None:
        """Begin at the first step; where nothing is open, or nothing is in it, with the sample project."""
        try:
            self._studio.settings.set(TOUR, True)
        except LanceStudioError as error:
            self._session.report("canvas", error)
        project = self._session.project
        self._waits = project is None or not project.nodes()
        self._go_to(0)
        if self._waits:
            self._studio.actions.trigger("help.sample")

    def next(self) -> None:
        """Go on without the step, or end where it was the last one."""
        if self._step is not None:
            self._go_to(self._step + 1)

    def end(self) -> None:
        """End the tour; it can be begun again."""
        self._step, self._waits = None, False
        self._publish(TourState())

    def _go_to(self, number: int) -> None:
        if number > len(STEPS):
            self.end()
            return
        self._step = number
        self._before = self._amount()
        self._show()

    def _amount(self) -> int:
        step, project = self.step, self._session.project
        return 0 if step is None or step.measure is None or project is None else step.measure(project)

    def _measure(self) -> None:
        step, project = self.step, self._session.project
        if self._waits and project is not None and project.nodes():
            # The sample has come.
            self._waits = False
            self._go_to(0)
        elif step is not None and step.measure is not None:
            amount = self._amount()
            if amount > self._before:
                self.next()
            else:
                # What is taken back must be done once more.
                self._before = amount

    def _did(self, step_id: str, done: bool) -> None:
        if done and self.step is not None and self.step.id == step_id:
            self.next()

    def _follow_node(self, node_id: str | None) -> None:
        project = self._session.project
        nodes = project.nodes() if project is not None else []
        # A result that arrives comes to sight by itself.
        self._did("history", bool(nodes) and node_id not in (None, nodes[-1].id))

    def _follow_project(self) -> None:
        if self._step is not None and not self._waits:
            if self._session.project is None:
                self.end()
            else:
                self._before = self._amount()

    def _show(self) -> None:
        if self._step is None:
            return
        step = self.step
        if step is None:
            title = tr("That was the tour")
            words = tr("All of this can be undone with Ctrl+Z. Help → Tour begins again.")
            self._publish(TourState("end", title, words, last=True))
            return
        examples = self._studio.work.profile.examples("image_edit")
        keys = self._studio.actions.keys_in_words(step.action) if step.action else ""
        words = translate(step.words, example=next(iter(examples), ""), keys=keys)
        count = tr("Step {number} of {total}", number=self._step + 1, total=len(STEPS))
        self._publish(TourState(step.place, translate(step.title), words, count))
