"""What an instruction acts on: one rule and one sentence for the prompt bar and the chat, in all views."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.timeline import cutting, properties
from lance_studio.ui.instruction import purpose_of_message, wish_for
from lance_studio.ui.subject import NOTHING, Subject, length_in_words
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.wishes import (
    Animate,
    AskClip,
    AskFrame,
    AskPicture,
    EditClip,
    EditPicture,
    ExtendClip,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
)
from tests.unit.ui.subject_scene import IN_GAP, ON_FIRST, ON_SECOND, ON_STILL, SubjectScene


@pytest.fixture
def scene(qapp: object, tmp_path: Path) -> Iterator[SubjectScene]:
    made = SubjectScene(tmp_path)
    yield made
    made.close()


def _open(scene: SubjectScene, shown: str) -> None:
    """Show something by its name: a node, or what lies on the timeline."""
    session = scene.session
    nodes = {"picture": scene.harbour, "clip": scene.film.id, "nothing": None}
    if shown in nodes:
        session.select_node(nodes[shown])
        return
    session.select_node(scene.street)
    if "range" in shown:
        scene.store(properties.set_out(properties.set_in(scene.timeline, Fraction(1, 2)), Fraction(3, 2)))
    session.view("timeline")
    times = {"first": ON_FIRST, "second": ON_SECOND, "gap": IN_GAP, "still": ON_STILL, "range": ON_FIRST}
    session.move_playhead(times[shown.split()[0]])
    if "selected" in shown:
        session.select_clips(("first",))


FIRST = "beach.mov · 2.0 s · 1080 × 1920"


@pytest.mark.parametrize(
    ("shown", "edits", "chip", "asks"),
    [
        (
            "picture",
            "Edits “harbour.jpg” · 3000 × 2000",
            "harbour.jpg · 3000 × 2000",
            "Asks about “harbour.jpg” · 3000 × 2000",
        ),
        (
            "clip",
            "Edits clip “beach.mov” · 12.4 s · 1080 × 1920",
            "beach.mov · 12.4 s · 1080 × 1920",
            "Asks about clip “beach.mov” · 12.4 s · 1080 × 1920",
        ),
        ("nothing", "New picture", "", "Nothing is shown"),
        (
            "first",
            "Edits clip “beach.mov” · 2.0 s · 1080 × 1920, under the playhead",
            FIRST,
            "Asks about clip “beach.mov” · 2.0 s · 1080 × 1920, under the playhead",
        ),
        (
            "second selected",
            "Edits clip “beach.mov” · 2.0 s · 1080 × 1920",
            FIRST,
            "Asks about clip “beach.mov” · 2.0 s · 1080 × 1920",
        ),
        ("gap", "New picture, no clip under the playhead", "", "Nothing is shown, no clip under the playhead"),
        ("gap selected", "Edits clip “beach.mov” · 2.0 s · 1080 × 1920", FIRST, None),
        (
            "still",
            "Edits still “harbour.jpg” · 3000 × 2000, under the playhead",
            "harbour.jpg · 3000 × 2000",
            "Asks about still “harbour.jpg” · 3000 × 2000, under the playhead",
        ),
        (
            "range",
            "Edits 00:00:00:12 to 00:00:01:12 of “beach.mov” · 1.0 s · 1080 × 1920, under the playhead",
            "00:00:00:12 to 00:00:01:12 of beach.mov · 1.0 s · 1080 × 1920",
            None,
        ),
        ("second range", "Edits clip “beach.mov” · 2.0 s · 1080 × 1920, under the playhead", FIRST, None),
    ],
)
def test_both_panels_say_the_same_of_what_is_shown(
    scene: SubjectScene, shown: str, edits: str, chip: str, asks: str | None
) -> None:
    _open(scene, shown)
    bar, chat = scene.canvas.state, scene.chat.state
    assert bar.acts_on == edits
    assert (chat.subject.label if chat.subject is not None else "") == chip
    assert bar.subject.key == (chat.subject or NOTHING).key
    if asks is not None:
        assert chat.about == asks
    scene.chat.set_mode("edit")
    if chip:
        assert scene.chat.state.about == edits
    scene.chat.set_mode("extend")
    assert (scene.chat.state.subject or NOTHING).key == bar.subject.key
    scene.chat.set_mode("generate")
    assert scene.chat.state.subject is None
    assert scene.chat.state.about == "New picture"


def test_what_the_bar_makes_is_part_of_the_sentence(scene: SubjectScene) -> None:
    scene.canvas.set_output("clip")
    assert scene.canvas.state.acts_on == "New clip"
    _open(scene, "picture")
    assert scene.canvas.state.acts_on.startswith("Edits")
    scene.canvas.set_output("clip")
    assert scene.canvas.state.acts_on == "Animates “harbour.jpg” · 3000 × 2000"
    _open(scene, "still")
    scene.canvas.set_output("clip")
    assert scene.canvas.state.acts_on == "Animates still “harbour.jpg” · 3000 × 2000, under the playhead"
    scene.session.move_playhead(ON_FIRST)
    assert scene.canvas.state.acts_on.startswith("Edits clip")


@pytest.mark.parametrize("view", ["node", "timeline"])
def test_nothing_that_is_not_shown_is_acted_on(scene: SubjectScene, view: str) -> None:
    """A clip that is selected behind a picture, a picture that is open behind the timeline."""
    scene.session.select_node(scene.harbour)
    scene.session.select_clips(("first",))
    scene.session.view(view)
    wanted = scene.harbour if view == "node" else "first"
    for subject in (scene.canvas.state.subject, scene.chat.state.subject):
        assert subject is not None
        assert wanted in subject.key
    scene.session.select_clips(())
    scene.session.move_playhead(IN_GAP)
    nothing = view == "timeline"
    assert (scene.canvas.state.subject.kind == "nothing") == nothing
    assert (scene.chat.state.subject is None) == nothing


def test_the_chip_can_be_changed_and_cleared_until_something_else_is_chosen(scene: SubjectScene) -> None:
    _open(scene, "first")
    assert [one.kind for one in scene.chat.state.others] == ["picture", "frame"]
    scene.chat.choose(scene.chat.state.others[1])
    assert scene.chat.state.about == "Asks about frame 00:00:01:00 of “beach.mov” · 1080 × 1920"
    scene.session.move_playhead(Fraction(3, 2))
    assert scene.chat.state.about == "Asks about frame 00:00:01:12 of “beach.mov” · 1080 × 1920"
    scene.chat.dismiss()
    assert scene.chat.state.subject is None
    scene.session.select_clips(("second",))
    assert scene.chat.state.subject is not None
    assert scene.chat.state.subject.clip_id == "second"


def test_a_clip_that_goes_or_is_renamed_is_said_as_it_is(scene: SubjectScene) -> None:
    scene.session.view("timeline")
    scene.session.select_clips(("first",))
    scene.store(properties.set_clip(scene.timeline, "first", name="sunset"))
    assert scene.canvas.state.subject.name == "sunset"
    assert scene.chat.state.subject is not None
    assert scene.chat.state.subject.name == "sunset"
    scene.store(cutting.lift(scene.timeline, ["first"]))
    assert scene.canvas.state.subject.kind == "nothing"
    assert scene.chat.state.subject is None


_NODE, _CLIP, _PLACED = Subject("picture", "p", "n"), Subject("clip", "c", "n"), Subject("clip", "c", None, "t", "k")
_STILL = Subject("still", "s", "n", "t", "k")
_FRAME = Subject("frame", "f", None, "t", "k", Fraction(1), part="frame 00:00:01:00")
_RANGE = Subject("range", "r", None, "t", "k", Fraction(1), Fraction(2), part="1 to 2")


@pytest.mark.parametrize(
    ("purpose", "subject", "wish"),
    [
        ("picture", NOTHING, GeneratePicture("x")),
        ("clip", NOTHING, GenerateClip("x")),
        ("edit", _NODE, EditPicture("n", "x")),
        ("edit", _CLIP, EditClip(OfNode("n"), "x")),
        ("edit", _PLACED, EditClip(OnTimeline("t", "k"), "x")),
        ("edit", _STILL, EditClip(OnTimeline("t", "k"), "x")),
        ("edit", _RANGE, EditClip(OnTimeline("t", "k", Fraction(1), Fraction(2)), "x")),
        ("edit", _FRAME, None),
        ("edit", NOTHING, None),
        ("animate", _NODE, Animate(OfNode("n"), "x")),
        ("animate", _STILL, Animate(OnTimeline("t", "k"), "x")),
        ("animate", _PLACED, None),
        ("like", _NODE, GenerateFromReferences(("n",), "x")),
        ("like", _CLIP, None),
        ("ask", _NODE, AskPicture("n", "x")),
        ("ask", _FRAME, AskFrame("t", Fraction(1), "x")),
        ("ask", _STILL, AskClip(OnTimeline("t", "k"), "x")),
        ("ask", _RANGE, AskClip(OnTimeline("t", "k", Fraction(1), Fraction(2)), "x")),
        ("ask", NOTHING, None),
        ("extend", _PLACED, ExtendClip(OnTimeline("t", "k"), "x")),
        ("extend", _FRAME, None),
    ],
)
def test_wishes_are_made_of_the_one_subject(scene: SubjectScene, purpose: str, subject: Subject, wish: object) -> None:
    assert wish_for(purpose, subject, "x", scene.canvas.generation.value) == wish


def test_a_message_that_generates_is_like_a_picture_moves_a_still_or_makes_something_new() -> None:
    subjects = {"picture": NOTHING, "like": _NODE, "animate": _STILL}
    assert all(purpose_of_message(subject, "generate") == purpose for purpose, subject in subjects.items())
    assert purpose_of_message(_NODE, "extend") == "extend"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (Fraction(1, 24), "0.04 s"),
        (Fraction(62, 5), "12.4 s"),
        (Fraction(60), "1:00 min"),
        (Fraction(125), "2:05 min"),
        (Fraction(3725), "1:02:05 h"),
    ],
)
def test_lengths_are_said_as_people_read_them(seconds: Fraction, words: str) -> None:
    assert length_in_words(seconds) == words
