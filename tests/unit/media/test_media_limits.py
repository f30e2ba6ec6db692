"""What a media file may claim: rates, channels, hours, frames and bytes that no real file has are refused at once."""

import dataclasses
import struct
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio import limits
from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.media import images, opening, sound_decoding
from lance_studio.media.describe import describe
from lance_studio.media.files import require_file
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.resampling import resample
from lance_studio.media.sound import AudioReader
from lance_studio.media.waveform import waveform

pytestmark = pytest.mark.timeout(30)


def wav(
    path: Path, rate: int = 48_000, channels: int = 1, data: bytes = bytes(4000), claimed: int | None = None
) -> Path:
    size = len(data) if claimed is None else claimed
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * 2 * channels % (1 << 32), 2 * channels, 16)
    length = struct.pack("<I", min(size + 36, 0xFFFF_FFFF))
    path.write_bytes(b"RIFF" + length + b"WAVEfmt " + form + b"data" + struct.pack("<I", size) + data)
    return path


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, name) + content


def film_of(samples: int, handler: bytes = b"vide") -> bytes:
    """An MP4 of some hundred bytes that lists a number of samples of one byte each."""
    sizes = box(b"stsz", bytes(4), struct.pack(">II", 1, samples))
    table = box(b"stbl", box(b"stts", bytes(4), struct.pack(">III", 1, samples, 1000)), sizes)
    media = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", table))
    return box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"moov", box(b"trak", media))


@pytest.mark.parametrize("read", [probe, describe, waveform, AudioReader])
def test_a_sample_rate_of_700_mhz_is_refused_by_its_header(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = wav(tmp_path / "absurd.wav", rate=700_000_000)
    with pytest.raises(MediaLimitError, match="700,000,000 samples a second; at most 768,000"):
        read(path)


def test_a_sample_rate_at_the_limit_is_measured_with_little_memory(tmp_path: Path) -> None:
    wav(tmp_path / "high.wav", rate=limits.SOUND_RATE.most - 1, data=bytes(400_000))
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "from fractions import Fraction\n"
        "from lance_studio.media.sound import AudioReader\n"
        "from lance_studio.media.waveform import waveform\n"
        "assert len(waveform(sys.argv[1]).peaks)\n"
        "with AudioReader(sys.argv[1]) as reader:\n"
        "    reader.read(Fraction(0), 1000, speed=Fraction(8))\n"
        "line = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(int(line.split()[1]) >> 10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "high.wav")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 600


def test_sound_of_a_high_rate_is_read_as_before() -> None:
    tone = np.sin(np.arange(200_000) / 4000, dtype=np.float64)[:, None].astype(np.float32)

    def read(first: int, count: int) -> np.ndarray:
        places = np.arange(first, first + count)
        return np.where((places >= 0) & (places < len(tone)), 1, 0)[:, None] * tone[np.clip(places, 0, len(tone) - 1)]

    found = resample(read, Fraction(50_001, 2), Fraction(7679, 81), 500)[:, 0]
    expected = np.sin((25_000.5 + np.arange(500) * 7679 / 81) / 4000)
    assert np.abs(found - expected).max() < 0.002


def test_more_channels_than_there_are_loudspeakers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaLimitError, match="64 sound channels; at most 24"):
        probe(wav(tmp_path / "many.wav", channels=64))


def test_a_sound_of_days_is_refused_by_its_header(tmp_path: Path) -> None:
    path = wav(tmp_path / "long.wav", rate=8000, claimed=0xFFFF_FFF0)
    with path.open("r+b") as stream:
        stream.truncate(0xFFFF_FFFF)
        # Enough is stored that the file is not hollow.
        for place in range(1 << 20, 1 << 32, 1 << 28):
            stream.seek(place)
            stream.write(bytes(1 << 20))
    with pytest.raises(MediaLimitError, match="74 hours long; at most 24"):
        probe(path)


