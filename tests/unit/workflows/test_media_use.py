"""How media are used: kept as settings, taken by clips; animated pictures as stills and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.errors import CommandRefusedError
from lance_studio.media.probe import probe
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.media_use import MediaUse, choose_use, read_use
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.interchange import to_otio
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.otio_reading import clip_extras
from lance_studio.timeline.properties import replace_media
from lance_studio.timeline.queries import clips
from lance_studio.workflows.media_placement import arranged, placeable
from lance_studio.workflows.stills import use_as_film, use_as_still
from lance_studio.workflows.studio import Studio

CASES = Path(__file__).parents[2] / "cases" / "media"
FLAG = st.none() | st.booleans()


@given(use=st.builds(MediaUse, st.none() | st.integers(0, 99), FLAG, FLAG))
def test_a_use_comes_back_from_its_text(use: MediaUse) -> None:
    assert MediaUse.from_text(use.to_text()) == use


@given(
    text=st.none() | st.text(max_size=40) | st.sampled_from(["[]", "{}", '{"track": true}', '{"track": -1}', "{" * 400])
)
def test_what_makes_no_sense_is_left_out(text: str | None) -> None:
    assert MediaUse.from_text(text) == MediaUse()


def test_clips_take_what_was_chosen_for_their_medium() -> None:
    with Studio.temporary() as studio:
        project = studio.project
        media = studio.import_file(CASES / "22-second-track-default.mkv").media
        chosen = MediaUse(sound_track=0, deinterlace=False, black_outside=True)
        project.run(choose_use(media.id, chosen, "Choose"))
        item = placeable(project, media.id, None)
        assert item is not None
        timeline, _ = arranged(None, [item], "append")
        found = {one.track.kind: one.clip for one in clips(timeline)}
        assert (found["video"].deinterlace, found["video"].black_outside) == (False, True)
        assert found["audio"].sound_track == 0
        assert found["video"].sound_track is None
        document = to_json(timeline)
        project.run(AddTimeline(TimelineRow(id=timeline.id, name="T", document=document)))
        assert project.timeline_value(timeline.id) == timeline
        other = replace_media(timeline, found["video"].id, media_id="other", source_duration=None)
        replaced = next(one.clip for one in clips(other) if one.track.kind == "video")
        assert (replaced.deinterlace, replaced.black_outside) == (None, None)
        project.undo()
        project.undo()
        assert read_use(project, media.id) == MediaUse()


def test_documents_for_other_programs_carry_what_a_clip_chose() -> None:
    extras = {"sound_track": 1, "deinterlace": False, "black_outside": True}
    assert clip_extras(extras) == extras
    assert clip_extras({"sound_track": True, "deinterlace": 0, "black_outside": "yes"}) == {}
    assert clip_extras({"sound_track": -1}) == {}
    with Studio.temporary() as studio:
        item = studio.import_file(CASES / "27-animation.gif")
        timeline_id, _ = studio.place([item])
        timeline: Timeline = studio.timeline(timeline_id)
        assert '"black_outside": null' in to_otio(timeline, {})


def test_an_animated_picture_becomes_a_still_and_a_film_again() -> None:
    with Studio.temporary() as studio:
        gif = studio.import_file(CASES / "27-animation.gif")
        still = studio.use_as_still(gif.media.id)
        assert (still.media.kind, still.has_course, still.media.frames, still.node and still.node.kind) == (
            "picture",
            False,
            None,
            "picture",
        )
        with pytest.raises(CommandRefusedError, match="no animated picture"):
            use_as_still(still.media)
        assert studio.import_file(CASES / "27-animation.gif").media == still.media, "it is known already"
        studio.project.run(use_as_film(still.media, probe(CASES / "27-animation.gif")))
        assert studio.project.media(gif.media.id) == gif.media
        with pytest.raises(CommandRefusedError, match="no animated picture"):
            use_as_film(still.media, probe(CASES / "14a-logo.png"))
        with pytest.raises(CommandRefusedError, match="not in the project"):
            studio.use_as_still("nobody")
