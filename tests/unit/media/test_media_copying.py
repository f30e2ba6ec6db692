"""Films copied as they are, in pieces, and put into an MP4 without being encoded again."""

import tracemalloc
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from lance_studio.errors import CancelledError, MediaError, OutputError
from lance_studio.media import copying
from lance_studio.media.copying import copy_film, film_suffixes, remux_to_mp4
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from lance_studio.media.recipes import RECIPE_KEY, Recipe, read_recipe
from tests.unit.media.painted import foreign_clip, painted_clip, read_number, tone_burst
from tests.unit.media.test_own_films import CASES


@pytest.mark.parametrize(
    ("name", "codec", "expected"),
    [
        ("a.mkv", "libx264", (".mkv",)),
        ("a.mp4", "libx264", (".mp4", ".m4v")),
        ("a.mov", "libx264", (".mov",)),
        ("a.webm", "libvpx-vp9", (".webm", ".mkv")),
        ("a.avi", "mpeg4", (".avi",)),
        ("a.ts", "libx264", (".ts", ".mts", ".m2ts")),
    ],
)
def test_what_a_film_is_does_not_depend_on_its_name(
    tmp_path: Path, name: str, codec: str, expected: tuple[str, ...]
) -> None:
    film = foreign_clip(tmp_path / name, codec=codec, count=4)
    assert film_suffixes(film) == expected
    assert film_suffixes(film.rename(tmp_path / "other.bin")) == expected


def test_no_film_has_no_ending(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").write_bytes(b"no film")
    with pytest.raises(MediaError):
        film_suffixes(tmp_path / "a.mkv")


def test_a_copy_is_the_same_and_never_whole_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PIECE", 1 << 16)
    data = np.random.default_rng(1).bytes(6 << 20)
    (tmp_path / "large.mkv").write_bytes(data)
    told: list[tuple[int, int]] = []
    tracemalloc.start()
    try:
        copy_film(tmp_path / "large.mkv", tmp_path / "copy.mkv", progress=lambda *step: told.append(step))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
    assert (tmp_path / "copy.mkv").read_bytes() == data
    assert told[-1] == (len(data), len(data))
    assert len(told) == 96


def test_neither_the_source_nor_another_file_is_replaced_unasked(tmp_path: Path) -> None:
    film = foreign_clip(tmp_path / "a.mkv", count=4)
    (tmp_path / "b.mkv").write_bytes(b"kept")
    for target, overwrite in (("a.mkv", True), ("b.mkv", False)):
        for write in (copy_film, remux_to_mp4):
            with pytest.raises(OutputError):
                write(film, tmp_path / target, overwrite=overwrite)
    assert (tmp_path / "b.mkv").read_bytes() == b"kept"
    assert probe(film).frame_count == 4


@pytest.mark.parametrize("write", [copy_film, remux_to_mp4])
def test_a_copy_that_is_given_up_leaves_nothing(tmp_path: Path, write: object) -> None:
    film = foreign_clip(tmp_path / "a.mkv", count=4)
    with pytest.raises(CancelledError):
        write(film, tmp_path / "b.mp4", cancel=lambda: True)  # type: ignore[operator]
    assert [path.name for path in tmp_path.iterdir()] == ["a.mkv"]


def test_packets_go_into_an_mp4_unchanged_with_sound_and_recipe(tmp_path: Path) -> None:
    recipe = Recipe("export", "a red cube")
    made = painted_clip(tmp_path / "a.mp4", 30, sound=[tone_burst(48000, Fraction(30, 24), Fraction(0), Fraction(1))])
    film = tmp_path / "a.mkv"
    with av.open(str(made)) as container, av.open(str(film), "w") as target:
        target.metadata[RECIPE_KEY] = recipe.to_json()
        copies = {stream.index: target.add_stream_from_template(stream) for stream in container.streams}
        for packet in container.demux():
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
    told: list[tuple[int, int]] = []
    assert remux_to_mp4(film, tmp_path / "b.mp4", progress=lambda *step: told.append(step))
    assert film_suffixes(tmp_path / "b.mp4")[0] == ".mp4"
    with FrameReader(film) as before, FrameReader(tmp_path / "b.mp4") as after:
        assert after.frame_count == before.frame_count == 30
        assert [read_number(after.frame(number))[0] for number in (0, 7, 29)] == [0, 7, 29]
        for number in (0, 29):
            assert np.array_equal(before.frame(number), after.frame(number))
    assert probe(tmp_path / "b.mp4").audio is not None
    assert read_recipe(tmp_path / "b.mp4") == recipe
    assert told
    assert all(0 <= done <= total == 1000 for done, total in told)


def test_what_an_mp4_cannot_hold_is_not_put_into_one(tmp_path: Path) -> None:
    film = foreign_clip(tmp_path / "a.avi", codec="mjpeg", count=4, pixels="yuvj420p")
    assert not remux_to_mp4(film, tmp_path / "b.mp4")
    assert not (tmp_path / "b.mp4").exists()


@pytest.mark.parametrize("name", ["27-animation.gif", "21-edit-list-reordered.mp4", "11a-h264-b.avi", "joined.ts"])
def test_what_packets_alone_would_show_wrongly_is_not_put_into_an_mp4(tmp_path: Path, name: str) -> None:
    whole = foreign_clip(tmp_path / "whole.ts", count=20, options={"bf": "2"})
    (tmp_path / "joined.ts").write_bytes(whole.read_bytes() * 2)
    film = tmp_path / name if name.startswith("joined") else CASES / name
    assert not remux_to_mp4(film, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()
    assert remux_to_mp4(whole, tmp_path / "a.mp4")
    with FrameReader(tmp_path / "a.mp4") as reader:
        assert [read_number(reader.frame(number))[0] for number in range(reader.frame_count)] == list(range(20))


def test_an_animation_is_copied_under_its_own_ending(tmp_path: Path) -> None:
    assert film_suffixes(CASES / "27-animation.gif") == (".gif",)
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    for suffix in (".png", ".webp", ".avif"):
        first.save(tmp_path / f"a{suffix}", save_all=True, append_images=[second], duration=100)
        assert film_suffixes(tmp_path / f"a{suffix}")[0] == suffix
