"""What the studio takes a file for, and that it says what it converts, guesses and drops."""

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image, ImageCms

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.facts import MediaFacts
from lance_studio.media.probe import probe
from tests.unit.media.painted import foreign_clip, painted, painted_clip, tone_burst, write_sound

BURST = tone_burst(48000, Fraction(1), Fraction(1, 4), Fraction(1, 10))


def film(
    path: Path,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    picture: dict[str, Any] | None = None,
    sounds: int = 0,
    sound_start: Fraction = Fraction(0),
    sound_layout: str = "stereo",
    default_sound: int | None = None,
    start: int = 0,
    count: int = 12,
) -> Path:
    """A film of a given look: attributes of the codec's context, and sound tracks of a second each."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, pixels
        for name, value in (picture or {}).items():
            setattr(stream.codec_context, name, value)
        tracks = [container.add_stream("aac", rate=48000, layout=sound_layout) for _ in range(sounds)]
        for place, track in enumerate(tracks):
            if default_sound is not None:
                track.disposition = Disposition.default if place == default_sound else Disposition(0)
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = number + start, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        for track in tracks:
            channels = len(track.layout.channels)
            for first in range(0, 48000, 1000):
                frame = av.AudioFrame.from_ndarray(np.zeros((channels, 1000), np.float32), "fltp", sound_layout)
                frame.sample_rate, frame.time_base = 48000, Fraction(1, 48000)
                frame.pts = first + round(sound_start * 48000)
                container.mux(track.encode(frame))
            container.mux(track.encode())
    return path


def about(facts: MediaFacts, words: str) -> list[str]:
    return [warning for warning in facts.warnings if words in warning]


# --- films ---------------------------------------------------------------------------------------------------------


def test_a_film_of_the_studio(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    path = painted_clip(tmp_path / "a.mp4", 20, rate=rate, sound=[BURST])
    facts = describe(path)
    assert (facts.kind, facts.container, facts.codec) == ("video", "mp4", "h264")
    assert (facts.width, facts.height, facts.stored_width, facts.stored_height) == (96, 64, 96, 64)
    assert (facts.frames, facts.rate, facts.duration, facts.pictures) == (20, rate, 20 / rate, 0)
    assert (facts.alpha, facts.bits, facts.interlaced, facts.variable_rate) == (False, 8, False, False)
    assert facts.byte_size == path.stat().st_size
    assert facts.sound is not None
    assert (facts.sound.sample_rate, facts.sound.channels, facts.sound.layout) == (48000, 2, "stereo")
    assert (facts.sound.codec, facts.sound.tracks) == ("aac", 1)
    # The studio writes sound as long as the picture.
    assert facts.sound.duration == pytest.approx(20 / rate, abs=0.05)
    assert facts.colour is not None
    assert (facts.colour.space, facts.colour.matrix, facts.colour.range) == ("yuv", "bt709", "limited")
    assert about(facts, "matrix") == []


def test_it_agrees_with_what_is_imported(tmp_path: Path) -> None:
    path = foreign_clip(tmp_path / "a.mkv", instants=[0, 1, 2, 9, 10, 30], count=6, unit=Fraction(1, 24), rotation=90)
    facts, info = describe(path), probe(path)
    assert (facts.width, facts.height) == (info.width, info.height) == (64, 96)
    assert (facts.stored_width, facts.stored_height) == (96, 64)
    assert (facts.frames, facts.rate, facts.duration) == (info.frame_count, info.frame_rate, info.duration)
    assert facts.rotation == info.rotation != 0
    assert facts.variable_rate
    assert len(about(facts, "variable rate")) == len(about(facts, "turned")) == len(about(facts, "BT.601")) == 1


@pytest.mark.parametrize(("aspect", "rotation", "shown"), [(2, 0, (192, 64)), (2, 90, (64, 192)), ("8/9", 0, (85, 64))])
def test_pixels_that_are_not_square(tmp_path: Path, aspect: int | str, rotation: int, shown: tuple[int, int]) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(aspect)
        if rotation:
            stream.set_display_rotation(rotation)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(painted(1), format="rgb24")))
        container.mux(stream.encode())
    facts = describe(tmp_path / "a.mp4")
    assert (facts.width, facts.height) == shown
    assert facts.pixel_aspect == Fraction(aspect)
    assert (facts.stored_width, facts.stored_height) == (96, 64)
    assert f"{shown[0]}x{shown[1]}" in about(facts, "not square")[0]


@pytest.mark.parametrize(("transfer", "name", "hdr"), [(18, "arib-std-b67", "HLG"), (16, "smpte2084", "PQ")])
def test_hdr_is_named(tmp_path: Path, transfer: int, name: str, hdr: str) -> None:
    look = {"color_primaries": 9, "color_trc": transfer, "colorspace": 9, "color_range": 1}
    facts = describe(film(tmp_path / "a.mp4", codec="libx265", pixels="yuv420p10le", picture=look))
    assert facts.colour is not None
    assert (facts.colour.primaries, facts.colour.transfer, facts.colour.matrix) == ("bt2020", name, "bt2020nc")
    assert (facts.colour.hdr, facts.bits) == (hdr, 10)
    assert "shown as SDR" in about(facts, f"HDR ({hdr})")[0]
    assert len(about(facts, "10 bits")) == 1


def test_a_film_with_alpha(tmp_path: Path) -> None:
    facts = describe(film(tmp_path / "a.mov", codec="png", pixels="rgba"))
    assert (facts.alpha, facts.container) == (True, "mov")
    assert facts.colour is not None
    assert facts.colour.space == "rgb"
    assert len(about(facts, "transparency")) == 1
    assert about(facts, "matrix") == []


def test_several_sounds(tmp_path: Path) -> None:
    facts = describe(film(tmp_path / "a.mkv", sounds=2, default_sound=1))
    assert facts.sound is not None
    assert facts.sound.tracks == 2
    assert "track 2 is marked" in about(facts, "2 sound tracks")[0]
    assert "The sound ends 0.5" in about(facts, "after the picture")[0]


def test_sound_and_picture_that_begin_at_different_times(tmp_path: Path) -> None:
    late_picture = describe(film(tmp_path / "a.mp4", sounds=1, start=12, count=24))
    assert "The picture begins 0.500 s after the sound" in about(late_picture, "begins")[0]
    assert late_picture.duration == Fraction(3, 2)
    late_sound = describe(film(tmp_path / "b.mp4", sounds=1, sound_start=Fraction(1, 2), count=48))
    # The encoder begins 1024 samples early.
    assert "begins 0.478 s after the picture" in about(late_sound, "before it is silence")[0]


def test_many_channels_are_mixed_down(tmp_path: Path) -> None:
    facts = describe(film(tmp_path / "a.mp4", sounds=1, sound_layout="5.1", count=24))
    assert facts.sound is not None
    assert (facts.sound.channels, facts.sound.layout) == (6, "5.1")
    assert len(about(facts, "6 sound channels")) == 1


def test_interlaced(tmp_path: Path) -> None:
    path = foreign_clip(tmp_path / "a.ts", codec="mpeg2video", options={"flags": "+ildct+ilme", "top": "1"})
    facts = describe(path)
    assert facts.interlaced
    assert (facts.container, facts.codec) == ("mpegts", "mpeg2video")
    assert len(about(facts, "interlaced")) == 1


def test_webm_and_matroska_are_told_apart(tmp_path: Path) -> None:
    assert describe(foreign_clip(tmp_path / "a.webm", codec="libvpx")).container == "webm"
    assert describe(foreign_clip(tmp_path / "a.mkv")).container == "matroska"


def test_bytes_are_described_like_files(tmp_path: Path) -> None:
    path = painted_clip(tmp_path / "a.mp4", 5)
    facts = describe(path.read_bytes())
    assert (facts.frames, facts.width, facts.warnings) == (5, 96, describe(path).warnings)


# --- sounds --------------------------------------------------------------------------------------------------------


def test_a_sound(tmp_path: Path) -> None:
    facts = describe(write_sound(tmp_path / "a.wav", BURST, 44100))
    assert (facts.kind, facts.container, facts.codec) == ("audio", "wav", "pcm_s16le")
    assert facts.duration == Fraction(48000, 44100)
    assert (facts.width, facts.frames, facts.colour, facts.rate) == (0, 0, None, None)
    assert facts.warnings == ()


def test_a_sound_whose_header_tells_no_length(tmp_path: Path) -> None:
    whole = write_sound(tmp_path / "a.flac", BURST, 48000, codec="flac").read_bytes()
    # Bytes 18 to 25 of the header end with 36 bits for the number of samples.
    head = int.from_bytes(whole[18:26], "big") >> 36 << 36
    (tmp_path / "b.flac").write_bytes(whole[:18] + head.to_bytes(8, "big") + whole[26:])
    facts = describe(tmp_path / "b.flac")
    assert facts.duration == 1
    assert facts.sound is not None
    assert facts.sound.duration == 1
    assert len(about(facts, "does not say how long")) == 1


# --- pictures ------------------------------------------------------------------------------------------------------


def saved(path: Path, image: Image.Image, **options: Any) -> MediaFacts:
    image.save(path, **options)
    return describe(path)


def png_with(path: Path, name: bytes, content: bytes) -> MediaFacts:
    """A small PNG with one more chunk behind its header."""
    made = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 80, 40)).save(made, "PNG")
    data = made.getvalue()
    check = struct.pack(">I", zlib.crc32(name + content))
    path.write_bytes(data[:33] + struct.pack(">I", len(content)) + name + content + check + data[33:])
    return describe(path)


def test_a_plain_picture(tmp_path: Path) -> None:
    facts = saved(tmp_path / "a.png", Image.new("RGB", (30, 20)))
    assert (facts.kind, facts.container, facts.codec) == ("picture", "png", "png")
    assert (facts.width, facts.height, facts.frames, facts.pictures) == (30, 20, 1, 1)
    assert (facts.alpha, facts.bits, facts.duration, facts.sound) == (False, 8, None, None)
    assert facts.warnings == ()


@pytest.mark.parametrize(
    ("orientation", "size", "rotation", "words"),
    [(6, (20, 30), 90, "turned clockwise by 90°"), (2, (30, 20), 0, "is mirrored,"), (3, (30, 20), 180, "180°")],
)
def test_a_turned_picture(tmp_path: Path, orientation: int, size: tuple[int, int], rotation: int, words: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    facts = saved(tmp_path / "a.jpg", Image.new("RGB", (30, 20)), exif=exif)
    assert ((facts.width, facts.height), facts.rotation) == (size, rotation)
    assert (facts.stored_width, facts.stored_height) == (30, 20)
    assert len(about(facts, words)) == 1


def test_transparency_is_said_where_there_is_any(tmp_path: Path) -> None:
    clear = saved(tmp_path / "a.png", Image.new("RGBA", (4, 4), (255, 0, 0, 100)))
    assert clear.alpha
    assert len(about(clear, "stay transparent")) == 1
    opaque = saved(tmp_path / "b.png", Image.new("RGBA", (4, 4), (255, 0, 0, 255)))
    assert opaque.alpha
    assert opaque.warnings == ()
    palette = saved(tmp_path / "c.png", Image.new("P", (4, 4)), transparency=0)
    assert palette.alpha
    assert palette.bits == 8
    assert len(about(palette, "stay transparent")) == 1


def test_pages(tmp_path: Path) -> None:
    frames = [Image.new("L", (8, 8), level) for level in (0, 100, 200)]
    facts = saved(tmp_path / "a.tif", frames[0], save_all=True, append_images=frames[1:])
    assert (facts.kind, facts.frames, facts.pictures) == ("picture", 1, 3)
    assert len(about(facts, "3 pictures")) == 1


def test_deep_pictures(tmp_path: Path) -> None:
    facts = saved(tmp_path / "a.png", Image.fromarray(np.full((4, 4), 3000, np.uint16)))
    assert facts.colour is not None
    assert (facts.bits, facts.colour.space) == (16, "grey")
    assert len(about(facts, "16 bits")) == 1


def test_profiles_are_named(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    plain = saved(tmp_path / "a.png", Image.new("RGB", (4, 4)), icc_profile=srgb.tobytes())
    assert plain.colour is not None
    assert (plain.colour.profile or "").startswith("sRGB")
    assert plain.warnings == ()
    unfit = saved(tmp_path / "b.png", Image.new("RGB", (4, 4)), icc_profile=lab.tobytes())
    assert len(about(unfit, "cannot be applied")) == 1
    broken = saved(tmp_path / "c.png", Image.new("RGB", (4, 4)), icc_profile=b"no profile")
    assert broken.colour is not None
    assert broken.colour.profile is None
    assert len(about(broken, "cannot be applied")) == 1


def test_colours_that_a_png_names_by_numbers(tmp_path: Path) -> None:
    facts = png_with(tmp_path / "a.png", b"cICP", bytes([12, 13, 0, 1]))
    assert facts.colour is not None
    assert (facts.colour.primaries, facts.colour.transfer) == ("smpte432", "iec61966-2-1")
    assert (facts.colour.matrix, facts.colour.range) == (None, "full")
    assert len(about(facts, "smpte432")) == 1
    bright = png_with(tmp_path / "b.png", b"cICP", bytes([9, 16, 0, 1]))
    assert len(about(bright, "HDR (PQ)")) == 1


def test_a_gamma_that_is_converted_is_said(tmp_path: Path) -> None:
    assert len(about(png_with(tmp_path / "a.png", b"gAMA", struct.pack(">I", 100_000)), "gAMA")) == 1
    assert png_with(tmp_path / "b.png", b"gAMA", struct.pack(">I", 45455)).warnings == ()


def test_cmyk_and_camera_raw(tmp_path: Path) -> None:
    facts = saved(tmp_path / "a.jpg", Image.new("CMYK", (4, 4)))
    assert facts.colour is not None
    assert facts.colour.space == "cmyk"
    assert len(about(facts, "CMYK without a profile")) == 1
    with pytest.raises(MediaError, match="raw file"):
        saved(tmp_path / "a.dng", Image.new("RGB", (4, 3)), format="TIFF", tiffinfo={50706: b"\1\4\0\0"})


# --- what is none --------------------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    path.write_bytes(painted_clip(path.with_name("whole.mp4"), 40).read_bytes()[:1500])


@pytest.mark.parametrize(
    "make", [lambda path: path.write_bytes(b""), lambda path: path.write_text("no media"), lambda path: None, cut]
)
def test_what_is_no_media_is_refused_with_a_remedy(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "a.mp4")
    with pytest.raises(MediaError) as caught:
        describe(tmp_path / "a.mp4")
    assert "a.mp4" in caught.value.cause
    assert caught.value.remedy
