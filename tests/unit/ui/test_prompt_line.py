"""An unsent text belongs to what it was written for: by examples, and in random sequences of what people do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from lance_studio.timeline import cutting
from lance_studio.timeline.model import Timeline
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.instruction import purpose_of_edit, purpose_of_message, wish_for
from lance_studio.ui.subject import NOTHING, PINNED, Subject
from lance_studio.workflows.clip_refs import OnTimeline
from lance_studio.workflows.wishes import EditClip, EditPicture, GenerateClip, GeneratePicture
from tests.unit.ui.fake_generation import add_picture
from tests.unit.ui.subject_scene import IN_GAP, ON_FIRST, ON_SECOND, ON_STILL, Field, SubjectScene


@pytest.fixture
def scene(qapp: object, tmp_path: Path) -> Iterator[SubjectScene]:
    made = SubjectScene(tmp_path)
    yield made
    made.close()


def sent(scene: SubjectScene) -> object:
    """The newest wish."""
    return scene.work.wishes[-1][0]


def test_a_text_stays_with_its_picture_and_comes_back_with_its_cursor(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.prompt.type("make it blue")
    scene.canvas.note("make it blue", 4)
    scene.session.select_node(scene.street)
    assert scene.prompt.text == ""
    scene.prompt.type("add a car")
    scene.session.select_node(scene.harbour)
    assert (scene.prompt.text, scene.canvas.line.draft.cursor) == ("make it blue", 4)
    assert scene.prompt.send()
    assert sent(scene) == EditPicture(scene.harbour, "make it blue")
    assert scene.prompt.text == ""
    scene.session.select_node(scene.street)
    assert scene.prompt.text == "add a car"


def test_an_edit_never_becomes_a_new_picture_when_the_view_is_switched(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.prompt.type("make it blue")
    scene.session.view("timeline")
    scene.session.move_playhead(IN_GAP)
    assert scene.prompt.text == ""
    scene.canvas.set_mode("new")
    assert scene.prompt.text == ""
    assert not scene.prompt.send()
    scene.canvas.set_mode("edit")
    assert scene.prompt.text == "make it blue"


def test_each_output_has_its_own_text_and_coming_back_restores_both(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.canvas.set_output("clip")
    scene.prompt.type("waves roll in")
    scene.canvas.set_output("picture")
    assert scene.prompt.text == ""
    scene.canvas.set_output("clip")
    scene.session.select_node(scene.street)
    assert (scene.prompt.text, scene.canvas.state.output) == ("", "picture")
    scene.session.select_node(scene.harbour)
    assert (scene.prompt.text, scene.canvas.state.output) == ("waves roll in", "clip")
    scene.prompt.clear()
    scene.session.select_node(scene.street)
    scene.session.select_node(scene.harbour)
    assert scene.canvas.state.output == "picture"


def test_a_new_picture_and_a_new_clip_are_two_texts(scene: SubjectScene) -> None:
    scene.canvas.set_mode("new")
    scene.prompt.type("a red cube")
    scene.canvas.set_output("clip")
    scene.prompt.type("a cube turns")
    assert scene.prompt.send()
    assert sent(scene) == GenerateClip("a cube turns")
    scene.canvas.set_output("picture")
    assert scene.prompt.send()
    assert sent(scene) == GeneratePicture("a red cube")


@pytest.mark.parametrize("moves", ["the playhead", "playing"])
def test_a_moving_playhead_does_not_eat_a_sentence(scene: SubjectScene, moves: str) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.prompt.type("make it")
    assert scene.canvas.state.acts_on.endswith("under the playhead")
    scene.session.set_playing(moves == "playing")
    scene.session.move_playhead(ON_SECOND)
    scene.session.set_playing(False)
    assert scene.prompt.text == "make it"
    assert scene.canvas.state.acts_on == f"Edits clip “beach.mov” · 2.0 s · 1080 × 1920, {PINNED}"
    scene.prompt.type(" night")
    assert scene.prompt.send()
    assert sent(scene) == EditClip(OnTimeline(scene.timeline.id, "first"), "make it night")
    assert scene.canvas.state.subject.clip_id == "second"
    assert scene.canvas.state.acts_on.endswith("under the playhead")


def test_a_pin_ends_when_the_text_is_cleared_or_another_clip_is_selected(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.prompt.type("make it")
    scene.session.move_playhead(ON_SECOND)
    scene.session.select_clips(("still",))
    assert (scene.prompt.text, scene.canvas.state.subject.clip_id) == ("", "still")
    scene.session.select_clips(("first",))
    assert scene.prompt.text == "make it"
    scene.session.select_clips(())
    assert (scene.prompt.text, scene.canvas.state.subject.clip_id) == ("", "second")
    scene.session.move_playhead(ON_FIRST)
    assert scene.prompt.text == "make it"
    scene.prompt.type("!")
    scene.session.move_playhead(ON_SECOND)
    scene.prompt.clear()
    assert scene.canvas.state.subject.clip_id == "second"


def test_a_text_that_only_came_back_is_not_carried_over_other_clips(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.select_clips(("second",))
    scene.prompt.type("make it night")
    scene.session.select_clips(())
    for time, text in ((ON_FIRST, ""), (ON_SECOND, "make it night"), (IN_GAP, ""), (ON_STILL, "")):
        scene.session.move_playhead(time)
        assert scene.prompt.text == text


def test_a_pinned_sentence_waits_while_a_picture_is_looked_at(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.prompt.type("make it")
    scene.session.move_playhead(ON_SECOND)
    scene.session.view("node")
    assert scene.prompt.text == ""
    scene.session.view("timeline")
    assert (scene.prompt.text, scene.canvas.state.subject.clip_id) == ("make it", "first")


def test_a_new_picture_over_a_gap_stays_one_when_the_playhead_moves_on(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(IN_GAP)
    scene.prompt.type("a cube")
    scene.session.move_playhead(ON_FIRST)
    assert scene.canvas.state.acts_on == f"New picture, {PINNED}"
    assert scene.prompt.send()
    assert sent(scene) == GeneratePicture("a cube")
    scene.session.view("timeline")
    assert scene.canvas.state.subject.clip_id == "first"


def test_the_first_letter_while_the_timeline_plays_is_about_what_is_seen_then(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.session.set_playing(True)
    scene.session.move_playhead(ON_SECOND)
    scene.prompt.type("make it night")
    scene.session.move_playhead(ON_STILL)
    assert (scene.prompt.text, scene.canvas.state.subject.clip_id) == ("make it night", "second")
    assert scene.prompt.send()
    assert sent(scene) == EditClip(OnTimeline(scene.timeline.id, "second"), "make it night")


def test_the_text_of_a_clip_that_is_gone_comes_back_with_it(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.prompt.type("make it")
    scene.store(cutting.lift(scene.timeline, ["first"]))
    assert (scene.prompt.text, scene.canvas.state.subject.kind) == ("", "nothing")
    scene.session.undo()
    assert (scene.prompt.text, scene.canvas.state.subject.clip_id) == ("make it", "first")


def arrive(scene: SubjectScene, job: str, parent: str | None) -> str:
    """What the service does when the canvas waits for a result."""
    node = add_picture(scene.project, scene.folder, "result", parent=parent, prompt="make it blue")
    if not scene.session.holds_canvas:
        scene.work.arriving.emit(job, node)
        scene.session.select_node(node)
    return node


def submitted(scene: SubjectScene, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    monkeypatch.setattr("tests.unit.ui.fake_generation.new_id", lambda: "cd" * 16)
    scene.prompt.type(text)
    assert scene.prompt.send()
    monkeypatch.undo()
    return "cd" * 16


def test_the_result_of_a_turn_starts_empty(scene: SubjectScene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.session.select_node(scene.harbour)
    job = submitted(scene, monkeypatch, "make it blue")
    node = arrive(scene, job, scene.harbour)
    assert (scene.prompt.text, scene.canvas.state.subject.node_id) == ("", node)


def test_what_is_written_while_a_turn_runs_goes_on_to_its_result(
    scene: SubjectScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.session.select_node(scene.harbour)
    job = submitted(scene, monkeypatch, "make it blue")
    scene.prompt.type("add a ha")
    node = arrive(scene, job, scene.harbour)
    scene.prompt.type("t")
    assert scene.prompt.send()
    assert sent(scene) == EditPicture(node, "add a hat")
    scene.session.select_node(scene.harbour)
    assert scene.prompt.text == ""


def test_a_result_does_not_turn_a_new_picture_that_is_being_written_into_its_edit(
    scene: SubjectScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.canvas.set_mode("new")
    job = submitted(scene, monkeypatch, "a red cube")
    scene.prompt.type("a blue bal")
    node = arrive(scene, job, None)
    assert scene.session.node_id is None, "the canvas waits"
    scene.prompt.type("l")
    assert scene.prompt.send()
    assert sent(scene) == GeneratePicture("a blue ball")
    scene.session.select_node(node)
    assert not scene.session.holds_canvas


def test_a_result_takes_nothing_away_from_a_message(scene: SubjectScene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.session.select_node(scene.harbour)
    job = submitted(scene, monkeypatch, "make it blue")
    scene.message.type("What is th")
    arrive(scene, job, scene.harbour)
    assert scene.message.text == "What is th"
    assert scene.chat.state.about == f"Asks about “harbour.jpg” · 3000 × 2000, {PINNED}"
    scene.session.select_node(scene.street)
    assert scene.message.text == ""


def test_each_mode_of_the_chat_has_its_own_text(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.message.type("What is it?")
    scene.chat.set_mode("edit")
    assert scene.message.text == ""
    scene.message.type("make it blue")
    scene.chat.set_mode("ask")
    assert scene.message.text == "What is it?"
    scene.chat.dismiss()
    assert scene.message.text == ""
    scene.session.select_node(scene.street)
    scene.session.select_node(scene.harbour)
    assert scene.message.text == "What is it?"
    # Nor do the fields share any.
    assert scene.prompt.text == ""


def test_a_chosen_frame_stays_the_one_that_a_question_was_begun_about(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.move_playhead(ON_FIRST)
    scene.chat.choose(next(one for one in scene.chat.state.others if one.kind == "frame"))
    scene.message.type("What is it?")
    scene.session.move_playhead(ON_SECOND)
    assert scene.chat.state.subject is not None
    assert scene.chat.state.subject.start == ON_FIRST
    scene.message.clear()
    assert scene.chat.state.subject is not None
    assert scene.chat.state.subject.start == ON_SECOND


def test_texts_are_kept_in_the_project_without_a_step(scene: SubjectScene, qtbot: QtBot) -> None:
    scene.session.select_node(scene.harbour)
    steps = len(scene.project.undo_list())
    scene.prompt.type("make it blue")
    scene.message.type("What is it?")
    qtbot.waitUntil(lambda: scene.project.setting("drafts.canvas") is not None)
    scene.prompt.type("!")
    assert len(scene.project.undo_list()) == steps
    path = scene.project.path
    scene.session.close()
    assert (scene.prompt.text, scene.message.text) == ("", "")
    scene.session.create(scene.folder / "other.lstudio")
    assert scene.prompt.text == ""
    scene.session.open(path)
    scene.session.select_node(scene.harbour)
    assert (scene.prompt.text, scene.message.text) == ("make it blue!", "What is it?")


@pytest.mark.parametrize(
    "kept", ["{", "[" * 9999, "[[1]]", '[["a", "b", "c"]]', '[["node|x|picture", "\\ud800", 1e99]]', "null"]
)
def test_a_damaged_setting_costs_no_more_than_its_texts(scene: SubjectScene, kept: str) -> None:
    from lance_studio.project.commands.settings import SetSetting

    scene.project.run(SetSetting("drafts.canvas", kept))
    path = scene.project.path
    scene.session.close()
    scene.session.open(path)
    scene.session.select_node(scene.harbour)
    assert scene.prompt.text == ""


def test_a_text_that_was_written_before_there_was_a_project_goes_into_the_new_one(scene: SubjectScene) -> None:
    scene.session.close()
    scene.prompt.type("a red cube")
    scene.session.create(scene.folder / "new.lstudio")
    assert scene.prompt.text == "a red cube"
    assert scene.prompt.send()
    assert sent(scene) == GeneratePicture("a red cube")


# --- in any order -----------------------------------------------------------------------------------------------------


class Follower:
    """Types letters that are never used twice, and remembers for each what the panel said just after the key."""

    def __init__(self, field: Field, said: Callable[[], tuple[str, Subject]]) -> None:
        self.field, self.said = field, said
        self.about: dict[str, tuple[str, Subject]] = {}

    def type(self, letter: str) -> None:
        self.field.type(letter)
        self.about[letter] = self.said()

    def check(self) -> None:
        """What is in the field was written for what the panel says now."""
        purpose, subject = self.said()
        for letter in self.field.text:
            begun, written_for = self.about[letter]
            assert (begun, written_for.key) == (purpose, subject.key), (letter, self.field.text)


def _canvas(scene: SubjectScene) -> tuple[str, Subject]:
    state = scene.canvas.state
    return purpose_of_edit(state.subject, state.output), state.subject


def _chat(scene: SubjectScene) -> tuple[str, Subject]:
    state = scene.chat.state
    subject = state.subject or NOTHING
    return f"{state.mode} {purpose_of_message(subject, state.mode)}", subject


ACTIONS: dict[str, Callable[[SubjectScene], object]] = {
    "node": lambda s: s.session.view("node"),
    "timeline": lambda s: s.session.view("timeline"),
    "harbour": lambda s: s.session.select_node(s.harbour),
    "street": lambda s: s.session.select_node(s.street),
    "film": lambda s: s.session.select_node(s.film.id),
    "empty": lambda s: s.session.select_node(None),
    "first": lambda s: s.session.select_clips(("first",)),
    "still": lambda s: s.session.select_clips(("still",)),
    "unselect": lambda s: s.session.select_clips(()),
    "on first": lambda s: s.session.move_playhead(ON_FIRST),
    "on second": lambda s: s.session.move_playhead(ON_SECOND),
    "in gap": lambda s: s.session.move_playhead(IN_GAP),
    "on still": lambda s: s.session.move_playhead(ON_STILL),
    "play": lambda s: s.session.set_playing(True),
    "pause": lambda s: s.session.set_playing(False),
    "picture": lambda s: s.canvas.set_output("picture"),
    "clip": lambda s: s.canvas.set_output("clip"),
    "new": lambda s: s.canvas.set_mode("new"),
    "edit": lambda s: s.canvas.set_mode("edit"),
    "ask": lambda s: s.chat.set_mode("ask"),
    "change": lambda s: s.chat.set_mode("edit"),
    "generate": lambda s: s.chat.set_mode("generate"),
    "dismiss": lambda s: s.chat.dismiss(),
    "other": lambda s: [s.chat.choose(one) for one in s.chat.state.others[:1]],
    "frame": lambda s: [s.chat.choose(one) for one in s.chat.state.others if one.kind == "frame"],
    "mark": lambda s: s.store(_marked(s)),
}
FIELDS = ["type bar", "type bar", "send bar", "clear bar", "type chat", "type chat", "send chat", "clear chat"]


def _marked(scene: SubjectScene) -> Timeline:
    now = scene.project.timeline_value(scene.timeline.id)
    assert now is not None
    return replace(now, in_point=None if now.in_point is not None else Fraction(1, 2))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([*ACTIONS, *FIELDS, *FIELDS]), max_size=40))
def test_a_text_is_never_sent_to_anything_else_than_it_was_written_for(
    qapp: object, tmp_path: Path, actions: list[str]
) -> None:
    scene = SubjectScene(tmp_path)
    try:
        fields = {
            "bar": Follower(scene.prompt, lambda: _canvas(scene)),
            "chat": Follower(scene.message, lambda: _chat(scene)),
        }
        for number, action in enumerate(actions):
            if action in ACTIONS:
                ACTIONS[action](scene)
            else:
                what, name = action.split()
                follower, letter = fields[name], chr(0x4E00 + number)
                if what == "type":
                    follower.type(letter)
                elif what == "clear":
                    follower.field.clear()
                else:
                    _send(scene, follower)
            for follower in fields.values():
                follower.check()
    finally:
        scene.close()


def _send(scene: SubjectScene, follower: Follower) -> None:
    """Send what is in the field, and compare the wish with what each of its letters was written for."""
    text, before = follower.field.text, len(scene.work.wishes)
    if not follower.field.send():
        assert follower.field.text == text, "what was refused stays"
        return
    assert follower.field.text == "" or follower.field.text != text
    [(wish, _)] = scene.work.wishes[before:]
    for letter in text:
        purpose, subject = follower.about[letter]
        assert wish == wish_for(purpose.split()[-1], subject, text, scene.canvas.generation.value)


def test_the_check_itself_finds_a_text_that_changes_hands(scene: SubjectScene) -> None:
    """The property above would be worth nothing if it could not fail."""
    follower = Follower(scene.prompt, lambda: _canvas(scene))
    scene.session.select_node(scene.harbour)
    follower.type("a")
    scene.canvas.line.draft_changed.disconnect()
    scene.session.select_node(scene.street)
    with pytest.raises(AssertionError):
        follower.check()


def test_a_panel_that_is_made_late_shows_what_was_left(scene: SubjectScene) -> None:
    scene.session.select_node(scene.harbour)
    scene.prompt.type("make it blue")
    scene.canvas.line.write()
    late = CanvasPresenter(scene.studio, Mask())
    assert late.line.draft.text == "make it blue"
    late.deleteLater()
