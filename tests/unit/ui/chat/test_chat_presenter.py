"""The conversation without widgets, over a real project and an engine that does what the test says."""

from fractions import Fraction

import numpy as np
import pytest

from lance_studio import requests
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.rows import TimelineRow, new_id
from lance_studio.timeline import properties
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.chat.bubbles import Piece, pieces
from lance_studio.ui.chat.presenter import ChatPresenter
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.session import PromptRequest
from lance_studio.workflows.chat import Moment
from lance_studio.workflows.task import Task
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.workflows.bench import noise

__all__ = ["bench"]


class Chat:
    """A presenter, a picture, and a still of it on a timeline for five seconds."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.session = bench, bench.session
        self.node = bench.add_picture(noise(64, 64))
        node = bench.project.node(self.node)
        assert node is not None
        timeline = new_timeline("T", Fraction(24))
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        clip = Clip(id="still", media_id=node.media_id, duration=Fraction(5), node_id=self.node, name="Still")
        self.timeline = TimelineRow(id=new_id(), name="T", document=to_json(append(timeline, {track: clip})))
        bench.project.run(AddTimeline(self.timeline))
        self.presenter = ChatPresenter(bench.studio)

    def open_timeline(self) -> None:
        self.session.select_timeline(self.timeline.id)
        self.session.view("timeline")


@pytest.fixture
def chat(bench: Bench) -> Chat:
    return Chat(bench)


def test_what_is_shown_is_what_a_message_is_about(chat: Chat) -> None:
    assert chat.presenter.state.subject is None
    assert chat.presenter.state.hint
    chat.session.select_node(chat.node)
    subject = chat.presenter.state.subject
    assert subject is not None
    assert (subject.kind, subject.node_id) == ("picture", chat.node)
    chat.open_timeline()
    chat.session.move_playhead(Fraction(25, 24))
    kinds = [one.kind for one in (chat.presenter.state.subject, *chat.presenter.state.others) if one is not None]
    assert sorted(kinds) == ["frame", "picture", "still"]
    chat.presenter.choose(next(one for one in chat.presenter.state.others if one.kind == "frame"))
    assert chat.presenter.state.subject is not None
    assert chat.presenter.state.subject.label == "frame 00:00:01:01 of Still · 64 × 64"
    chat.session.move_playhead(Fraction(2))
    assert chat.presenter.state.subject is not None
    assert chat.presenter.state.subject.label == "frame 00:00:02:00 of Still · 64 × 64"
    chat.presenter.dismiss()
    assert chat.presenter.state.subject is None
    chat.session.select_clips(("still",))
    assert chat.presenter.state.subject is not None
    assert chat.presenter.state.subject.kind == "still"


def test_a_frame_that_nobody_sees_can_be_chosen_and_is_not_by_itself(chat: Chat) -> None:
    chat.session.select_timeline(chat.timeline.id)
    assert chat.session.viewing == "node"
    assert chat.presenter.state.subject is None
    assert [one.kind for one in chat.presenter.state.others] == ["frame", "still"]
    chat.presenter.set_mode("edit")
    assert chat.presenter.state.subject is None


def test_a_still_is_one_picture_between_in_and_out_points_too(chat: Chat) -> None:
    row = chat.bench.project.timeline(chat.timeline.id)
    assert row is not None
    marked = properties.set_out(properties.set_in(from_json(row.document), Fraction(1)), Fraction(2))
    chat.bench.project.run(EditTimeline(row.id, to_json(marked)))
    chat.open_timeline()
    chat.session.select_clips(("still",))
    subject = chat.presenter.state.subject
    assert subject is not None
    assert (subject.kind, subject.clip_id, subject.start) == ("still", "still", None)


def test_a_question_streams_and_its_end_is_kept(chat: Chat) -> None:
    chat.session.select_node(chat.node)
    changed: list[str] = []
    chat.presenter.message_changed.connect(changed.append)
    assert chat.presenter.send("What is it?")
    assert chat.presenter.state.busy
    asked, answer = chat.presenter.bubbles()
    assert (asked.text, asked.chips) == ("What is it?", (("image", "p"),))
    assert (answer.text, answer.stage) == ("", "Waiting")
    chat.bench.wait_begun()
    with chat.bench.qtbot.waitSignal(chat.bench.work.token_added):
        chat.bench.engine.say("A bo")
    assert chat.presenter.bubbles()[1].text == "A bo"
    with chat.bench.qtbot.waitSignal(chat.bench.work.finished):
        chat.bench.engine.answer("A boat.")
    answer = chat.presenter.bubbles()[1]
    assert (answer.text, answer.state, answer.stage) == ("A boat.", "complete", "")
    assert not chat.presenter.state.busy
    assert answer.id in changed
    assert chat.presenter.said() == ["What is it?"]


def test_stopping_keeps_what_was_said(chat: Chat) -> None:
    chat.session.select_node(chat.node)
    chat.presenter.send("What is it?")
    chat.bench.wait_begun()
    with chat.bench.qtbot.waitSignal(chat.bench.work.token_added):
        chat.bench.engine.say("A bo")
    chat.presenter.stop()
    chat.bench.qtbot.waitUntil(lambda: not chat.presenter.state.busy)
    answer = chat.presenter.bubbles()[1]
    assert (answer.text, answer.state) == ("A bo", "cancelled")


def test_a_question_about_the_frame_under_the_playhead(chat: Chat) -> None:
    chat.open_timeline()
    chat.session.move_playhead(Fraction(1))
    frame = next(
        one for one in (chat.presenter.state.subject, *chat.presenter.state.others) if one and one.kind == "frame"
    )
    chat.presenter.choose(frame)
    assert chat.presenter.send("What is it?")
    chat.bench.wait_begun()
    assert isinstance(chat.bench.engine.request, requests.AskImage)


@pytest.mark.parametrize(
    ("mode", "on_timeline", "request_type"),
    [
        ("edit", False, requests.ImageEdit),
        ("edit", True, requests.ImageEdit),
        ("extend", True, requests.ImageToVideo),
        ("generate", False, requests.TextToImage),
    ],
)
def test_each_mode_asks_for_its_own(chat: Chat, mode: str, on_timeline: bool, request_type: type) -> None:
    chat.session.select_node(chat.node)
    if on_timeline:
        chat.open_timeline()
        chat.session.select_clips(("still",))
    chat.presenter.set_mode(mode)
    assert chat.presenter.send("make it red")
    chat.bench.wait_begun()
    assert isinstance(chat.bench.engine.request, request_type)
    assert [message.mode for message in chat.bench.project.messages()] == [mode, mode]


def test_a_picture_beside_new_words_is_a_reference(chat: Chat) -> None:
    chat.session.select_node(chat.node)
    chat.presenter.set_mode("generate")
    [picture] = chat.presenter.state.others
    chat.presenter.choose(picture)
    assert "keeps what this one shows" in chat.presenter.state.hint
    assert chat.presenter.send("on a beach")
    chat.bench.wait_begun()
    assert isinstance(chat.bench.engine.request, requests.ReferenceGuided)


def test_an_edit_shows_what_came_of_it(chat: Chat) -> None:
    chat.session.select_node(chat.node)
    chat.presenter.set_mode("edit")
    chat.presenter.send("red")
    chat.bench.wait_begun()
    with chat.bench.qtbot.waitSignal(chat.bench.work.finished):
        chat.bench.engine.draw(np.ascontiguousarray(noise(1, 64, 64)))
    [(node, _media, name)] = chat.presenter.bubbles()[1].nodes
    assert name == "red"
    chat.session.select_node(None)
    chat.presenter.open_node(node)
    assert chat.session.node_id == node
    chat.bench.project.undo()
    assert chat.presenter.bubbles()[1].nodes == ()


def test_the_numbers_of_the_next_generation_hold_in_the_chat_too(chat: Chat) -> None:
    GenerationSettings(chat.bench.studio.settings).set(seed=11, locked=True, steps=4, guidance=2.0, width=96, height=64)
    chat.session.select_node(chat.node)
    for mode in ("generate", "edit", "extend"):
        chat.presenter.set_mode(mode)
        if mode == "generate":
            chat.presenter.dismiss()
        assert chat.presenter.send("a boat")
    tasks = [Task.from_json(job.request).request for job in chat.bench.project.jobs()]
    assert [type(one) for one in tasks] == [requests.TextToImage, requests.ImageEdit, requests.ImageToVideo]
    for task in tasks:
        assert isinstance(task, requests.TextToImage | requests.ImageEdit | requests.ImageToVideo)
        assert (task.sampling.seed, task.sampling.steps, task.sampling.guidance_scale) == (11, 4, 2.0)
    assert isinstance(tasks[0], requests.TextToImage)
    assert (tasks[0].width, tasks[0].height) == (96, 64)


def test_a_message_about_nothing_is_refused_and_the_words_stay(chat: Chat) -> None:
    assert not chat.presenter.send("What is it?")
    assert [problem.panel_id for problem in chat.bench.problems] == ["chat"]
    assert chat.bench.project.messages() == []


def test_times_in_answers_move_the_playhead(chat: Chat) -> None:
    chat.presenter.open_moment(Moment(Fraction(7, 10), chat.timeline.id))
    # On the beginning of the frame that is meant: 16.8 frames are rounded to 17.
    assert (chat.session.timeline_id, chat.session.playhead) == (chat.timeline.id, Fraction(17, 24))
    assert chat.session.viewing == "timeline"


def test_a_text_is_cut_at_its_times() -> None:
    found = pieces("At 0.7 s, not 9 s.", lambda time: Moment(time, "t") if time < 5 else None)
    assert found == (Piece("At "), Piece("0.7 s", Moment(Fraction(7, 10), "t")), Piece(", not 9 s."))
    assert pieces("", lambda time: None) == (Piece(""),)


def test_other_panels_can_begin_a_message(chat: Chat) -> None:
    wanted: list[str] = []
    chat.presenter.prompt_wanted.connect(wanted.append)
    chat.open_timeline()
    chat.session.request_prompt(PromptRequest("edit", "red", clip_id="still"))
    assert chat.presenter.state.mode == "edit"
    assert chat.presenter.state.subject is not None
    assert chat.presenter.state.subject.clip_id == "still"
    chat.session.request_prompt(PromptRequest("ask", time=Fraction(1)))
    assert chat.presenter.state.subject is not None
    assert chat.presenter.state.subject.kind == "frame"
    # Turns on pictures begin on the canvas.
    chat.session.request_prompt(PromptRequest("edit", "blue", node_id=chat.node))
    assert wanted == ["red", ""]


def test_the_conversation_is_in_the_project(chat: Chat) -> None:
    chat.session.select_node(chat.node)
    chat.presenter.send("What is it?")
    chat.bench.wait_begun()
    with chat.bench.qtbot.waitSignal(chat.bench.work.finished):
        chat.bench.engine.answer("A boat.")
    chat.session.close()
    assert not chat.presenter.state.ready
    assert chat.presenter.bubbles() == ()
    chat.session.open(chat.bench.folder / "a.lstudio")
    assert [bubble.text for bubble in chat.presenter.bubbles()] == ["What is it?", "A boat."]
    chat.presenter.clear()
    assert chat.presenter.state.empty
