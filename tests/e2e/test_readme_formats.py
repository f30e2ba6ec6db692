"""The table of README.md on what can be imported and exported, line by line: each file in it is made and tried."""

import io
import re
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from lance_studio.cli.main import run
from lance_studio.errors import MediaError
from lance_studio.media.probe import probe
from tests.heif_files import HeifFile, box, heic
from tests.unit.media.painted import foreign_clip

CASES = Path(__file__).parents[1] / "cases" / "media"
README = Path(__file__).parents[2] / "README.md"
HEADING = "## What can be imported and exported"
Maker = Callable[[Path], None]


def _picture(form: str, **options: object) -> Maker:
    return lambda path: Image.new("RGB", (24, 16), (200, 80, 40)).save(path, form, **options)


def _moving(form: str) -> Maker:
    def make(path: Path) -> None:
        first, *others = [Image.new("RGB", (24, 16), (80 * number, 60, 40)) for number in range(3)]
        first.save(path, form, save_all=True, append_images=others, duration=100)

    return make


def _psd(path: Path) -> None:
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 4, 4, 8, 3)
    path.write_bytes(head + struct.pack(">III", 0, 0, 0) + struct.pack(">H", 0) + bytes([200]) * 48)


def _film(codec: str = "libx264", *, pixels: str = "yuv420p", size: tuple[int, int] = (96, 64)) -> Maker:
    rate = Fraction(25)
    return lambda path: void(
        foreign_clip(path, codec=codec, count=4, unit=1 / rate, rate=rate, pixels=pixels, size=size)
    )


