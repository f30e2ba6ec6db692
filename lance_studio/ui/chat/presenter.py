"""The conversation: what is said, what it is about, and what becomes of it. No widgets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import InvalidRequestError
from lance_studio.jobs.describe_state import describe_state
from lance_studio.language import mark, tr, translate
from lance_studio.project.commands.chat import RemoveMessages
from lance_studio.project.rows import ChatMessage
from lance_studio.ui.attachments import attach
from lance_studio.ui.chat.bubbles import Bubble, bubble_of
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.incoming import Incoming
from lance_studio.ui.instruction import purpose_of_message, wish_for
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.problem_topics import of_submit
from lance_studio.ui.prompt_line import PromptLine
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.subject import NOTHING, Subject

if TYPE_CHECKING:
    from lance_studio.jobs.states import JobState
    from lance_studio.workflows.chat import Moment
    from lance_studio.workflows.wishes import Wish

PANEL = "chat"
MODES = ("ask", "edit", "generate", "extend")
SHOWN = 20
"""Messages that are shown at first, and how many earlier ones come on each request."""

_FIRST_WORDS = {
    "ask": mark("Ask about what is shown…"),
    "edit": mark("Describe a change…"),
    "generate": mark("Describe a new picture…"),
    "extend": mark("Say what happens next…"),
}
_NEEDS = {
    "ask": mark("Open a picture, or move the playhead onto a clip."),
    "edit": mark("Open a picture, or select a clip."),
    "extend": mark("Select a clip, or open one from the history."),
}


@dataclass(frozen=True)
class ChatState:
    """What the panel shows beside the messages.

    Attributes:
        ready: Whether a project is open.
        empty: Whether nothing was said yet.
        earlier: How many messages are left out at the top.
        mode: What the next message asks for.
        subject: What it is about; None for nothing.
        about: The same in words, and what is done with it.
        others: What else it could be about.
        words: The grey words in the empty field.
        examples: What may be said to begin with, from the model's own profile.
        hint: One line on what will happen, or on what is missing.
        busy: Whether an answer is being made.
        refused: Why the engine's backend cannot do what the next message asks for; empty where it can.
        refusals: The same for whole modes, by mode; only what is refused.
    """

    ready: bool = False
    empty: bool = True
    earlier: int = 0
    mode: str = "ask"
    subject: Subject | None = None
    about: str = ""
    others: tuple[Subject, ...] = ()
    words: str = _FIRST_WORDS["ask"]
    examples: tuple[str, ...] = ()
    hint: str = ""
    busy: bool = False
    refused: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict[str, str])


class ChatPresenter(StatePresenter[ChatState]):
    """Everything that the panel does.

    Args:
        studio: The shared parts.
        parent: Its owner.

    Attributes:
        messages_changed: Messages came or went: read `bubbles` again.
        message_changed: One message has another text or state; carries its id.
        prompt_wanted: The field must hold this text, if it is not empty, and get the focus.
        message_found: A message that is shown must come to sight and be marked; carries its id.
    """

    messages_changed = Signal()
    message_changed = Signal(str)
    prompt_wanted = Signal(str)
    message_found = Signal(str)

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(ChatState(), parent)
        self._session, self._work = studio.session, studio.work
        self.line = PromptLine(studio.session, "chat", self._read_subject, self)
        self._subjects = self.line.subjects
        self._generation = GenerationSettings(studio.settings, self)
        self._mode = "ask"
        self._chosen: Subject | None = None
        self._dismissed = False
        self._arriving: str | None = None
        self._count = SHOWN
        self._streamed: dict[str, str] = {}
        self._stages: dict[str, str] = {}
        self._ids: tuple[str, ...] = ()
        self._hinted: tuple[str, tuple[str, ...], str] = ("", (), "")
        session, bus, work = studio.session, studio.bus, studio.work
        session.project_replaced.connect(self._open)
        session.node_selected.connect(self._follow_node)
        for signal in (session.clips_selected, session.viewing_changed):
            signal.connect(self._follow_selection)
        session.timeline_selected.connect(self._refresh)
        session.playhead_moved.connect(self._follow_playhead)
        session.playing_changed.connect(self._follow_playhead)
        session.prompt_requested.connect(self._begin)
        session.message_wanted.connect(self._find)
        bus.messages_changed.connect(self._follow_messages)
        bus.nodes_changed.connect(self._follow_nodes)
        bus.timelines_changed.connect(self._plan_again)
        work.model_changed.connect(self._plan_again)
        work.capabilities_changed.connect(self._plan_again)
        work.token_added.connect(self._add_token)
        work.job_changed.connect(self._follow_job)
        work.arriving.connect(self._note_arriving)
        self.line.pinned.connect(self._refresh)
        self._open()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def bubbles(self) -> tuple[Bubble, ...]:
        """Return the messages that are shown, oldest first."""
        return tuple(self._bubble(message) for message in self._shown())

    def bubble(self, message_id: str) -> Bubble | None:
        """Return one message; None if it is gone."""
        project = self._session.project
        message = None if project is None else project.message(message_id)
        return None if message is None else self._bubble(message)

    def said(self) -> list[str]:
        """Return what the user has said, oldest first, for Alt+Up."""
        return [message.text for message in self._messages() if message.role == "user"]

    # --- what the user does -------------------------------------------------------------------------------------------

    def begin_question(self) -> None:
        """Let the user ask about what is shown."""
        self.set_mode("ask")
        self._session.reveal(PANEL)
        self.prompt_wanted.emit("")

    def set_mode(self, mode: str) -> None:
        """Choose what the next message asks for."""
        self._mode = mode
        self._choose(None)

    def choose(self, subject: Subject) -> None:
        """Choose what the next message is about, until something else is selected."""
        self._choose(subject)

    def attach(self, what: Incoming) -> None:
        """Let the next message be about what was dropped or pasted; words that are written already go along."""
        attach(self._session, what, self._write_about)

    def _write_about(self, media_id: str, node_id: str | None) -> None:
        subject = None if node_id is None else self._subjects.node(node_id)
        if subject is None:
            cause = tr("A sound can be heard and laid on a timeline, but not be asked about.")
            self._session.report(PANEL, InvalidRequestError(cause, tr("Drop a picture or a clip.")))
            return
        if self.line.text:
            self.line.go_on()
        self.choose(subject)

    def dismiss(self) -> None:
        """Let the next message be about nothing, until something else is selected."""
        self._choose(None, dismissed=True)

    def note(self, text: str, cursor: int) -> None:
        """The field holds a text, and the cursor stands somewhere in it."""
        self.line.note(text, cursor)

    def send(self, text: str, *, ahead: bool = False) -> bool:
        """Send a message.

        Args:
            text: What it says.
            ahead: Whether its job goes before those that wait.

        Returns:
            Whether it was sent; a refusal is shown as a banner.
        """
        subject, mode = self._state.subject, self._mode
        if mode != "generate" and subject is None:
            # The field keeps its words; what is missing is said where everybody looks.
            error = InvalidRequestError(tr("The message is about nothing."), translate(_NEEDS[mode]))
            self._session.report(PANEL, error, topic=of_submit(PANEL))
            return False
        try:
            wish = self._wish(mode, subject, text)
        except InvalidRequestError as error:
            # A number that was chosen for all generations cannot be used; questions do not use it.
            self._session.report(PANEL, error, topic=of_submit(PANEL))
            return False
        sent = wish is not None and bool(self._work.submit(wish, panel=PANEL, chat=True, ahead=ahead))
        if sent:
            self.line.sent()
            self._refresh()
        return sent

    def stop(self) -> None:
        """Stop the answers that are being made."""
        for message in self._messages():
            if message.state == "streaming" and message.job_id is not None:
                self._work.cancel(message.job_id)

    def retry(self, message_id: str) -> None:
        """Try a failed or stopped message again: with the same words, as a new message."""
        messages = self._messages()
        place = next((number for number, one in enumerate(messages) if one.id == message_id), 0)
        asked = next((one for one in reversed(messages[:place]) if one.role == "user"), None)
        if asked is not None:
            self._mode = asked.mode
            self._refresh()
            self.prompt_wanted.emit(asked.text)

    def open_moment(self, moment: "Moment") -> None:
        """Show the moment that an answer names: on the timeline, by moving the playhead."""
        if moment.timeline_id is not None:
            self._session.select_timeline(moment.timeline_id)
            self._session.view("timeline")
            self._session.move_playhead(self._subjects.on_frame(moment.time))
        elif moment.node_id is not None:
            self._session.open_node(moment.node_id, moment.time)

    def open_node(self, node_id: str) -> None:
        """Show what came of a message."""
        self._session.open_node(node_id)

    def show_earlier(self) -> None:
        """Show some of the earlier messages too."""
        if self._state.earlier:
            self._count += SHOWN
            self._rebuild()

    def _find(self, message_id: str) -> None:
        messages = self._messages()
        place = next((number for number, one in enumerate(messages) if one.id == message_id), None)
        if place is None:
            return
        if len(messages) - place > self._count:
            self._count = -(-(len(messages) - place) // SHOWN) * SHOWN
            self._rebuild()
        self.message_found.emit(message_id)

    def clear(self) -> None:
        """Remove all messages whose answers are complete."""
        ids = tuple(message.id for message in self._messages() if message.state != "streaming")
        if ids:
            self._session.run(RemoveMessages(ids, name=mark("Clear conversation")))

    # --- following ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._streamed.clear()
        self._stages.clear()
        self._chosen, self._dismissed, self._count = None, False, SHOWN
        self._rebuild()

    def _choose(self, subject: Subject | None, *, dismissed: bool = False) -> None:
        self.line.release()
        self._chosen, self._dismissed = subject, dismissed
        self._refresh()

    def _read_subject(self) -> Subject:
        if self._dismissed:
            return NOTHING
        if self._chosen is not None:
            return self._chosen
        return NOTHING if self._mode == "generate" else self._subjects.shown()

    def _follow_selection(self, _what: object) -> None:
        self._chosen, self._dismissed = None, False
        self._refresh()

    def _note_arriving(self, _job_id: str, node_id: str) -> None:
        self._arriving = node_id

    def _follow_node(self, node_id: str | None) -> None:
        arriving, self._arriving = self._arriving, None
        if node_id != arriving or not self.line.text:
            # A result that arrives takes nothing away from a message that is being written: that stays pinned.
            self.line.release("node")
        self._follow_selection(node_id)

    def _follow_playhead(self, _what: object) -> None:
        # While the timeline plays, nobody reads the chip; it is right again when playing ends.
        if not self._session.playing:
            if self._chosen is not None and self._chosen.kind == "frame":
                self._chosen = self._subjects.frame(self._session.playhead)
            self._refresh()

    def _follow_messages(self, ids: frozenset[str]) -> None:
        known = tuple(message.id for message in self._shown())
        if known != self._ids:
            self._rebuild()
            return
        for message_id in ids:
            self._streamed.pop(message_id, None)
            self.message_changed.emit(message_id)
        self._refresh()

    def _follow_nodes(self, ids: frozenset[str]) -> None:
        for message in self._shown():
            if ids.intersection(message.nodes):
                self.message_changed.emit(message.id)
        self._refresh()

    def _add_token(self, message_id: str, text: str) -> None:
        self._streamed[message_id] = text
        self.message_changed.emit(message_id)

    def _follow_job(self, job_id: str, state: "JobState") -> None:
        project = self._session.project
        job = None if project is None else project.job(job_id)
        if job is None or job.message_id is None:
            return
        words = describe_state(state)
        # Once there are words of the answer, they say enough.
        stage = "" if words.ended or words.stage == "answering" else words.phrase
        if self._stages.get(job.message_id, "") != stage:
            self._stages[job.message_id] = stage
            self.message_changed.emit(job.message_id)

    def _begin(self, request: PromptRequest) -> None:
        """Another panel asks for an instruction: questions, and everything about clips of a timeline."""
        about_clip = request.clip_id is not None
        if request.mode not in ("ask", "extend") and not about_clip:
            return
        self._mode = "generate" if request.mode == "animate" else request.mode
        subject: Subject | None = None
        if request.mode == "ask" and request.time is not None:
            subject = self._subjects.frame(request.time)
        elif request.clip_id is not None:
            subject = self._subjects.clip(request.clip_id)
        elif request.node_id is not None:
            subject = self._subjects.node(request.node_id)
        self._choose(subject)
        self._session.reveal(PANEL)
        self.prompt_wanted.emit(request.text)

    def _plan_again(self, _ids: object = None) -> None:
        self._hinted = ("", (), "")
        self._refresh()

    def _rebuild(self) -> None:
        self._ids = tuple(message.id for message in self._shown())
        self._refresh()
        self.messages_changed.emit()

    def _refresh(self, _what: object = None) -> None:
        project, mode = self._session.project, self._mode
        messages = self._messages()
        about = self.line.subject()
        subject = None if about.kind == "nothing" else about
        others = tuple(one for one in self._subjects.available() if one.key != about.key and _fits(one, mode))
        refused = self._refused(mode, subject)
        self._publish(
            ChatState(
                ready=project is not None,
                empty=not messages,
                earlier=max(len(messages) - self._count, 0),
                mode=mode,
                subject=subject,
                about=about.words(purpose_of_message(about, mode)),
                others=others,
                words=translate(_FIRST_WORDS[mode]),
                examples=() if messages else self._work.profile.examples(_task(mode, subject)),
                hint=refused or self._hint(mode, subject),
                busy=any(message.state == "streaming" for message in messages),
                refused=refused,
                refusals=self._refusals(),
            )
        )
        self.line.follow(about, mode)

    def _wish(self, mode: str, subject: Subject | None, text: str) -> "Wish | None":
        about = subject or NOTHING
        return wish_for(purpose_of_message(about, mode), about, text, self._generation.value, single=True)

    def _foreseeable(self, mode: str, subject: Subject | None) -> "Wish | None":
        about, usable = subject or NOTHING, replace(self._generation.value, invalid=())
        return wish_for(purpose_of_message(about, mode), about, "", usable, single=True)

    def _refused(self, mode: str, subject: Subject | None) -> str:
        if self._session.project is None:
            return ""
        from lance_studio.workflows.needs import why_not

        wish = self._foreseeable(mode, subject)
        still = subject is not None and subject.still
        if wish is None:
            return self._refusals().get(mode, "")
        return why_not(wish, self._work.capabilities, still=still)

    def _refusals(self) -> dict[str, str]:
        if self._session.project is None:
            return {}
        from lance_studio.workflows.needs import TASKS_OF

        found = {mode: self._work.capabilities.why_none(TASKS_OF[mode]) for mode in MODES}
        return {mode: reason for mode, reason in found.items() if reason}

    def _hint(self, mode: str, subject: Subject | None) -> str:
        if self._session.project is None:
            return ""
        if subject is None:
            return translate(_NEEDS.get(mode, ""))
        if mode == "generate":
            if subject.kind == "still":
                return tr("The still becomes a clip, in its place on the timeline.")
            return tr("A new picture that keeps what this one shows.")
        # Planning reads the timeline, which the playhead must not wait for.
        if self._hinted[:2] != (mode, subject.key):
            wish = self._foreseeable(mode, subject)
            foreseen = None if wish is None else self._work.foresee(wish)
            self._hinted = (mode, subject.key, "" if foreseen is None else " ".join(foreseen.notes))
        return self._hinted[2]

    # --- messages -----------------------------------------------------------------------------------------------------

    def _messages(self) -> list[ChatMessage]:
        project = self._session.project
        return [] if project is None else project.messages()

    def _shown(self) -> list[ChatMessage]:
        return self._messages()[-self._count :]

    def _bubble(self, message: ChatMessage) -> Bubble:
        streamed, stage = self._streamed.get(message.id), self._stages.get(message.id, tr("Waiting"))
        return bubble_of(self._session.project, message, streamed, stage)


def _task(mode: str, subject: Subject | None) -> str:
    """The name of the task that a message becomes."""
    moving = subject is not None and not subject.still and subject.kind in ("clip", "range")
    tasks = {
        "ask": ("ask_image", "ask_video"),
        "edit": ("image_edit", "video_edit"),
        "generate": ("text_to_image" if subject is None else "reference_guided", "text_to_image"),
        "extend": ("image_to_video", "continuation"),
    }
    return tasks[mode][moving]


def _fits(subject: Subject, mode: str) -> bool:
    if mode == "ask":
        return True
    if mode == "generate":
        return subject.kind in ("picture", "still")
    return subject.kind != "frame"
