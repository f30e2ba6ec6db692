"""Films that list their frames: by the list they have the same frames and times as by their packets, unread."""

import os
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lance_studio.errors import LanceStudioError
from lance_studio.media import indexing
from lance_studio.media.index import FrameIndex
from lance_studio.media.sources import NamedStream
from tests.fuzz.mutations import mutated
from tests.unit.media.painted import foreign_clip, phone_clip
from tests.unit.media.test_edit_lists import COUNT, SCALE, Edit, with_edits

CODECS = {
    "libx264": "yuv420p",
    "libx265": "yuv420p",
    "mpeg2video": "yuv420p",
    "mjpeg": "yuvj420p",
    "prores_ks": "yuv422p10le",
    "libvpx-vp9": "yuv420p",
}
ONLY = {"libvpx-vp9": "mp4", "prores_ks": "mov"}
FLAGS = ("", "+faststart", "+negative_cts_offsets", "+frag_keyframe", "+empty_moov+frag_keyframe")
MUTATIONS = int(os.environ.get("LANCE_STUDIO_TEST_MUTATIONS", "150"))


def by_list(path: Path) -> FrameIndex:
    return indexing.build_index(path).frames


def by_packets(path: Path) -> FrameIndex:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "_index_list", lambda *_: None)
        return indexing.build_index(path).frames


def unread(path: Path) -> FrameIndex:
    """By the list, which must do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "_index_whole", lambda *_: pytest.fail("the packets were read"))
        return indexing.build_index(path).frames


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    codec=st.sampled_from(["libx264"] * 4 + list(CODECS)),
    suffix=st.sampled_from(["mp4", "mov"]),
    steps=st.lists(st.integers(1, 9), min_size=1, max_size=COUNT) | st.integers(1, COUNT).map([1].__mul__),
    start=st.sampled_from([0, 3, 500]),
    b_frames=st.integers(0, 3),
    gop=st.sampled_from([5, 12, 250]),
    flags=st.sampled_from(FLAGS),
    timescale=st.sampled_from([1000, 90_000]),
)
@example("libx264", "mp4", [1], 0, 0, 12, "", 1000)
@example("libx264", "mov", [1] * COUNT, 500, 3, 12, "+negative_cts_offsets", 90_000)
def test_lists_and_packets_tell_the_same(
    tmp_path: Path,
    codec: str,
    suffix: str,
    steps: list[int],
    start: int,
    b_frames: int,
    gop: int,
    flags: str,
    timescale: int,
) -> None:
    instants = [start + sum(steps[:number]) for number in range(len(steps))]
    reordered = {"bf": str(b_frames)} if codec in ("libx264", "mpeg2video") else {}
    quiet = {"x265-params": f"log-level=none:bframes={b_frames}"} if codec == "libx265" else {}
    path = foreign_clip(
        tmp_path / f"film.{ONLY.get(codec, suffix)}",
        codec=codec,
        instants=instants,
        gop=gop,
        pixels=CODECS[codec],
        options=reordered | quiet,
        muxer={"movie_timescale": str(timescale)} | ({"movflags": flags} if flags else {}),
    )
    assert by_list(path) == by_packets(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(
    first=st.integers(0, COUNT - 1),
    count=st.integers(1, COUNT),
    later=st.sampled_from([0, 6]),
    b_frames=st.integers(0, 3),
    gop=st.sampled_from([5, 12, 250]),
)
@example(0, COUNT, 6, 2, 12)
@example(13, 3, 0, 2, 12)
def test_what_an_edit_list_cuts_is_cut(
    tmp_path: Path, first: int, count: int, later: int, b_frames: int, gop: int
) -> None:
    path = foreign_clip(
        tmp_path / "film.mp4", gop=gop, options={"bf": str(b_frames)}, muxer={"movie_timescale": str(SCALE)}
    )
    shown = Edit(first, min(count, COUNT - first))
    with_edits(path, [Edit(-1, later), shown] if later else [shown], Fraction(24))
    found = by_list(path)
    assert found == by_packets(path)
    assert found.count == shown.count


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_packets_of_an_ordinary_film_are_not_read(tmp_path: Path, suffix: str, b_frames: int) -> None:
    path = foreign_clip(tmp_path / f"film.{suffix}", count=200, options={"bf": str(b_frames)})
    assert unread(path) == by_packets(path)


def test_a_film_of_a_phone_is_not_read_and_opens_from_a_stream_too(tmp_path: Path) -> None:
    path = phone_clip(tmp_path / "phone.mp4")
    with path.open("rb") as stream:
        assert indexing.build_index(NamedStream("phone", stream)).frames == unread(path) == by_packets(path)


def test_packets_behind_the_list_are_not_forgotten(tmp_path: Path) -> None:
    # The list in the header holds the first fragment only.
    path = foreign_clip(tmp_path / "film.mp4", gop=5, muxer={"movflags": "+frag_keyframe"})
    with av.open(str(path)) as container:
        assert container.streams.video[0].frames < COUNT
    assert by_list(path).count == COUNT


def test_a_changed_list_is_believed_only_where_packets_agree(tmp_path: Path) -> None:
    path = foreign_clip(tmp_path / "film.mp4", count=90, options={"bf": "2"})
    content = path.read_bytes()
    head = content.index(b"moov") - 4
    agreed = 0
    for number, changed in enumerate(mutated(content[head:], seed=14, count=MUTATIONS)):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(content[:head] + changed)
        try:
            right = by_packets(path)
        except LanceStudioError:
            continue
        agreed += 1
        assert by_list(path) == right, path.name
    assert agreed > MUTATIONS // 10
