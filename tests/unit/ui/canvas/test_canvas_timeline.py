"""The prompt bar while the canvas shows the timeline: it acts on a clip, says on which, and changes that clip alone."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lance_studio import requests
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.timeline import cutting
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.workflows.task import InPlace, Task
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.ui.timeline.scene import add_film, clip, lane, on, seconds, show, stored, with_clips
from tests.unit.workflows.bench import noise

__all__ = ["bench"]


class Scene:
    """Two clips of a film on a timeline, the second one behind a gap, and a picture that the canvas showed before."""

    def __init__(self, bench: Bench, tmp_path: Path) -> None:
        self.bench, self.session, self.work = bench, bench.session, bench.work
        self.node = bench.add_picture(noise(64, 64))
        film = add_film(self.session, tmp_path)
        # Frames 6 to 18 of the film at once, then from frame 40 on its frames 20 to 24.
        self.timeline = with_clips(film, (0, 6, 12), (40, 20, 4))
        show(self.session, self.timeline)
        self.first, self.second = (clip(self.timeline, "V1", number).clip for number in (0, 1))
        self.presenter = CanvasPresenter(bench.studio, Mask())
        self.session.select_node(self.node)
        self.session.select_timeline(self.timeline.id)
        self.session.view("timeline")

    def store(self, timeline: Timeline) -> None:
        self.bench.project.run(EditTimeline(timeline.id, to_json(timeline)))

    def submit(self, text: str) -> Task:
        assert self.presenter.submit(text)
        return Task.from_json(self.bench.project.jobs()[-1].request)


@pytest.fixture
def scene(bench: Bench, tmp_path: Path) -> Scene:
    return Scene(bench, tmp_path)


def test_the_selected_clip_is_edited_within_what_the_timeline_shows_of_it(scene: Scene) -> None:
    scene.session.select_clips((scene.second.id,))
    state = scene.presenter.state
    # What the model does not see of the film is said before anything is computed.
    crop = "Of 'a.mp4' (96×64) the middle 96×58 is used; 9 % is cut off at the top and bottom."
    assert (state.verb, state.mode) == ("Edit", "edit")
    assert (state.acts_on, state.notes) == ("Edits clip “clip 1” · 0.17 s · 96 × 64", crop)
    assert state.subject.kind == "clip"
    task = scene.submit("make it blue")
    assert isinstance(task.request, requests.VideoEdit)
    assert isinstance(task.target, InPlace)
    assert (task.target.clip_id, task.target.start) == (scene.second.id, seconds(20))
    assert (task.inputs[0].start, task.inputs[0].step) == (seconds(20), Fraction(1, 12))
    assert task.panel == "canvas"
    # The film itself stays what it was, and the canvas shows the timeline still.
    assert (scene.session.viewing, scene.session.node_id) == ("timeline", scene.node)


def test_the_result_takes_the_clips_place_and_is_not_opened(scene: Scene) -> None:
    scene.session.select_clips((scene.second.id,))
    scene.submit("make it blue")
    scene.bench.wait_begun()
    # Frames 20 to 24 of the film, at the model's rate.
    assert len(scene.bench.engine.inputs[0].frames) == 5
    node = scene.bench.draw(scene.bench.project.jobs()[-1].id, noise(5, 64, 96))
    changed = stored(scene.session)
    assert clip(changed, "V1", 1).clip.node_id == node
    assert on(changed, "V1") == [(0, 6, 12), (40, 0, 4)]
    assert clip(changed, "V1", 0).clip == scene.first
    assert (scene.session.viewing, scene.session.node_id) == ("timeline", scene.node)
    scene.session.undo()
    assert on(stored(scene.session), "V1") == [(0, 6, 12), (40, 20, 4)]


def test_without_a_selection_it_is_the_clip_that_is_seen_at_the_playhead(scene: Scene) -> None:
    # The model takes five frames at a time, and the bar says so.
    said = scene.presenter.state
    assert said.acts_on == "Edits clip “clip 0” · 0.50 s · 96 × 64, under the playhead"
    assert said.notes.startswith("small changes up to 5 frames")
    assert "the rest stays." in said.notes
    scene.session.move_playhead(seconds(41))
    assert scene.presenter.state.acts_on.startswith("Edits clip “clip 1”")
    scene.session.set_playing(True)
    scene.session.move_playhead(seconds(1))
    # Nobody reads the bar while the timeline plays, but what is sent is about what is seen then.
    assert scene.presenter.state.acts_on.startswith("Edits clip “clip 1”")
    task = scene.submit("make it blue")
    assert isinstance(task.target, InPlace)
    assert task.target.clip_id == scene.first.id
    scene.session.move_playhead(seconds(40))
    scene.session.set_playing(False)
    assert scene.presenter.state.acts_on.startswith("Edits clip “clip 1”")


def test_a_hidden_track_above_does_not_count(scene: Scene) -> None:
    above = lane(scene.timeline, "V2")
    both = append(scene.timeline, {above.id: replace(scene.first, id="above", name="above", link_group=None)})
    scene.store(both)
    assert "above" in scene.presenter.state.acts_on
    hidden = tuple(replace(track, hidden=track.id == above.id) for track in both.tracks)
    scene.store(replace(both, tracks=hidden))
    assert "clip 0" in scene.presenter.state.acts_on


def test_where_there_is_no_clip_the_bar_says_so_and_makes_something_new(scene: Scene) -> None:
    scene.session.move_playhead(seconds(30))
    state = scene.presenter.state
    assert state.acts_on == "New picture, no clip under the playhead"
    assert (state.verb, state.mode, state.placeholder) == ("Generate", "new", "Describe a picture")
    assert state.subject.kind == "nothing"
    task = scene.submit("a red cube")
    assert isinstance(task.request, requests.TextToImage)
    # The new picture will be seen where it arrives.
    assert (scene.session.viewing, scene.session.node_id) == ("node", None)
    scene.presenter.set_mode("edit")
    assert scene.session.node_id == scene.node


def test_a_still_is_edited_or_set_in_motion_where_it_stands(scene: Scene) -> None:
    node = scene.bench.project.node(scene.node)
    assert node is not None
    still = Clip(id="still", media_id=node.media_id, duration=Fraction(2), node_id=node.id, name="Still")
    scene.store(append(scene.timeline, {lane(scene.timeline, "V2").id: still}))
    scene.session.select_clips(("still",))
    assert scene.presenter.state.acts_on == "Edits still “Still” · 64 × 64"
    assert scene.presenter.state.can_choose_output
    edit = scene.submit("make it blue")
    assert isinstance(edit.request, requests.ImageEdit)
    assert isinstance(edit.target, InPlace)
    assert edit.target.clip_id == "still"
    scene.presenter.set_output("clip")
    said = (scene.presenter.state.acts_on, scene.presenter.state.verb)
    assert said == ("Animates still “Still” · 64 × 64", "Animate")
    moved = scene.submit("it turns")
    assert isinstance(moved.request, requests.ImageToVideo)
    assert isinstance(moved.target, InPlace)
    scene.session.select_clips((scene.first.id,))
    assert scene.presenter.state.output == "clip"
    assert scene.presenter.state.verb == "Edit"


def test_a_clip_that_goes_is_not_edited(scene: Scene) -> None:
    scene.session.select_clips((scene.second.id,))
    scene.store(cutting.lift(scene.timeline, [scene.second.id]))
    assert "clip 0" in scene.presenter.state.acts_on
    scene.session.view("node")
    assert scene.presenter.state.acts_on == "Edits “p” · 64 × 64"
    assert scene.presenter.state.mode == "edit"


def test_the_bar_shows_what_it_acts_on(scene: Scene, qtbot: QtBot) -> None:
    scene.presenter.deleteLater()
    panel = CanvasPanel(scene.bench.studio)
    qtbot.addWidget(panel)
    panel.resize(856, 640)
    panel.show()
    shown = panel.findChild(QWidget, "canvas.target")
    assert isinstance(shown, QWidget)
    assert shown.isVisible()
    assert panel.bar.target.subject.text().startswith("Edits clip “clip 0” · 0.50 s · 96 × 64, under the playhead")
    height, place = panel.bar.height(), panel.bar.prompt.pos()
    scene.session.view("node")
    assert panel.bar.target.subject.text() == "Edits “p” · 64 × 64"
    scene.session.select_node(None)
    assert panel.bar.target.subject.text() == "New picture"
    assert shown.isVisible()
    # Its height is reserved: whatever it says, nothing moves.
    assert (panel.bar.height(), panel.bar.prompt.pos()) == (height, place)
    scene.session.select_node(scene.node)
    assert panel.bar.generate.text() == "Edit"
