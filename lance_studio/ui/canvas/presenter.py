"""What the canvas does: it opens nodes, plans generations and sends them to the queue. It draws nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from lance_studio.errors import InvalidRequestError
from lance_studio.jobs.describe_state import describe_state
from lance_studio.language import mark, translate_filled
from lance_studio.project.rows import CURRENT_NODE, Changes, Node
from lance_studio.ui.attachments import attach
from lance_studio.ui.canvas import dispatch, queries
from lance_studio.ui.canvas.chaining import Chaining
from lance_studio.ui.canvas.mask import LEAST_BRUSH, MOST_BRUSH, Mask
from lance_studio.ui.canvas.mask_keeper import MaskKeeper
from lance_studio.ui.canvas.state import TOOLS, CanvasJob, CanvasState, MaskState, Shown, Turn
from lance_studio.ui.canvas.tray_presenter import TrayPresenter
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.incoming import Incoming
from lance_studio.ui.instruction import purpose_of_edit, wish_for
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.problem_topics import of_submit
from lance_studio.ui.prompt_line import PromptLine
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.subject import NOTHING, Subject
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.workflows.describe import Foreseen
    from lance_studio.workflows.wishes import Wish

_BRUSH_GROWTH = 1.25
_MOST_SENT = 50


class CanvasPresenter(StatePresenter[CanvasState]):
    """Follows the session, and turns what the user wants into intents.

    Args:
        studio: The shared parts of the window.
        mask: The mask over the picture; the view draws in it.

    Attributes:
        masks: The mask of the node on the canvas, as the project keeps it.
        prompt_wanted: The field must take the focus; carries its new text, empty to keep what is there.
        mask_changed: The mask was changed by something else than the mouse.
        said_changed: Another project is open: `said` has changed.
    """

    prompt_wanted = Signal(str)
    mask_changed = Signal()
    said_changed = Signal()

    def __init__(self, studio: Studio, mask: Mask, describe: queries.Describe = queries.described) -> None:
        super().__init__(CanvasState())
        self._studio, self._session, self._work = studio, studio.session, studio.work
        self._describe = describe
        self.masks = MaskKeeper(studio, mask, self)
        self.masks.changed.connect(self.mask_changed)
        self.generation = GenerationSettings(studio.settings, self)
        self._output = "picture"
        self._tool, self._brush, self._brush_chosen, self._tolerance = "select", 24, False, 24
        self._shown: Shown | None = None
        self.line = PromptLine(studio.session, "canvas", self._read_subject, self)
        self._subject = NOTHING
        # What was sent from here, by job: the text that is written meanwhile goes on to the result of an edit.
        self._sent: dict[str, str] = {}
        self._former: str | None = None
        self._turns: tuple[Turn, ...] = ()
        self._newest = ""
        self._foreseen: tuple[object, Foreseen | None] = (None, None)
        self._masked, self._mask_state = False, MaskState()
        self._holds_refreshes = False
        self.tray = TrayPresenter(studio)
        self.tray.setParent(self)
        self._chaining = Chaining(studio.session, mask)
        self.mask_changed.connect(self.follow_mask)
        session, bus = self._session, studio.bus
        session.project_replaced.connect(self._open_project)
        session.node_selected.connect(self._open_node)
        for signal in (session.compare_changed, self.tray.chosen_changed):
            signal.connect(self._refresh)
        session.running_changed.connect(self._show_progress)
        self._work.queue_changed.connect(self._follow_queue)
        for signal in (session.viewing_changed, session.clips_selected, session.timeline_selected):
            signal.connect(self._choose_subject)
        for signal in (session.playhead_moved, session.playing_changed, bus.timelines_changed):
            signal.connect(self._follow_subject)
        session.prompt_requested.connect(self._begin_prompt)
        bus.changed.connect(self._follow_changes)
        self._work.model_changed.connect(self._follow_subject)
        for signal in (self._work.capabilities_changed, self._work.measured):
            signal.connect(self._forecast_again)
        self._work.finished.connect(self._follow_result)
        self._work.job_changed.connect(self._follow_job)
        self._work.arriving.connect(self._go_on)
        self.line.pinned.connect(self._choose_subject)
        # Of what many jobs have come to, the words on the canvas are made once.
        self._others = make_timer(self, 0, self._refresh)
        self.generation.changed.connect(self._refresh)
        self._open_project()
        self._follow_subject()

    def said(self) -> list[str]:
        """Return the instructions that made the project's nodes, oldest first, for Alt+Up."""
        project = self._session.project
        return queries.said_in(project, self._describe) if project is not None else []

    # --- what the user wants -----------------------------------------------------------------------------------

    def submit(self, text: str, *, ahead: bool = False) -> bool:
        """Send an instruction to the queue; without a project one is made first.

        While the timeline is shown it acts on a clip of it: the selected one, or else the one at the playhead.

        Args:
            text: The prompt or the change.
            ahead: Whether it goes before the jobs that wait.

        Returns:
            Whether it was accepted; if not, a banner says why.
        """
        text = text.strip()
        if not text:
            return False
        if self._session.project is None:
            self._studio.actions.trigger("file.new")
        if self._session.project is None:
            return False
        if not self.line.text:
            # While the timeline plays, the clip at the playhead is not followed.
            self._choose_subject()
        if self._session.viewing == "timeline" and self._target() is None:
            self.set_mode("new")
        former = self._chaining.turn(self._target())
        masked = self._subject.kind == "picture" and self._output == "picture" and former is None
        mask = self.masks.in_use() if masked else None
        try:
            wish = wish_for(self._purpose(), self._subject, text, self.generation.value, after_job=former)
        except InvalidRequestError as error:
            self._session.report("canvas", error, topic=of_submit("canvas"))
            return False
        if wish is None:  # what the canvas shows suits every purpose of the bar
            return False
        self._chaining.sent()
        if mask is None:
            jobs = self._work.submit(wish, ahead=ahead)
        else:
            from lance_studio.workflows.wishes import EditPicture

            assert isinstance(wish, EditPicture)
            wish = replace(wish, mask=mask.digest, options=replace(wish.options, feather=mask.feather))
            jobs = self._work.submit_masked(wish, mask.pixels, ahead=ahead)
        if jobs:
            self._note_sent(jobs)
        return bool(jobs)

    def try_another_seed(self) -> None:
        """Ask once more for what made the node on the canvas, with another seed."""
        from lance_studio.workflows.wishes import AnotherSeed

        if self._shown is not None:
            self._work.submit(AnotherSeed(self._shown.node_id))

    def note(self, text: str, cursor: int) -> None:
        """The field holds a text, and the cursor stands somewhere in it."""
        self.line.note(text, cursor)
        self._hold_view()

    def remark(self, text: str) -> str:
        """Say in one line what of a prompt the model does not take as it may be meant; mostly nothing."""
        return self._work.profile.remarks(text)

    def set_mode(self, mode: str) -> None:
        """Begin a new picture on an empty canvas ("new"), or go back to the node that was open ("edit")."""
        self.line.release()
        if mode == "new":
            self._former = self._session.node_id or self._former
            self._session.select_node(None)
            self._session.view("node")
        elif self._session.viewing == "node" and self._session.node_id is None:
            self._session.select_node(self._former)
        self._refresh()

    def set_output(self, output: str) -> None:
        """Make pictures or clips."""
        self._output = output
        self.line.release()
        self._refresh()

    def set_variants(self, count: int) -> None:
        """Make a number of pictures of one prompt."""
        self.generation.set(variants=count)

    def lock_seed(self, locked: bool) -> None:
        """Lock the seed of the picture on the canvas, or one that is drawn now; or draw one for each generation."""
        self.generation.lock(self._seed_of_shown()) if locked else self.generation.choose_seed(None)

    def set_tool(self, tool: str) -> None:
        """Take another tool.

        Raises:
            ValueError: If there is no such tool.
        """
        if tool not in TOOLS:
            raise ValueError(tool)
        self._tool = tool
        self._refresh()

    def set_brush(self, diameter: int) -> None:
        """Draw with a brush of this diameter in pixels."""
        self._brush = min(max(diameter, LEAST_BRUSH), MOST_BRUSH)
        self._brush_chosen = True
        self._refresh()

    def larger_brush(self) -> None:
        """Take the next larger brush."""
        self.set_brush(max(round(self._brush * _BRUSH_GROWTH), self._brush + 1))

    def smaller_brush(self) -> None:
        """Take the next smaller brush."""
        self.set_brush(min(round(self._brush / _BRUSH_GROWTH), self._brush - 1))

    def set_tolerance(self, levels: int) -> None:
        """Select colours together that differ by this many levels, of 255."""
        self._tolerance = levels
        self._refresh()

    def compare(self, wanted: bool) -> None:
        """Compare the nodes that are chosen in the tray, or else the node with what it was made from; or stop."""
        before, chosen = self._before(), self.tray.state.chosen
        if wanted and len(chosen) > 1:
            self._session.view("node")
            self._session.compare(*chosen)
        elif wanted and before is not None and self._shown is not None:
            self._session.view("node")
            self._session.compare(before, self._shown.node_id)
        else:
            self._session.stop_comparing()
            self._refresh()

    def swap_sides(self) -> None:
        """Exchange the sides of the comparison."""
        compared = self._session.compared
        if compared is not None:
            self._session.compare(*compared.swapped().nodes)

    def compare_by(self, mode: str) -> None:
        """Compare in another way; one of `comparison.MODES`."""
        if self._session.compared is not None:
            self._session.compare(*self._session.compared.nodes, mode=mode)

    def open_compared(self, number: int) -> None:
        """Open one of the nodes that are compared, and compare no more."""
        compared = self._state.compared
        if compared is not None and number < len(compared):
            self._session.stop_comparing()
            self.open_node(compared[number].node_id)

    def set_chaining(self, wanted: bool) -> None:
        """Let the next instruction follow the turn that is not done, or go from what is shown."""
        self._chaining.choose(wanted)
        self._refresh()

    def prompt_of_shown(self) -> str:
        """Return the words that made what is shown; empty where no words did."""
        project, shown = self._session.project, self._shown
        if project is None or shown is None or self._session.viewing != "node":
            return ""
        edge = project.edge(shown.node_id)
        return "" if edge is None else self._describe(edge.request).prompt

    def attach(self, what: Incoming) -> None:
        """Let the instruction act on what was dropped or pasted; words that are written already go along."""
        attach(self._session, what, self._write_about)

    def open_incoming(self, what: Incoming) -> None:
        """Show what was dropped on the picture."""
        attach(self._session, what, lambda media_id, node_id: self._session.open_medium(media_id, node_id=node_id))

    def _write_about(self, media_id: str, node_id: str | None) -> None:
        self._session.stop_comparing()
        if self.line.text:
            self.line.go_on()
        if node_id is not None:
            # Before the view changes, so that the words do not stop at what was shown there before.
            self._session.select_node(node_id)
        self._session.open_medium(media_id, node_id=node_id)

    def open_node(self, node_id: str) -> None:
        """Show a node; a clip is ready to be played."""
        self._session.open_node(node_id)

    def open_media(self, media_id: str) -> None:
        """Show a medium: the first node that shows it, or else, as a sound has none, the sound itself."""
        self._session.open_medium(media_id)

    def show_timeline(self, wanted: bool) -> None:
        """Show the frame under the playhead, or the node."""
        self._session.view("timeline" if wanted else "node")

    def cancel(self) -> None:
        """End the job that the canvas shows."""
        if self._state.work is not None:
            self._work.cancel(self._state.work.job_id)

    def follow_mask(self) -> None:
        """The mask was changed: what an instruction will make may have another size now."""
        self._mask_state = self.masks.state()
        self._masked = self._mask_state.exists
        self._refresh()

    # --- following ---------------------------------------------------------------------------------------------

    def _open_project(self) -> None:
        project = self._session.project
        self._former, self._shown, self._turns, self._newest = None, None, (), ""
        if project is not None and self._session.node_id is None:
            current = project.setting(CURRENT_NODE)
            known = [node.id for node in project.nodes() if not node.hidden]
            self._session.select_node(current if current in known else known[-1] if known else None)
        self._open_node(self._session.node_id)
        self.said_changed.emit()

    def _open_node(self, node_id: str | None) -> None:
        with self._refreshed_once():
            self.line.release("node")
            node = self._node(node_id)
            self._shown = self._read(node)
            if self._shown is not None and not self._brush_chosen:
                self._brush = max(min(self._shown.width, self._shown.height) // 8, LEAST_BRUSH)
            self.masks.show(self._shown)
            compared = self._session.compared
            if compared is not None and node_id not in compared.nodes:
                self._session.stop_comparing()
            self.mask_changed.emit()
            self._reread()

    def _target(self) -> Subject | None:
        """What an instruction acts on; None for something new."""
        return None if self._subject.kind == "nothing" else self._subject

    def _read_subject(self) -> Subject:
        return self.line.subjects.shown()

    def _take_subject(self) -> None:
        former, self._subject = self._subject, self.line.subject()
        if former.key != self._subject.key:
            # A text that was left here comes back, and with it what it was to make.
            left = self.line.last_mode(self._subject)
            if left or self._target() is not None:
                self._output = left or "picture"

    def _choose_subject(self, _what: object = None) -> None:
        self._take_subject()
        self._refresh()

    def _follow_subject(self, _what: object = None) -> None:
        """Something moved that the user did not choose to act on: while the timeline plays, nobody reads the bar."""
        if self._session.viewing != "timeline" or not self._session.playing:
            self._take_subject()
        self._refresh()

    def _made(self) -> str:
        """What an instruction makes: of a clip always a clip."""
        target = self._target()
        return "clip" if target is not None and not target.still else self._output

    def _purpose(self) -> str:
        return purpose_of_edit(self._subject, self._made())

    def _wish_to_come(self) -> "Wish":
        """What would be sent if there were words; numbers that cannot be used are said elsewhere."""
        chosen, former = replace(self.generation.value, invalid=()), self._chaining.turn(self._target())
        wish = wish_for(self._purpose(), self._subject, "", chosen, after_job=former)
        assert wish is not None  # what the canvas shows suits every purpose of the bar
        return wish

    def _note_sent(self, jobs: Iterable[str]) -> None:
        if self._purpose() == "edit":
            sent = self._sent | dict.fromkeys(jobs, self.line.owner)
            self._sent = dict(list(sent.items())[-_MOST_SENT:])
        self.line.sent()
        self._follow_subject()

    def _go_on(self, job_id: str, node_id: str) -> None:
        """The canvas goes on to the result of an edit: so does what was written about that line of turns meanwhile."""
        self._take_result(node_id)
        if self._sent.pop(job_id, "") == self.line.owner:
            self.line.go_on()

    def _hold_view(self) -> None:
        """A sentence about something new must not become an edit of the result that arrives while it is written."""
        self._session.holds_canvas = bool(self.line.text) and self._purpose() != "edit"

    def _follow_queue(self) -> None:
        if self._chaining.follow(self._session.node_id):
            self._refresh()

    def _reread(self, _ids: object = None) -> None:
        project = self._session.project
        node = self._node(self._session.node_id)
        self._shown = self._read(node)
        self.masks.show(self._shown)
        if self._session.viewing == "node":
            self._take_subject()
        self._turns = ()
        self._chaining.follow(self._session.node_id)
        if project is not None and node is not None:
            self._turns = queries.turns_of(project, node.id, self._describe)
        self._refresh()

    def _follow_changes(self, changes: Changes) -> None:
        # A result is a node, an edge and a medium at once, and is looked at once.
        if changes.nodes or changes.edges or changes.media:
            self._reread()

    def _begin_prompt(self, request: PromptRequest) -> None:
        if request.mode not in ("generate", "edit", "animate") or request.clip_id is not None:
            return
        if request.mode == "generate":
            self.set_mode("new")
        elif request.node_id is not None:
            self.open_node(request.node_id)
        if request.mode == "animate":
            self.set_output("clip")
        elif request.output and request.mode == "generate":
            self.set_output(request.output)
        if request.mask is not None:
            self.masks.put(request.mask, mark("Use mask of the recipe"), self.generation.value.feather)
        self._session.reveal("canvas")
        self.prompt_wanted.emit(request.text)

    def _follow_job(self, job_id: str, _state: object) -> None:
        running, work = self._session.running, self._state.work
        shown = (None if running is None else running.id, None if work is None else work.job_id, self._work.following)
        if job_id in shown:
            self._show_progress()
        elif work is not None:
            self._others.start()  # one that waits has others before it

    def _show_progress(self, *_what: object) -> None:
        """A job moved on, of which the canvas shows how far it is, and nothing else."""
        self._publish(replace(self._state, work=self._job(self._plan())))

    @contextmanager
    def _refreshed_once(self) -> Iterator[None]:
        """Several things change in the body, which are shown together at its end."""
        outermost, self._holds_refreshes = not self._holds_refreshes, True
        try:
            yield
        finally:
            if outermost:
                self._holds_refreshes = False
        if outermost:
            self._refresh()

    def _refresh(self, *_what: object) -> None:
        if self._holds_refreshes:
            return
        from lance_studio.workflows.promise_words import words

        session, chosen, output = self._session, self.generation.value, self._made()
        target, on_timeline = self._target(), session.viewing == "timeline"
        plan = self._plan()
        compared = self._compared()
        state = CanvasState(
            viewing=session.viewing,
            shown=self._shown,
            subject=self._subject,
            acts_on=self._subject.words(self._purpose()),
            notes=self._notes(),
            mode="new" if target is None else "edit",
            output=output,
            can_edit=target is not None or (not on_timeline and self._node(self._former) is not None),
            can_choose_output=target is None or target.still,
            turns=self._turns,
            compared=compared,
            compare_labels=self._labels(compared),
            compare_mode="wipe" if session.compared is None else session.compared.mode,
            can_compare=session.compared is not None or self._before() is not None or len(self.tray.state.chosen) > 1,
            work=self._job(plan),
            forecast=words(plan),
            came=self._came(),
            placeholder=dispatch.placeholder(target, output),
            verb=dispatch.verb(target, output),
            examples=self._work.profile.examples(dispatch.operation(target, output)),
            after=self._chaining.words if self._chaining.turn(target) is not None else "",
            may_follow=self._chaining.words if target is not None and target.timeline_id is None else "",
            variants=chosen.variants,
            seed=chosen.seed if chosen.locked and not chosen.invalid_as("seed") else None,
            seed_invalid=chosen.invalid_as("seed"),
            invalid=f"{chosen.invalid[0].cause} {chosen.invalid[0].remedy}" if chosen.invalid else "",
            refused=self._refused(),
            refusals=dispatch.refusals(target or self._former_subject(), target, self._work.capabilities),
            tool=self._tool,
            brush=self._brush,
            tolerance=self._tolerance,
            mask=self._mask_state,
            unchanged=self._unchanged(),
        )
        self._publish(state)
        self.line.follow(self._subject, output)
        self._hold_view()

    def _former_subject(self) -> Subject | None:
        return None if self._former is None else self.line.subjects.node(self._former)

    def _forecast_again(self) -> None:
        self._foreseen = (None, None)
        self._refresh()

    def _take_result(self, node_id: str) -> None:
        """Something is done: what it took is what the next one is promised."""
        self._newest, self._foreseen = node_id, (None, None)

    def _follow_result(self, _job_id: str, nodes: tuple[str, ...]) -> None:
        newest = nodes[-1] if nodes else ""
        if not newest or newest != self._newest:  # otherwise the canvas has gone on to it
            self._take_result(newest)
        self._refresh()

    def _came(self) -> str:
        """What came of the newest result, while the canvas shows it."""
        project, shown = self._session.project, self._shown
        if project is None or shown is None or shown.node_id != self._newest or self._session.viewing != "node":
            return ""
        edge = project.edge(shown.node_id)
        return queries.came_of(edge.request) if edge is not None else ""

    def _refused(self) -> str:
        """Why the engine's backend cannot carry out what an instruction asks for now."""
        from lance_studio.workflows.needs import why_not
        from lance_studio.workflows.wishes import with_any_mask

        target = self._target()
        wish = self._wish_to_come()
        still = target is not None and target.still
        refused = why_not(with_any_mask(wish) if self._masked else wish, self._work.capabilities, still=still)
        foreseen = self._foreseen[1]
        return refused or ("" if foreseen is None else foreseen.refused)

    def _plan(self) -> "Foreseen":
        target, chosen, profile = self._target(), self.generation.value, self._work.profile
        # Planning reads rows of the project, which the many refreshes of a running job must not repeat.
        former = self._chaining.turn(target)
        place = (self._subject.key, self.line.subjects.document)
        masked = self._masked and former is None
        digest = self.masks.planned_digest() if masked else None
        key = (self._session.project, place, self._output, chosen, profile, masked, digest, former)
        if self._foreseen[0] != key:
            from lance_studio.workflows.wishes import EditPicture, with_any_mask

            wish = self._wish_to_come()
            if masked:
                wish = replace(wish, mask=digest) if digest and isinstance(wish, EditPicture) else with_any_mask(wish)
            self._foreseen = (key, self._work.foresee(wish))
        return dispatch.promise_of(self._foreseen[1], profile, chosen, target, self._output)

    def _notes(self) -> str:
        """What is cropped, shortened or otherwise not as what is shown lets one expect."""
        foreseen = self._foreseen[1]
        return "" if foreseen is None else " ".join(foreseen.notes)

    # --- reading -----------------------------------------------------------------------------------------------

    def _node(self, node_id: str | None) -> Node | None:
        project = self._session.project
        return project.node(node_id) if project is not None and node_id is not None else None

    def _read(self, node: Node | None) -> Shown | None:
        project = self._session.project
        return queries.shown_of(project, node) if project is not None and node is not None else None

    def _unchanged(self) -> str:
        """The node on the canvas, if its turn changed nothing that anybody would see."""
        project, shown = self._session.project, self._shown
        if project is None or shown is None or not shown.generated:
            return ""
        edge = project.edge(shown.node_id)
        return shown.node_id if edge is not None and queries.is_unchanged(edge.request) else ""

    def _before(self) -> str | None:
        turns = [turn for turn in self._turns if not turn.later]
        return turns[-2].node_id if len(turns) > 1 else None

    def _compared(self) -> tuple[Shown, ...] | None:
        compared = self._session.compared
        if compared is None or self._session.viewing != "node":
            return None
        nodes = tuple(shown for one in compared.nodes if (shown := self._read(self._node(one))) is not None)
        return nodes if len(nodes) > 1 else None

    def _labels(self, compared: tuple[Shown, ...] | None) -> tuple[tuple[str, str], ...]:
        project = self._session.project
        return () if project is None or compared is None else queries.compare_labels(project, compared, self._describe)

    def _seed_of_shown(self) -> int | None:
        project, target = self._session.project, self._target()
        node_id = None if target is None else target.node_id
        edge = project.edge(node_id) if project is not None and node_id is not None else None
        return self._describe(edge.request).seed if edge is not None else None

    def _job(self, plan: "Foreseen") -> CanvasJob | None:
        following = self._work.following
        running = self._session.running
        job_id = following or (running.id if running is not None else None)
        project = self._session.project
        job = project.job(job_id) if project is not None and job_id is not None else None
        state = self._work.state(job_id) if job_id is not None else None
        if job is None or state is None:
            return None
        words = describe_state(state)
        if words.ended:
            return None
        return CanvasJob(
            job.id,
            translate_filled(job.name),
            words.line,
            words.step,
            words.total,
            job.id == following,
            plan.width,
            plan.height,
        )
