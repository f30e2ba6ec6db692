"""Animated pictures: clips whose frames, times and transparency are those that browsers show."""

import io
import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.animation import AnimationFrames
from lance_studio.media.animation_parts import read_parts
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.index_cache import load_index
from lance_studio.media.kind import MediaKind, detect_kind
from lance_studio.media.probe import probe
from lance_studio.media.recipes import read_recipe
from lance_studio.media.thumbnails import thumbnail, thumbnail_strip
from tests.unit.media.test_own_films import CASES, code_of

Pixels = NDArray[np.uint8]
GIF = CASES / "27-animation.gif"


def picture(code: int) -> Image.Image:
    """A picture of 128 x 72 that carries a number, as those of the cases do."""
    pixels = np.full((72, 128, 3), 90, np.uint8)
    for bar in range(8):
        pixels[:36, bar * 16 : bar * 16 + 16] = 235 if code >> bar & 1 else 20
    return Image.fromarray(pixels)


def save(path: Path, delays: int | list[int], count: int = 5) -> Path:
    first, *others = (picture(code) for code in range(count))
    lossless = {".webp": {"lossless": True}, ".avif": {"quality": 90}}.get(path.suffix, {})
    first.save(path, save_all=True, append_images=others, duration=delays, **lossless)
    return path


def to_rgba(frame: VideoFrame) -> Pixels:
    return np.asarray(frame.reformat(format="rgba").to_ndarray(), np.uint8)


def frames_of(path: Path) -> list[Pixels]:
    """All frames as RGBA."""
    reader = AnimationFrames(path)
    frames = [to_rgba(reader.read(number)) for number in range(load_index(path).frames.count)]
    reader.close()
    return frames


def test_an_animated_gif_is_a_clip() -> None:
    info = probe(GIF)
    assert (info.kind, info.frame_count, info.frame_rate, info.duration) == ("video", 5, 10, Fraction(1, 2))
    assert not info.variable_rate
    with FrameReader(GIF) as reader:
        assert [code_of(reader.frame(number)) for number in (4, 0, 3, 1, 2)] == [4, 0, 3, 1, 2]
        assert [code_of(reader.frame_at(Fraction(slot, 20))) for slot in range(10)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
        assert reader.draft(3, (64, 36)) is None
    assert code_of(thumbnail(GIF, height=72, time=Fraction(2, 5))) == 4
    assert [code_of(each) for each in thumbnail_strip(GIF, 5, height=72)] == [0, 1, 2, 3, 4]
    assert describe(GIF).warnings == ()


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".avif"])
def test_each_kind_keeps_its_own_times(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"a{suffix}", [100, 250, 100, 50, 500])
    info = probe(path)
    assert (info.kind, info.frame_count, info.codec) == ("video", 5, suffix[1:])
    assert (info.duration, info.frame_rate, info.variable_rate) == (1, 10, True)
    with FrameReader(path) as reader:
        assert [reader.time_of(number) for number in range(6)] == [
            Fraction(start, 20) for start in (0, 2, 7, 9, 10, 20)
        ]
        shown = [code_of(reader.frame_at(Fraction(slot, 20))) for slot in range(20)]
    assert shown == [0, 0, 1, 1, 1, 1, 1, 2, 2, 3, *[4] * 10]
    facts = describe(path)
    assert (facts.kind, facts.container, facts.frames, facts.duration) == ("video", suffix[1:], 5, 1)
    assert any("variable rate" in warning for warning in facts.warnings)
    assert read_recipe(path) is None


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".avif"])
def test_a_single_picture_stays_a_picture(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"a{suffix}", 100, count=1)
    assert detect_kind(path) is MediaKind.IMAGE
    assert probe(path).kind == "picture"


def test_times_that_were_rounded_are_those_of_their_rate(tmp_path: Path) -> None:
    for suffix in (".webp", ".avif"):
        info = probe(save(tmp_path / f"a{suffix}", [33, 34, 33, 33, 34, 33, 33, 34, 33], count=9))
        assert (info.frame_rate, info.duration, info.variable_rate) == (30, Fraction(9, 30), False)
        info = probe(save(tmp_path / f"b{suffix}", 33, count=9))
        assert (info.frame_rate, info.duration) == (Fraction(1000, 33), Fraction(297, 1000))


