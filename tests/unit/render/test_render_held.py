"""What a film shows before its first picture and after its last one, by any way to it."""

from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.media.haste import Haste
from lance_studio.render.renderer import Renderer
from lance_studio.timeline.model import Timeline, new_timeline
from lance_studio.timeline.placing import append, clips_of_media
from tests.unit.media.test_own_films import code_of
from tests.unit.media.test_own_sounds import CASES

SHOWN = {
    "13-sound-longer.mp4": [*range(10), *[9] * 40],
    "23-picture-later.mp4": [*[0] * 13, *range(40)],
}
SIZE = (128, 72)


class One:
    """Opens one film, whatever is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, media_id: str) -> Path:
        assert media_id
        return self._path


def timeline_of(name: str) -> Timeline:
    timeline = new_timeline("Film", Fraction(25), *SIZE)
    picture, _ = clips_of_media("m", Fraction(len(SHOWN[name]), 25), Fraction(25))
    assert picture is not None
    return append(timeline, {next(track.id for track in timeline.tracks if track.kind == "video"): picture})


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("backward", [False, True])
def test_playing_shows_what_single_frames_show(name: str, backward: bool) -> None:
    timeline, codes = timeline_of(name), SHOWN[name]
    numbers = range(len(codes))
    with Renderer(One(CASES / name)) as renderer:
        assert [code_of(renderer.frame(timeline, number)) for number in numbers] == codes
    with Renderer(One(CASES / name)) as renderer:
        for number in reversed(numbers) if backward else numbers:
            shown, frame = renderer.play_frame(
                timeline,
                number,
                lambda number=number: number,
                Haste.NONE,
                SIZE,
                backward=backward,
                give_up=lambda: False,
            )
            assert shown == number
            assert code_of(frame) == codes[number]


@pytest.mark.parametrize("name", SHOWN)
def test_drafts_and_what_is_prepared_stay_inside_the_film(name: str) -> None:
    timeline, codes = timeline_of(name), SHOWN[name]
    with Renderer(One(CASES / name)) as renderer:
        for number in (len(codes) - 1, 0, len(codes) // 2, 12):
            renderer.prepare(timeline, number, lambda: False)
            draft = renderer.draft(timeline, number)
            assert draft is None or code_of(draft) in codes
            assert code_of(renderer.frame(timeline, number)) == codes[number]
