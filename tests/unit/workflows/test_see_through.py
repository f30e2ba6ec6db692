"""Whether a timeline has transparency, compared with its rendered layers."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lance_studio.media.alpha import divided
from lance_studio.media.images import write_png
from lance_studio.project.rows import Media
from lance_studio.render.renderer import Renderer
from lance_studio.timeline.model import Clip, Gap, Timeline, Track
from lance_studio.timeline.queries import duration
from lance_studio.timeline.timing import time_of
from lance_studio.workflows.see_through import is_see_through

RATE = Fraction(8)
# Name: width, height, whether there is alpha.
PICTURES = {"full": (32, 24, False), "narrow": (16, 24, False), "alpha": (32, 24, True)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pictures")
    for name, (width, height, alpha) in PICTURES.items():
        pixels = np.full((height, width, 4 if alpha else 3), 200, np.uint8)
        if alpha:
            pixels[:, : width // 2, 3] = 0
        write_png(made / f"{name}.png", pixels)
    return made


class _Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, media_id: str) -> Path:
        return self._folder / f"{media_id}.png"


def row(media_id: str) -> Media:
    width, height, _ = PICTURES[media_id]
    return Media(id=media_id, digest="0" * 64, kind="picture", name=media_id, size=1, width=width, height=height)


def found(timeline: Timeline) -> bool:
    return is_see_through(timeline, row, lambda media: PICTURES[media.id][2])


_clip = st.builds(
    lambda media, frames, opacity, fades: Clip(
        f"c{next(_count)}",
        media,
        Fraction(frames) / RATE,
        opacity=opacity,
        fade_in=Fraction(min(fades[0], frames)) / RATE,
        fade_out=Fraction(min(fades[1], frames)) / RATE,
    ),
    st.sampled_from(list(PICTURES)),
    st.integers(1, 4),
    st.sampled_from([1.0, 1.0, 0.5]),
    st.tuples(st.sampled_from([0, 0, 2]), st.sampled_from([0, 0, 2])),
)
_count = iter(range(10**9))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    tracks = []
    for number in range(draw(st.integers(1, 2))):
        items: list[Clip | Gap] = []
        for clip in draw(st.lists(_clip, min_size=1, max_size=3)):
            if draw(st.booleans()) and not (items and isinstance(items[-1], Gap)):
                items.append(Gap(Fraction(draw(st.integers(1, 2))) / RATE))
            items.append(clip)
        tracks.append(
            Track(f"v{number}", "video", items=tuple(items), hidden=draw(st.sampled_from([False] * 3 + [True])))
        )
    return Timeline("t", rate=RATE, tracks=tuple(tracks), width=32, height=24)


@settings(max_examples=60, deadline=None)
@given(timeline=timelines())
def test_what_is_found_is_what_is_rendered(folder: Path, timeline: Timeline) -> None:
    with Renderer(_Files(folder)) as renderer:
        frames = int(duration(timeline) * RATE)
        layers = [renderer.layer_at(timeline, time_of(number, RATE)) for number in range(frames)]
    assert found(timeline) == any((divided(layer)[..., 3] < 255).any() for layer in layers)


def test_only_what_is_exported_counts() -> None:
    clip = Clip("a", "full", Fraction(1))
    timeline = Timeline(
        "t", rate=RATE, tracks=(Track("v", "video", items=(Gap(Fraction(1)), clip)),), width=32, height=24
    )
    assert found(timeline)
    assert not found(replace(timeline, in_point=Fraction(1)))


def test_a_film_that_is_black_beside_its_picture_shows_what_is_below() -> None:
    clip = Clip("a", "full", Fraction(1), black_outside=True)
    timeline = Timeline("t", rate=RATE, tracks=(Track("v", "video", items=(clip,)),), width=32, height=24)
    assert found(timeline)
