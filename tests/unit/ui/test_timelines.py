"""Timelines as wholes in the window: names, the neighbour of one that goes, and where each was left."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import limits
from lance_studio.errors import CommandRefusedError, TimelineError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline, RemoveTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import PLAYHEADS, TimelineRow
from lance_studio.ui.session import Session
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.presenter import TimelinePresenter
from lance_studio.ui.timeline_places import TimelinePlaces
from lance_studio.ui.timelines import Timelines, copy_name, next_name
from lance_studio.ui.view_state import ViewState
from tests.unit.ui.timeline.scene import add_film, seconds, show, with_clips


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ([], "Timeline 1"),
        (["Film"], "Timeline 1"),
        (["Timeline 1"], "Timeline 2"),
        (["Timeline 2", "Timeline 7", "Timeline 3 copy", "Timeline x"], "Timeline 8"),
    ],
)
def test_a_new_timeline_has_a_number_of_its_own(taken: list[str], name: str) -> None:
    assert next_name(taken, "Timeline") == name


@pytest.mark.parametrize(
    ("taken", "original", "name"),
    [
        (["Film"], "Film", "Film copy"),
        (["Film", "Film copy"], "Film", "Film copy 2"),
        (["Film", "Film copy", "Film copy 2"], "Film copy", "Film copy 3"),
        (["Film copy 2"], "Film copy 2", "Film copy"),
    ],
)
def test_a_copy_is_named_after_its_original(taken: list[str], original: str, name: str) -> None:
    assert copy_name(taken, original) == name


@given(names=st.lists(st.sampled_from(["a", "a copy", "a copy 2", "b", "x" * limits.NAME_CHARACTERS.most])))
def test_names_of_new_timelines_and_copies_are_free_and_fit(names: list[str]) -> None:
    for name in (next_name(names, "a"), *(copy_name(names, each) for each in names)):
        assert name not in names
        assert limits.NAME_CHARACTERS.allows(len(name))


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.data())
def test_the_neighbour_is_the_next_one_that_is_left(order: list[str], data: st.DataObject) -> None:
    places = TimelinePlaces()
    places.begin(order)
    shown = data.draw(st.sampled_from([*order, None]))
    left = [each for each in order if each != shown and data.draw(st.booleans())]
    found = places.follow(left, shown)
    if not left:
        assert found is None
    elif shown is not None:
        later = [each for each in order[order.index(shown) :] if each in left]
        assert found == (later[0] if later else left[-1])


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"a": 1}', '{"a": "1/0"}', '{"a": "-3"}', '{"a": "1e999"}', '{"b": "3"}', "[" * 100_000, "null"],
)
def test_playheads_that_are_none_are_passed_over(text: str) -> None:
    places = TimelinePlaces()
    places.begin(["a"])
    places.take(text)
    assert places.playhead("a") == 0
    assert places.as_text(None, Fraction(0)) == "{}"


# --- in a session -----------------------------------------------------------------------------------------------------


@pytest.fixture
def session(studio: Studio) -> Session:
    """A session with what shows timelines and what remembers them, in the window's order."""
    parts = (TimelinePresenter(studio.session, studio.bus), ViewState(studio.session))
    studio.session.setProperty("parts", parts)
    return studio.session


@pytest.fixture
def path(session: Session, tmp_path: Path) -> Path:
    """An open project with three films of two seconds."""
    session.create(tmp_path / "a.lstudio")
    film = add_film(session, tmp_path)
    for _ in range(3):
        show(session, with_clips(film, (0, 0, 48)))
    return tmp_path / "a.lstudio"


def ids(session: Session) -> list[str]:
    assert session.project is not None
    return [row.id for row in session.project.timelines()]


def test_each_timeline_keeps_its_playhead_also_when_the_project_is_opened_again(session: Session, path: Path) -> None:
    first, second, third = ids(session)
    for timeline_id, frame in ((first, 5), (second, 30)):
        session.select_timeline(timeline_id)
        session.move_playhead(seconds(frame))
    session.select_timeline(third)
    assert session.playhead == 0
    session.select_timeline(first)
    assert session.playhead == seconds(5)
    session.close()
    session.open(path)
    assert (session.timeline_id, session.playhead) == (first, seconds(5))
    assert session.project is not None
    assert session.project.undo_list()[0].name == "Add timeline", "where one was is no step to undo"
    session.select_timeline(second)
    assert session.playhead == seconds(30)