def _raw_mpeg4(path: Path) -> None:
    with av.open(str(path), "w", format="m4v") as container:
        stream = container.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(4):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), 40 * number, np.uint8), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _dv(path: Path) -> None:
    with av.open(str(path), "w", format="dv") as container:
        stream = container.add_stream("dvvideo", rate=Fraction(25))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 720, 576, "yuv420p"
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((576, 720, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())


def _copied(name: str) -> Maker:
    return lambda path: void(path.write_bytes((CASES / name).read_bytes()))


def _sound(codec: str, form: str | None = None, rate: int = 48000, layout: str = "mono") -> Maker:
    def make(path: Path) -> None:
        with av.open(str(path), "w", format=form) as container:
            stream = container.add_stream(codec, rate=rate, layout=layout)
            assert isinstance(stream, av.AudioStream)
            stream.bit_rate = 64_000
            tone = 0.3 * np.sin(np.arange(rate // 2) * 2 * np.pi * 440 / rate)
            block = av.AudioFrame.from_ndarray(tone.astype(np.float32)[None], format="fltp", layout="mono")
            block.sample_rate, block.time_base, block.pts = rate, Fraction(1, rate), 0
            resampler = av.AudioResampler(stream.codec_context.format.name, layout, rate)
            fifo = av.AudioFifo()
            for part in resampler.resample(block):
                fifo.write(part)
            size = stream.codec_context.frame_size or 1024
            while (part := fifo.read(size, partial=True)) is not None:
                container.mux(stream.encode(part))
            container.mux(stream.encode())

    return make


def void(_: object) -> None:
    """Drop what a maker returns."""


MAKERS: dict[str, tuple[str, str, Maker]] = {
    # Name in the table: ending, what it comes in as, how one is made.
    "PNG": (".png", "picture", _picture("PNG")),
    "JPEG": (".jpg", "picture", _picture("JPEG")),
    "WebP": (".webp", "picture", _picture("WEBP")),
    "AVIF": (".avif", "picture", _picture("AVIF")),
    "GIF": (".gif", "picture", _picture("GIF")),
    "TIFF": (".tif", "picture", _picture("TIFF")),
    "BMP": (".bmp", "picture", _picture("BMP")),
    "PPM": (".ppm", "picture", _picture("PPM")),
    "JPEG 2000": (".jp2", "picture", _picture("JPEG2000")),
    "ICO": (".ico", "picture", _picture("ICO")),
    "HEIC": (".heic", "picture", lambda path: void(path.write_bytes(heic(np.full((16, 24, 3), 90, np.uint8))))),
    "TGA": (".tga", "picture", _picture("TGA")),
    "PSD": (".psd", "picture", _psd),
    "animated GIF": (".gif", "video", _moving("GIF")),
    "animated WebP": (".webp", "video", _moving("WEBP")),
    "animated PNG": (".png", "video", _moving("PNG")),
    "animated AVIF": (".avif", "video", _moving("AVIF")),
    "MP4": (".mp4", "video", _film()),
    "MOV": (".mov", "video", _film()),
    "3GP": (".3gp", "video", _film()),
    "Matroska": (".mkv", "video", _film()),
    "WebM": (".webm", "video", _film("libvpx")),
    "AVI": (".avi", "video", _film("mpeg4")),
    "MPEG transport streams": (".ts", "video", _film("mpeg2video")),
    "MPEG program streams": (".mpg", "video", _film("mpeg1video")),
    "FLV": (".flv", "video", _film()),
    "ASF and WMV": (".wmv", "video", _film("wmv2")),
    "Ogg video": (".ogv", "video", _film("libvpx")),
    "MXF": (".mxf", "video", _film("mpeg2video")),
    "NUT": (".nut", "video", _film()),
    "IVF": (".ivf", "video", _film("libvpx-vp9")),
    "DV": (".dv", "video", _dv),
    "RealMedia": (".rm", "video", _film("rv20", size=(96, 80))),
    "raw H.264": (".h264", "video", _film()),
    "raw HEVC": (".hevc", "video", _film("libx265")),
    "raw MPEG-1 and MPEG-2 video": (".m2v", "video", _film("mpeg2video")),
    "raw MPEG-4 video": (".m4v", "video", _raw_mpeg4),
    "raw AV1": (".obu", "video", _film("libsvtav1")),
    "YUV4MPEG": (".y4m", "video", _film("wrapped_avframe")),
    "WAV": (".wav", "audio", _sound("pcm_s16le")),
    "W64": (".w64", "audio", _sound("pcm_s16le")),
    "AIFF": (".aiff", "audio", _sound("pcm_s16be")),
    "CAF": (".caf", "audio", _sound("pcm_s16le")),
    "AU": (".au", "audio", _sound("pcm_s16be")),
    "FLAC": (".flac", "audio", _sound("flac")),
    "MP3": (".mp3", "audio", _sound("libmp3lame")),
    "M4A": (".m4a", "audio", _sound("aac", "ipod")),
    "raw AAC": (".aac", "audio", _sound("aac", "adts")),
    "AC-3": (".ac3", "audio", _sound("ac3", "ac3")),
    "E-AC-3": (".eac3", "audio", _sound("eac3", "eac3")),
    "Ogg Vorbis": (".ogg", "audio", _copied("02-vorbis.ogg")),
    "Opus": (".opus", "audio", _sound("libopus")),
    "WMA": (".wma", "audio", _sound("wmav2", "asf", layout="stereo")),
    "WavPack": (".wv", "audio", _sound("wavpack")),
    "TTA": (".tta", "audio", _sound("tta")),
}
REFUSED: dict[str, bytes] = {
    "HEIC sequences": HeifFile().write(None, brand=b"hevc", after=box(b"moov")),
    "JPEG XL": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(64),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>',
    "OpenEXR": b"v/1\x01\x02\0\0\0" + bytes(64),
    "PDF": b"%PDF-1.4\n" + bytes(64),
}


def rows() -> dict[str, list[str]]:
    """The table: names by the first column."""
    part = README.read_text("utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", part, flags=re.M)
    return {first.strip(): [name.strip() for name in second.split(",")] for first, second in found[1:]}


KINDS = {"Pictures": "picture", "Clips": "video", "Sounds": "audio"}


def test_the_table_names_what_is_tried_and_nothing_else() -> None:
    table = rows()
    named = {name: kind for row, kind in KINDS.items() for name in table[row]}
    assert named == {name: kind for name, (_, kind, _) in MAKERS.items()}
    assert set(table["Refused by their names"]) == {*REFUSED, "camera raw"}


@pytest.mark.parametrize("name", MAKERS)
def test_it_comes_in_as_the_table_says(name: str, tmp_path: Path) -> None:
    ending, kind, make = MAKERS[name]
    path = tmp_path / f"file{ending}"
    make(path)
    found = probe(path)
    assert found.kind == kind
    # Whatever its name says.
    other = tmp_path / "file.bin"
    other.write_bytes(path.read_bytes())
    assert probe(other).kind == kind


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_as_what_it_is(name: str) -> None:
    with pytest.raises(MediaError, match=re.escape(name.removesuffix("s"))):
        probe(io.BytesIO(REFUSED[name]))


def test_camera_raw_is_refused_as_such() -> None:
    with pytest.raises(MediaError, match="camera raw"):
        probe(CASES / "15-camera.dng")


EXPORTS: dict[str, tuple[str, ...]] = {
    "film.mp4": (),
    "film.mov (ProRes 4444)": ("--alpha",),
    "film.webm (VP9)": (),
    "film.mkv (FFV1 and PCM)": (),
    "sound.wav": (),
    "sound.flac": (),
    "still.png": ("--at", "0"),
    "still.webp": ("--at", "0"),
    "film.otio": (),
    "a folder of PNG": (),
}


def test_the_table_names_all_exports() -> None:
    assert set(rows()["Exports"]) == {*EXPORTS}


@pytest.mark.parametrize("entry", EXPORTS)
def test_it_goes_out_as_the_table_says(entry: str, tmp_path: Path) -> None:
    sounds = entry.startswith("sound")
    source = tmp_path / ("source.aiff" if sounds else "source.mp4")
    (_sound("pcm_s16be") if sounds else _film())(source)
    name = "frames/" if entry.startswith("a folder") else entry.split()[0]
    assert run(["render", str(source), "-o", f"{tmp_path}/{name}", *EXPORTS[entry]]) == 0
    if name == "frames/":
        assert [probe(path).kind for path in (tmp_path / name).iterdir()] == ["picture"] * 4
    elif name.endswith(".otio"):
        assert "OTIO_SCHEMA" in (tmp_path / name).read_text("utf-8")
    else:
        kinds = {"still": "picture", "sound": "audio", "film": "video"}
        assert probe(tmp_path / name).kind == kinds[name.split(".")[0]]