def test_pictures_that_are_hardly_shown_are_shown_as_long_as_in_browsers(tmp_path: Path) -> None:
    first, *others = (picture(code) for code in range(4))
    first.save(tmp_path / "a.gif", save_all=True, append_images=others, duration=[0, 10, 20, 100])
    info = probe(tmp_path / "a.gif")
    assert info.duration == Fraction(32, 100)
    (told,) = (warning for warning in describe(tmp_path / "a.gif").warnings if "browsers" in warning)
    assert told.startswith("2 pictures")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    suffix=st.sampled_from([".gif", ".png", ".webp"]),
    delays=st.lists(st.integers(2, 40), min_size=2, max_size=12),
    disposal=st.sampled_from([0, 1, 2]),
    transparent=st.booleans(),
    seed=st.integers(0, 99),
)
def test_any_frame_in_any_order_is_the_one_that_was_written(
    tmp_path: Path, suffix: str, delays: list[int], disposal: int, transparent: bool, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    meant: list[Pixels] = []
    for number in range(len(delays)):
        pixels = chance.integers(0, 4, (9, 14), dtype=np.uint8)
        pixels[0, :8] = [number >> bit & 1 for bit in range(8)]
        colours = np.array([[0, 0, 0, 255], [250, 20, 30, 255], [10, 200, 90, 255], [0, 0, 0, 0]], np.uint8)
        if not transparent:
            colours[3] = 90, 90, 200, 255
        meant.append(colours[pixels])
    path = tmp_path / f"a{suffix}"
    first, *others = (Image.fromarray(each) for each in meant)
    options = {".gif": {"disposal": 2}, ".png": {"disposal": disposal}, ".webp": {"lossless": True}}[suffix]
    first.save(path, save_all=True, append_images=others, duration=[delay * 10 for delay in delays], **options)
    index = load_index(path).frames
    order = list(range(len(delays)))
    random.Random(seed).shuffle(order)
    assert [index.time_of(number) for number in range(len(delays) + 1)] == [
        Fraction(sum(delays[:number]), 100) for number in range(len(delays) + 1)
    ]
    for read, right in zip(frames_of(path), meant, strict=True):
        assert np.array_equal(read, right)
    if not transparent:
        with FrameReader(path) as reader:
            for number in order:
                assert np.array_equal(reader.frame(number), meant[number][..., :3])


@dataclass(frozen=True)
class Rectangle:
    """What a frame of a hand-made animation draws."""

    left: int
    top: int
    pixels: Pixels
    disposal: int
    over: bool = True


def composed(size: tuple[int, int], rectangles: Sequence[Rectangle]) -> list[Pixels]:
    """The reference: floats, as the formats' specifications say; 0 and 1 keep, 2 clears, 3 restores."""
    canvas = np.zeros((size[1], size[0], 4))
    shown: list[Pixels] = []
    for each in rectangles:
        height, width = each.pixels.shape[:2]
        place = np.s_[each.top : each.top + height, each.left : each.left + width]
        before, source = canvas.copy(), each.pixels / 255
        if each.over:
            under = canvas[place]
            share = source[..., 3:] + under[..., 3:] * (1 - source[..., 3:])
            colour = source[..., :3] * source[..., 3:] + under[..., :3] * under[..., 3:] * (1 - source[..., 3:])
            canvas[place] = np.concatenate([colour / np.maximum(share, 1e-9), share], axis=2)
        else:
            canvas[place] = source
        shown.append(np.rint(canvas * 255).astype(np.uint8))
        if each.disposal == 2:
            canvas[place] = 0
        elif each.disposal == 3:
            canvas = before
    return shown


def write_gif(path: Path, size: tuple[int, int], rectangles: Sequence[Rectangle]) -> None:
    """A GIF of these rectangles: colour 0 is transparent, the others are greys."""
    palette = bytes(value for number in range(256) for value in (number,) * 3)
    content = struct.pack("<6sHHBBB", b"GIF89a", *size, 0xF7, 7, 0) + palette
    for each in rectangles:
        numbers = np.where(each.pixels[..., 3] > 0, each.pixels[..., 0], 0).astype(np.uint8)
        alone = io.BytesIO()
        still = Image.fromarray(numbers).convert("P")
        still.save(alone, "GIF", optimize=False, interlace=0)
        parts = read_parts(io.BytesIO(alone.getvalue()), 1)
        assert parts is not None
        (span,) = parts.frames[0].data
        data = alone.getvalue()[span[0] : span[0] + span[1]]
        height, width = numbers.shape
        content += b"!\xf9\x04" + struct.pack("<BHBB", each.disposal << 2 | 1, 5, 0, 0)
        content += struct.pack("<cHHHHB", b",", each.left, each.top, width, height, 0) + data
    path.write_bytes(content)  # without its end, as many are


def write_png(path: Path, size: tuple[int, int], rectangles: Sequence[Rectangle]) -> None:
    """An animated PNG of these rectangles, with half transparent pixels, behind a picture for those who show none."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    def packed(pixels: Pixels) -> bytes:
        return zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels))

    header = struct.pack(">IIBBBBB", *size, 8, 6, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"acTL", struct.pack(">II", len(rectangles), 0))
    content += chunk(b"IDAT", packed(np.full((size[1], size[0], 4), 77, np.uint8)))
    sequence = 0
    for each in rectangles:
        height, width = each.pixels.shape[:2]
        told = (sequence, width, height, each.left, each.top, 1, 20, max(each.disposal - 1, 0), each.over)
        content += chunk(b"fcTL", struct.pack(">IIIIIHHBB", *told))
        data = packed(each.pixels)
        for number, piece in enumerate((data[:9], data[9:])):
            content += chunk(b"fdAT", struct.pack(">I", sequence + 1 + number) + piece)
        sequence += 3
    path.write_bytes(content + chunk(b"IEND", b""))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data(), suffix=st.sampled_from([".gif", ".png"]), seed=st.integers(0, 99))
def test_rectangles_are_put_together_as_the_formats_say(
    tmp_path: Path, data: st.DataObject, suffix: str, seed: int
) -> None:
    size, chance = (11, 7), np.random.default_rng(seed)
    rectangles: list[Rectangle] = []
    for number in range(data.draw(st.integers(2, 8))):
        left, top = data.draw(st.integers(0, 10)), data.draw(st.integers(0, 6))
        width, height = data.draw(st.integers(1, 11 - left)), data.draw(st.integers(1, 7 - top))
        if data.draw(st.booleans()):
            left, top, width, height = 0, 0, *size
        grey = chance.integers(1, 255, (height, width, 1), dtype=np.uint8)
        alphas = [0, 255] if suffix == ".gif" else [0, 60, 200, 255]
        alpha = chance.choice(np.array(alphas, np.uint8), (height, width, 1))
        disposal = data.draw(st.sampled_from([0, 1, 2, 3] if number or suffix == ".gif" else [0, 1, 2]))
        over = suffix == ".gif" or (data.draw(st.booleans()) and number > 0)
        pixels = np.where(alpha > 0, np.concatenate([grey, grey, grey, alpha], axis=2), 0).astype(np.uint8)
        rectangles.append(Rectangle(left, top, pixels, disposal, over))
    path = tmp_path / f"a{suffix}"
    (write_gif if suffix == ".gif" else write_png)(path, size, rectangles)
    right, read = composed(size, rectangles), frames_of(path)
    assert len(read) == len(right)
    for one, other in zip(read, right, strict=True):
        seen = other[..., 3:] > 0
        assert np.abs(one[..., 3].astype(int) - other[..., 3]).max() <= 1
        # The reference rounds once, files after each frame; colours of what is hardly there are coarse.
        weight = other[..., 3:] / 255
        assert (np.abs(one[..., :3].astype(int) - other[..., :3]) * seen * weight).max() <= 2
    for entry in load_index(path).frames.entries:
        reader = AnimationFrames(path)
        assert np.array_equal(to_rgba(reader.read(entry.frame)), read[entry.frame])
        reader.close()


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_what_is_cut_short_is_said_with_the_number_of_pictures(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"a{suffix}", 100)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 7 // 8])
    with pytest.raises(MediaError, match=r"cut short or damaged: [34] of its pictures"):
        probe(path)