def test_a_sparse_file_of_50_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = wav(tmp_path / "hollow.wav")
    with path.open("r+b") as stream:
        stream.truncate(50 << 30)
    for read in (require_file, probe, waveform, describe):
        with pytest.raises(MediaLimitError, match="next to nothing of it is stored"):
            read(path)


def test_a_large_file_that_is_stored_is_no_hollow_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wav(tmp_path / "whole.wav", data=bytes(100_000))
    with path.open("r+b") as stream:
        stream.truncate(2 << 30)
        stream.seek(1 << 30)
        stream.write(b"x" * (3 << 20))
    assert require_file(path) == path


@pytest.mark.parametrize("samples", [10_000, 60_000_000, 0xFFFF_FFFF])
def test_a_film_that_lists_more_frames_than_it_has_bytes_is_refused_before_room_is_made(
    tmp_path: Path, samples: int
) -> None:
    path = tmp_path / "bomb.mp4"
    path.write_bytes(film_of(samples))
    with pytest.raises(MediaLimitError, match=f"{samples:,} frames"):
        opening._refuse_boxes(path)
    with pytest.raises(MediaError, match="claims"):
        probe(path)


def test_old_sound_counts_more_samples_than_bytes_and_is_not_refused_for_that(tmp_path: Path) -> None:
    path = tmp_path / "old.mov"
    path.write_bytes(film_of(1000, b"soun"))
    opening._refuse_boxes(path)
    path.write_bytes(film_of(60_000_000, b"soun"))
    with pytest.raises(MediaLimitError):
        opening._refuse_boxes(path)


@pytest.mark.parametrize("failure", [MemoryError(), OSError(12, "Cannot allocate memory")])
def test_too_little_memory_is_never_called_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    write_png(tmp_path / "a.png", np.zeros((16, 16, 3), np.uint8))
    path = wav(tmp_path / "a.wav")

    def fail(*_: object, **__: object) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(images, "to_srgb", fail)
        with pytest.raises(MediaError, match="too little memory"):
            load_image(tmp_path / "a.png")
    with monkeypatch.context() as patch:
        patch.setattr(Image, "open", fail)
        with pytest.raises(MediaError, match="too little memory"):
            load_image(tmp_path / "a.png")
    with monkeypatch.context() as patch:
        patch.setattr(opening.av, "open", fail)
        with pytest.raises(MediaError, match="too little memory"):
            AudioReader(path)
    with monkeypatch.context() as patch, AudioReader(path) as reader:
        patch.setattr(sound_decoding.SoundDecoder, "read", fail)
        with pytest.raises(MediaError, match="too little memory"):
            reader.read(Fraction(0), 100)


def test_pages_are_counted_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [Image.new("L", (8, 8), number) for number in range(12)]
    path = tmp_path / "a.tif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    assert describe(path).pictures == 12
    monkeypatch.setattr(limits, "PICTURES", dataclasses.replace(limits.PICTURES, most=5))
    facts = describe(path)
    assert facts.pictures == 6
    assert "more than 5 pictures" in facts.warnings[0]


def test_an_animation_with_absurdly_many_frames_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [Image.new("L", (8, 8), number * 9) for number in range(12)]
    path = tmp_path / "a.gif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=50)
    monkeypatch.setattr(limits, "ANIMATION_FRAMES", dataclasses.replace(limits.ANIMATION_FRAMES, most=5))
    with pytest.raises(MediaLimitError, match="at most 5 frames"):
        describe(path)


def test_a_broken_tiff_is_refused_without_a_word_on_the_console(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)).save(path, compression="tiff_lzw")
    content = bytearray(path.read_bytes())
    content[2000:4000] = b"\xff" * 2000
    path.write_bytes(content)
    script = (
        "import sys\n"
        "from lance_studio.errors import MediaError\n"
        "from lance_studio.media.images import load_image\n"
        "try:\n"
        "    load_image(sys.argv[1])\n"
        "except MediaError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "damaged" in done.stdout