def test_whoever_hears_of_another_timeline_finds_its_playhead(session: Session, path: Path) -> None:
    first, second, _ = ids(session)
    session.move_playhead(seconds(7))
    heard: list[tuple[str | None, Fraction]] = []
    session.timeline_selected.connect(lambda timeline_id: heard.append((timeline_id, session.playhead)))
    session.playhead_moved.connect(lambda time: heard.append((session.timeline_id, time)))
    session.select_timeline(second)
    session.select_timeline(first)
    assert heard == [(second, 0), (second, 0), (first, seconds(7)), (first, seconds(7))]


def test_each_timeline_keeps_its_zoom_and_its_scrolling(session: Session, path: Path) -> None:
    presenter = session.property("parts")[0]
    view = presenter.view_model
    first, second, _ = ids(session)
    view.seek(seconds(2))
    view.set_zoom(3000)
    view.scroll_to(1.0)
    assert view.state.scale.x_of(session.playhead) < 0, "the playhead is out of sight"
    left = view.state.scale
    session.select_timeline(second)
    assert view.state.scale != left, "one that was never shown is shown as a whole"
    view.set_zoom(500)
    session.select_timeline(first)
    assert view.state.scale == left
    session.select_timeline(second)
    assert view.state.scale.pixels == pytest.approx(500)


def test_switching_leaves_what_is_selected_elsewhere_and_stops_playing(session: Session, path: Path) -> None:
    assert session.project is not None
    media, node = session.project.media_list()[0].id, session.project.nodes()[0].id
    session.select_media(media)
    session.select_node(node)
    session.set_playing(True)
    Timelines(session).show_next(1)
    assert (session.media_id, session.node_id, session.playing) == (media, node, False)
    assert session.timeline_id == ids(session)[1]
    Timelines(session).show_next(-2)
    assert session.timeline_id == ids(session)[2]


def test_a_deleted_timeline_gives_way_to_its_neighbour(session: Session, path: Path) -> None:
    first, second, third = ids(session)
    timelines = Timelines(session)
    session.select_timeline(second)
    timelines.delete(second)
    assert session.timeline_id == third
    timelines.delete(third)
    assert session.timeline_id == first
    timelines.delete(first)
    assert (session.timeline_id, session.viewing) == (None, "node")
    assert session.project is not None
    for _ in range(3):
        session.project.undo()
    assert ids(session) == [first, second, third]


def test_deleting_one_that_is_not_shown_moves_nothing(session: Session, path: Path) -> None:
    first, second, _ = ids(session)
    session.select_timeline(first)
    session.move_playhead(seconds(9))
    Timelines(session).delete(second)
    assert (session.timeline_id, session.playhead) == (first, seconds(9))


def test_a_copy_is_another_timeline_with_the_same_clips(session: Session, path: Path) -> None:
    assert session.project is not None
    [first, *_] = ids(session)
    before = session.project.timelines()
    copy = Timelines(session).duplicate(first)
    assert session.timeline_id == copy
    row = session.project.timeline(copy)
    assert row is not None
    assert row.name == "Cut copy"
    presenter = session.property("parts")[0]
    presenter.view_model.select_all()
    presenter.lift()
    assert session.project.timelines()[:3] == before
    assert session.project.undo_list()[0].name == "Lift clip"
    session.undo()
    session.undo()
    assert session.project.timelines() == before


def test_one_that_cannot_be_read_can_be_shown_named_and_deleted_but_not_copied(session: Session, path: Path) -> None:
    assert session.project is not None
    session.project.run(AddTimeline(TimelineRow(id="bad", name="Bad", document="{")))
    timelines = Timelines(session)
    with pytest.raises(TimelineError):
        timelines.duplicate("bad")
    timelines.show("bad")
    assert session.timeline_id == "bad"
    timelines.rename("bad", "  Worse \n one ")
    assert session.project.timelines()[-1].name == "Worse one"
    timelines.delete("bad")
    assert session.timeline_id == ids(session)[-1]


def test_what_is_gone_is_refused_in_words(session: Session, path: Path) -> None:
    timelines = Timelines(session)
    with pytest.raises(TimelineError, match="not in the project any more"):
        timelines.show("gone")
    session.close()
    with pytest.raises(CommandRefusedError, match="No project"):
        timelines.new()
    timelines.show_next(1)


def test_playheads_of_deleted_timelines_are_not_kept(session: Session, path: Path) -> None:
    first, second, _ = ids(session)
    session.select_timeline(second)
    session.move_playhead(seconds(3))
    session.select_timeline(first)
    session.run(RemoveTimeline(second))
    session.close()
    with Project.open(path) as project:
        assert second not in (project.setting(PLAYHEADS) or "")
        project.run(SetSetting(PLAYHEADS, '{"x": 3}'))
    session.open(path)
    assert session.timeline_id == first
