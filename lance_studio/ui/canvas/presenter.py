"""What the canvas does: it opens nodes, plans generations and sends them to the queue. It draws nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from lance_studio.errors import InvalidRequestError
from lance_studio.jobs.describe_state import describe_state
from lance_studio.project.rows import CURRENT_NODE, Changes, Node
from lance_studio.ui.canvas import dispatch, forecast, queries
from lance_studio.ui.canvas.chaining import Chaining
from lance_studio.ui.canvas.mask import LEAST_BRUSH, MOST_BRUSH, Mask
from lance_studio.ui.canvas.state import TOOLS, CanvasJob, CanvasState, Shown, ShownClip, Turn
from lance_studio.ui.canvas.tray_presenter import TrayPresenter
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.workflows.describe import Foreseen

_BRUSH_GROWTH = 1.25


class CanvasPresenter(StatePresenter[CanvasState]):
    """Follows the session, and turns what the user wants into intents.

    Args:
        studio: The shared parts of the window.
        mask: The mask over the picture; the view draws in it.

    Attributes:
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
        self._mask, self._describe = mask, describe
        self.generation = GenerationSettings(studio.settings, self)
        self._output = "picture"
        self._tool, self._brush, self._brush_chosen = "select", 24, False
        self._shown: Shown | None = None
        self._clips = queries.ClipReader(studio.session, studio.work)
        self._clip: ShownClip | None = None
        self._former: str | None = None
        self._turns: tuple[Turn, ...] = ()
        self._measured: tuple[forecast.Measured, ...] = ()
        self._foreseen: tuple[object, Foreseen | None] = (None, None)
        self._masked = False
        self.tray = TrayPresenter(studio)
        self.tray.setParent(self)
        self._chaining = Chaining(studio.session, mask)
        self.mask_changed.connect(self.follow_mask)
        session, bus = self._session, studio.bus
        session.project_replaced.connect(self._open_project)
        session.node_selected.connect(self._open_node)
        for signal in (session.compare_changed, session.running_changed, self.tray.chosen_changed):
            signal.connect(self._refresh)
        self._work.queue_changed.connect(self._follow_queue)
        for signal in (session.viewing_changed, session.clips_selected, session.timeline_selected):
            signal.connect(self._follow_clip)
        for signal in (session.playhead_moved, session.playing_changed, bus.timelines_changed):
            signal.connect(self._follow_clip)
        session.prompt_requested.connect(self._begin_prompt)
        bus.changed.connect(self._follow_changes)
        bus.changed.connect(self._follow_undo)
        self._work.model_changed.connect(self._follow_clip)
        self._work.capabilities_changed.connect(self._forecast_again)
        self._work.job_changed.connect(self._follow_job)
        # Of what many jobs have come to, the words on the canvas are made once.
        self._others = make_timer(self, 0, self._refresh)
        self.generation.changed.connect(self._refresh)
        self._open_project()
        self._follow_clip()

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
        # While the timeline plays, the clip at the playhead is not followed.
        self._clip = self._clips.read()
        if self._session.viewing == "timeline" and self._clip is None:
            self.set_mode("new")
        target = self._target()
        former = self._chaining.turn(target)
        masked = isinstance(target, Shown) and target.kind == "picture" and former is None
        mask = self._mask.array() if masked else None
        try:
            wish = dispatch.wish_for(target, self._output, text, self.generation.value, former)
        except InvalidRequestError as error:
            self._session.report("canvas", error)
            return False
        self._chaining.sent()
        if mask is None:
            return bool(self._work.submit(wish, ahead=ahead))
        from lance_studio.workflows.wishes import EditPicture

        assert isinstance(wish, EditPicture)
        return bool(self._work.submit_masked(wish, mask, ahead=ahead))

    def set_mode(self, mode: str) -> None:
        """Begin a new picture on an empty canvas ("new"), or go back to the node that was open ("edit")."""
        if mode == "new":
            self._former = self._session.node_id or self._former
            self._session.view("node")
            self._session.select_node(None)
        elif self._session.viewing == "node" and self._session.node_id is None:
            self._session.select_node(self._former)
        self._refresh()

    def set_output(self, output: str) -> None:
        """Make pictures or clips."""
        self._output = output
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

    def invert_mask(self) -> None:
        """Exchange inside and outside of the mask."""
        if self._shown is not None:
            self._mask.invert()
            self.mask_changed.emit()

    def clear_mask(self) -> None:
        """Take the mask away."""
        self._mask.clear()
        self.mask_changed.emit()

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

    def open_node(self, node_id: str) -> None:
        """Show a node."""
        self._session.view("node")
        self._session.select_node(node_id)

    def open_media(self, media_id: str) -> None:
        """Show the first node of a medium, if it has one."""
        from lance_studio.workflows.media_placement import node_of_medium

        project = self._session.project
        found = None if project is None else node_of_medium(project, media_id)
        if found is not None:
            self.open_node(found.id)

    def show_timeline(self, wanted: bool) -> None:
        """Show the frame under the playhead, or the node."""
        self._session.view("timeline" if wanted else "node")

    def cancel(self) -> None:
        """End the job that the canvas shows."""
        if self._state.work is not None:
            self._work.cancel(self._state.work.job_id)

    def follow_mask(self) -> None:
        """The mask was changed: what an instruction will make may have another size now."""
        masked = not self._mask.is_empty()
        if masked != self._masked or self._chaining.may_change():
            self._masked = masked
            self._refresh()

    # --- following ---------------------------------------------------------------------------------------------

    def _open_project(self) -> None:
        project = self._session.project
        self._former, self._shown, self._turns = None, None, ()
        self._measured = queries.measured_of(project, self._describe) if project is not None else ()
        if project is not None and self._session.node_id is None:
            current = project.setting(CURRENT_NODE)
            known = [node.id for node in project.nodes() if not node.hidden]
            self._session.select_node(current if current in known else known[-1] if known else None)
        self._open_node(self._session.node_id)
        self.said_changed.emit()

    def _open_node(self, node_id: str | None) -> None:
        node = self._node(node_id)
        former, self._shown = self._shown, self._read(node)
        if self._shown is not None:
            if former is not None and not self._related(former.node_id, self._shown.node_id):
                self._mask.clear()
            self._mask.resize(self._shown.width, self._shown.height)
            if not self._brush_chosen:
                self._brush = max(min(self._shown.width, self._shown.height) // 8, LEAST_BRUSH)
            if former is None or former.node_id != self._shown.node_id:
                self._output = "picture"
        compared = self._session.compared
        if compared is not None and node_id not in compared.nodes:
            self._session.stop_comparing()
        self.mask_changed.emit()
        self._reread()

    def _target(self) -> dispatch.Target | None:
        """What an instruction acts on."""
        return self._clip if self._session.viewing == "timeline" else self._shown

    def _follow_clip(self, _what: object = None) -> None:
        if self._session.viewing != "timeline":
            self._clip = None
        elif not self._session.playing:
            former, self._clip = self._clip, self._clips.read()
            if former is not None and (self._clip is None or self._clip.clip_id != former.clip_id):
                self._output = "picture"
        self._refresh()

    def _follow_queue(self) -> None:
        if self._chaining.follow(self._session.node_id):
            self._refresh()

    def _reread(self, _ids: object = None) -> None:
        project = self._session.project
        node = self._node(self._session.node_id)
        self._shown = self._read(node)
        self._turns = ()
        self._chaining.follow(self._session.node_id)
        if project is not None:
            self._measured = queries.measured_of(project, self._describe)
            if node is not None:
                self._turns = queries.turns_of(project, node.id, self._describe)
        self._refresh()

    def _follow_changes(self, changes: Changes) -> None:
        # A result is a node, an edge and a medium at once, and is looked at once.
        if changes.nodes or changes.edges or changes.media:
            self._reread()

    def _follow_undo(self, changes: Changes) -> None:
        """After an undo or redo show what was current then."""
        project = self._session.project
        if project is None or changes.action == "run" or CURRENT_NODE not in changes.settings:
            return
        current = project.setting(CURRENT_NODE)
        if current is not None and project.node(current) is not None:
            self._session.select_node(current)

    def _begin_prompt(self, request: PromptRequest) -> None:
        if request.mode not in ("generate", "edit", "animate") or request.clip_id is not None:
            return
        if request.mode == "generate":
            self.set_mode("new")
        elif request.node_id is not None:
            self.open_node(request.node_id)
        if request.mode == "animate":
            self.set_output("clip")
        self._session.reveal("canvas")
        self.prompt_wanted.emit(request.text)

    def _follow_job(self, job_id: str, _state: object) -> None:
        running, work = self._session.running, self._state.work
        shown = (None if running is None else running.id, None if work is None else work.job_id, self._work.following)
        if job_id in shown:
            self._refresh()
        elif work is not None:
            self._others.start()  # one that waits has others before it

    def _refresh(self, *_what: object) -> None:
        session, chosen, output = self._session, self.generation.value, self._output
        target, on_timeline = self._target(), session.viewing == "timeline"
        plan = self._plan()
        compared = self._compared()
        state = CanvasState(
            viewing=session.viewing,
            shown=self._shown,
            acts_on=dispatch.acts_on(self._clip, output) if on_timeline else self._notes(),
            acts_on_clip=on_timeline and self._clip is not None,
            mode="new" if target is None else "edit",
            output="clip" if target is not None and target.kind == "clip" else output,
            can_edit=target is not None or (not on_timeline and self._node(self._former) is not None),
            can_choose_output=target is None or target.kind == "picture",
            turns=self._turns,
            compared=compared,
            compare_labels=self._labels(compared),
            compare_mode="wipe" if session.compared is None else session.compared.mode,
            can_compare=session.compared is not None or self._before() is not None or len(self.tray.state.chosen) > 1,
            work=self._job(plan),
            forecast=forecast.words(plan, forecast.seconds(plan, self._measured)),
            placeholder=dispatch.placeholder(target, output),
            verb=dispatch.verb(target, output),
            examples=self._work.profile.examples(plan.operation),
            after=self._chaining.words if self._chaining.turn(target) is not None else "",
            may_follow=self._chaining.words if isinstance(target, Shown) else "",
            variants=chosen.variants,
            seed=chosen.seed if chosen.locked and not chosen.invalid_as("seed") else None,
            seed_invalid=chosen.invalid_as("seed"),
            invalid=f"{chosen.invalid[0].cause} {chosen.invalid[0].remedy}" if chosen.invalid else "",
            refused=self._refused(),
            refusals=dispatch.refusals(target or self._read(self._node(self._former)), target, self._work.capabilities),
            tool=self._tool,
            brush=self._brush,
        )
        self._publish(state)

    def _forecast_again(self) -> None:
        self._foreseen = (None, None)
        self._refresh()

    def _refused(self) -> str:
        """Why the engine's backend cannot carry out what an instruction asks for now."""
        from lance_studio.workflows.needs import why_not
        from lance_studio.workflows.wishes import with_any_mask

        target = self._target()
        wish = dispatch.wish_for(target, self._output, "", replace(self.generation.value, invalid=()))
        still = target is not None and target.kind == "picture"
        return why_not(with_any_mask(wish) if self._masked else wish, self._work.capabilities, still=still)

    def _plan(self) -> forecast.Forecast:
        target, chosen, profile = self._target(), self.generation.value, self._work.profile
        # Planning reads rows of the project, which the many refreshes of a running job must not repeat.
        former = self._chaining.turn(target)
        masked = self._masked and former is None
        key = (self._session.project, target, self._output, chosen, profile, masked, former)
        if self._foreseen[0] != key:
            # Numbers that cannot be used are said elsewhere; what would come of the others can still be foreseen.
            usable = chosen if not chosen.invalid else replace(chosen, invalid=())
            from lance_studio.workflows.wishes import with_any_mask

            wish = dispatch.wish_for(target, self._output, "", usable, former)
            self._foreseen = (key, self._work.foresee(with_any_mask(wish) if masked else wish))
        return dispatch.forecast_of(self._foreseen[1], profile, chosen, target, self._output)

    def _notes(self) -> str:
        """What is cropped, shortened or otherwise not as the picture on the canvas lets one expect."""
        foreseen = self._foreseen[1]
        return "" if foreseen is None else " ".join(foreseen.notes)

    # --- reading -----------------------------------------------------------------------------------------------

    def _node(self, node_id: str | None) -> Node | None:
        project = self._session.project
        return project.node(node_id) if project is not None and node_id is not None else None

    def _read(self, node: Node | None) -> Shown | None:
        project = self._session.project
        return queries.shown_of(project, node) if project is not None and node is not None else None

    def _related(self, one: str, other: str) -> bool:
        project = self._session.project
        if project is None or project.node(one) is None:
            return False
        graph = project.graph()
        return one in graph.chain(other) or other in graph.chain(one)

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

    def _job(self, plan: forecast.Forecast) -> CanvasJob | None:
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
            job.name,
            words.line,
            words.step,
            words.total,
            job.id == following,
            plan.width,
            plan.height,
        )
