"""Sounds: codecs, containers, headers, tracks, and sound beside a picture."""

import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Disposition

from tests.soak.own_media.cases import Case
from tests.soak.own_media.making import LAYOUTS, encode_sound, film, sound_file, writing
from tests.unit.media.sounding import bursts

F = Fraction
TIMES = (0.25, 0.75, 1.25)
AT_ONCE = F(0)


def heard(
    name: str,
    kind: str,
    codec: str,
    rate: int = 48_000,
    channels: int = 2,
    *,
    delay: float = 0,
    within: int = 60,
    says: Iterable[str] = (),
    samples: int | None = None,
    level: float = 0.36,
    **how: Any,
) -> Case:
    """A sound with bursts; `delay` is what the encoder's own samples add where a file does not say so."""
    return Case(
        name,
        kind,
        lambda path: sound_file(path, codec, rate, channels, TIMES, **how),
        {"kind": "audio", "sound.rate": rate, "sound.channels": channels},
        bursts=[time + delay for time in TIMES],
        within=within,
        level=level,
        says=frozenset(says) | ({"mixed"} if channels > 2 else set()),
    )


def _plain() -> list[Case]:
    kind = "26 sound files"
    return [
        heard("a.wav", kind, "pcm_s24le", 96_000),
        heard("b.wav", kind, "pcm_f32le", 44_100, 1),
        heard("c.wav", kind, "pcm_u8", 22_050, 1),
        heard("d.wav", kind, "pcm_mulaw", 8_000, 1, within=200),
        heard("e.wav", kind, "adpcm_ms", 44_100, within=60),
        heard("f.wav", kind, "adpcm_ima_wav", 44_100),
        heard("g.wav", kind, "pcm_s16le", 48_000, 6),
        heard("h-rf64.wav", kind, "pcm_s16le", muxer={"rf64": "always"}),
        heard("i.w64", kind, "pcm_s24le", 44_100),
        heard("j.aiff", kind, "pcm_s16be", 44_100),
        heard("k.aif", kind, "pcm_f32be", 48_000, form="aiff"),
        heard("l.caf", kind, "pcm_s24be", 44_100),
        heard("m.caf", kind, "alac", 44_100),
        heard("n.au", kind, "pcm_s16be", 44_100),
        heard("o.au", kind, "pcm_mulaw", 8_000, 1, within=200),
        heard("p.flac", kind, "flac", 96_000),
        heard("q.ogg", kind, "flac", 44_100),
        heard("r.ogg", kind, "vorbis", 44_100),
        heard("s.opus", kind, "libopus", 48_000, 1),
        heard("t.opus", kind, "libopus", 48_000, 2, options={"frame_duration": "60", "application": "audio"}),
        heard("u.m4a", kind, "aac", 44_100, form="ipod"),
        heard("v.m4a", kind, "alac", 48_000, form="ipod"),
        heard("w.mka", kind, "aac", 48_000),
        heard("x.mka", kind, "vorbis", 44_100),
        heard("y.weba", kind, "libopus", form="webm"),
        heard("z.mp3", kind, "libmp3lame", 44_100, within=60),
        heard("aa.mp3", kind, "libmp3lame", 22_050, 1),
        heard("ab-no-xing.mp3", kind, "libmp3lame", 44_100, delay=1105 / 44100, muxer={"write_xing": "0"}, within=1300),
        heard("ac.mp2", kind, "mp2", 48_000, delay=481 / 48000, within=60),
        heard("ad.wma", kind, "wmav2", 44_100, delay=-2048 / 44100),
        heard("ae.wma", kind, "wmav1", 44_100, 1, delay=-2048 / 44100),
        heard("af.aac", kind, "aac", 44_100, delay=1024 / 44100, form="adts", within=60, says=("corrected",)),
        heard("ag.aac", kind, "aac", 22_050, 1, delay=1024 / 22050, form="adts"),
        heard("ah.loas", kind, "aac", 48_000, delay=1024 / 48000, form="latm", within=60, says=("measured",)),
        heard("ai.ac3", kind, "ac3", 48_000, 6, delay=256 / 48000, within=60),
        heard("aj.ac3", kind, "ac3", 44_100, 2, delay=256 / 44100, within=60),
        heard("ak.eac3", kind, "eac3", 48_000, 2, delay=256 / 48000, within=60),
        heard("am.tta", kind, "tta", 44_100),
        heard("an.wv", kind, "wavpack", 48_000),
        Case(
            "ao.amr",
            kind,
            lambda path: sound_file(path, "libopencore_amrnb", 8_000, 1, TIMES, bit_rate=12_200),
            {"kind": "audio", "sound.rate": 8_000},
            samples=12_000,
            within=200,
        ),
        heard("ap.voc", kind, "pcm_u8", 20_000, 1),
        heard("aq.mov", kind, "pcm_s16be", 48_000),
        heard("ar.mp4", kind, "pcm_s16le", 48_000),
        heard("as.avi", kind, "pcm_s16le", 48_000),
        heard("at.mkv", kind, "pcm_f32le", 44_100),
        Case(
            "au.3gp",
            kind,
            lambda path: sound_file(path, "libopencore_amrnb", 8_000, 1, TIMES, bit_rate=12_200),
            {"kind": "audio", "sound.rate": 8_000},
            samples=12_000,
            within=200,
        ),
        heard("av.nut", kind, "flac", 44_100),
        heard("aw.rm", kind, "ac3", 48_000, delay=256 / 48000),
        heard("ax.wav", kind, "adpcm_yamaha", 44_100),
        heard("ay.wav", kind, "g726", 8_000, 1, within=250),
        heard("ba.wav", kind, "libmp3lame", 44_100, within=1400),
        heard("bb.wav", kind, "ac3", 48_000, delay=256 / 48000, within=60),
        heard("bc.ts", kind, "aac", 48_000, delay=1024 / 48000, within=1100),
        heard("bd.mpg", kind, "mp2", 48_000, delay=481 / 48000),
        heard("be.flv", kind, "aac", 44_100, delay=1024 / 44100),
        heard("bf.flv", kind, "libmp3lame", 44_100, within=1400),
        heard("bg.asf", kind, "libmp3lame", 44_100, within=1400),
        heard("bh.mp4", kind, "libopus", 48_000),
        heard("bi.mp4", kind, "flac", 44_100),
        heard("bj.mp4", kind, "ac3", 48_000),
        heard("bk.mp4", kind, "libmp3lame", 44_100, within=1400),
        heard("bm.wav", kind, "pcm_s32le", 192_000, 6),
        heard("bn.bits", kind, "pcm_f64le", 48_000, form="wav"),
        heard("bo.wve", kind, "pcm_alaw", 8_000, 1, form="wav", within=200),
        heard("bp.mp4", kind, "eac3", 48_000, form="mp4"),
        heard("bq.dsf.flac", kind, "flac", 48_000, 1, options={"compression_level": "8"}),
    ]


# --- headers without a length ----------------------------------------------------------------------------------------


def patched(
    name: str, make: Callable[[Path], Any], patch: Callable[[bytearray], bytes | bytearray], **case: Any
) -> Case:
    """A file whose bytes are changed after it was made."""

    def write(path: Path) -> Path:
        make(path)
        path.write_bytes(patch(bytearray(path.read_bytes())))
        return path

    return Case(name, make=write, **case)


def _streamed_wav(content: bytearray) -> bytearray:
    place = content.index(b"data")
    struct.pack_into("<I", content, 4, 0xFFFFFFFF)
    struct.pack_into("<I", content, place + 4, 0xFFFFFFFF)
    return content


def _zero_wav(content: bytearray) -> bytearray:
    place = content.index(b"data")
    struct.pack_into("<I", content, 4, 0)
    struct.pack_into("<I", content, place + 4, 0)
    return content


def _without_streaminfo_length(content: bytearray) -> bytearray:
    content[21] &= 0xF0
    content[22:26] = b"\0\0\0\0"
    return content


class _Unseekable:
    """What a recorder writes to: nothing can be written twice."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")

    def write(self, content: bytes) -> int:
        return self.file.write(content)

    def close(self) -> None:
        self.file.close()


def streamed(
    name: str,
    form: str,
    codec: str,
    rate: int = 48_000,
    *,
    kind: str = "12 no length",
    picture: str = "",
    says: Iterable[str] = (),
    muxer: dict[str, str] | None = None,
    within: int = 60,
    delay: float = 0,
) -> Case:
    """Written by a recorder that cannot go back to the header."""

    def make(path: Path) -> Path:
        out = _Unseekable(path)
        with writing(out, format=form, options=muxer or {}) as container:
            stream = container.add_stream(codec, rate=rate, layout="stereo")
            if codec == "vorbis":
                stream.codec_context.options = {"strict": "-2"}
            samples = bursts(rate, F(3, 2), [F(time) for time in TIMES], 2)
            for packet in encode_sound(stream, samples, rate, 2):
                container.mux(packet)
        out.close()
        return path

    return Case(
        name,
        kind,
        make,
        {"kind": "audio"},
        bursts=[each + delay for each in TIMES],
        within=within,
        says=frozenset(says),
    )


def _lengths() -> list[Case]:
    kind = "12 no length"
    wav = lambda path: sound_file(path, "pcm_s16le", 44_100, 2, TIMES)  # noqa: E731
    frag = {"movflags": "frag_keyframe+empty_moov"}
    return [
        streamed("a.webm", "webm", "libopus", says=("measured",)),
        streamed("b.mka", "matroska", "vorbis", 44_100, says=("measured",)),
        streamed("c.flac", "flac", "flac"),
        streamed("d.ogg", "ogg", "vorbis", 44_100),
        streamed("e.mp3", "mp3", "libmp3lame", 44_100, within=1400),
        streamed("f.mp4", "mp4", "aac", muxer=frag, delay=1024 / 48000),
        streamed("g.au", "au", "pcm_s16be", 44_100),
        streamed("h.wav", "wav", "pcm_s16le", 44_100),
        streamed("i.mkv", "matroska", "pcm_s16le", 44_100),
        streamed("j.flv", "flv", "aac", 44_100, delay=1024 / 44100),
        streamed("k.webm", "webm", "vorbis", 44_100, says=("measured",), muxer={"live": "1"}),
        streamed("l.caf", "caf", "pcm_s16be", 44_100),
        patched("m.wav", wav, _streamed_wav, kind=kind, bursts=TIMES, facts={"kind": "audio", "duration": F(3, 2)}),
        patched("n.wav", wav, _zero_wav, kind=kind, bursts=TIMES, facts={"kind": "audio", "duration": F(3, 2)}),
        patched(
            "o.flac",
            lambda path: sound_file(path, "flac", 44_100, 2, TIMES),
            _without_streaminfo_length,
            kind=kind,
            bursts=TIMES,
            facts={"kind": "audio", "duration": F(3, 2)},
            says=frozenset({"measured"}),
        ),
    ]


def _vbr() -> list[Case]:
    def make(
        rate: int,
        seconds: int,
        channels: int,
        codec: str = "libmp3lame",
        form: str | None = None,
        muxer: dict[str, str] | None = None,
        tag: bool = False,
    ) -> Callable[[Path], Path]:
        def write(path: Path) -> Path:
            rng = np.random.default_rng(3)
            samples = np.zeros((seconds * rate, channels), np.float32)
            samples[: 2 * rate] = rng.uniform(-0.5, 0.5, (2 * rate, channels))
            with writing(str(path), format=form, options=muxer or {}) as container:
                track = container.add_stream(codec, rate=rate, layout=LAYOUTS[channels])
                if codec == "libmp3lame":
                    track.codec_context.options = {"flags": "+qscale", "global_quality": str(118 * 4), "qscale": "4"}
                for packet in encode_sound(track, samples, rate, channels):
                    container.mux(packet)
            if tag:
                path.write_bytes(b"ID3\x04\0\0\0\0\x07\x76" + bytes(1014) + path.read_bytes() + b"TAG" + bytes(125))
            return path

        return write

    kind = "05 guessed lengths"
    bare = {"write_xing": "0", "id3v2_version": "0"}
    return [
        Case(
            "a.mp3",
            kind,
            make(44_100, 8, 2, muxer=bare),
            {"kind": "audio"},
            samples=8 * 44_100,
            within=3000,
            says=frozenset({"corrected"}),
        ),
        Case(
            "b.mp3",
            kind,
            make(48_000, 6, 1, muxer=bare, tag=True),
            {"kind": "audio"},
            samples=6 * 48_000,
            within=3000,
            says=frozenset({"corrected"}),
        ),
        Case(
            "c.mp3",
            kind,
            make(22_050, 7, 1, muxer=bare),
            {"kind": "audio"},
            samples=7 * 22_050,
            within=3000,
            says=frozenset({"corrected"}),
        ),
        Case("d.mp3", kind, make(44_100, 5, 2), {"kind": "audio"}, samples=5 * 44_100, within=100),
        Case(
            "e.aac",
            kind,
            make(44_100, 9, 2, "aac", "adts"),
            {"kind": "audio"},
            samples=9 * 44_100,
            within=3100,
            says=frozenset({"corrected"}),
        ),
        Case("f.ac3", kind, make(48_000, 4, 2, "ac3", "ac3"), {"kind": "audio"}, samples=4 * 48_000, within=2000),
        Case("g.mp3", kind, make(44_100, 5, 2, tag=True), {"kind": "audio"}, samples=5 * 44_100, within=100),
    ]


# --- streams beside a picture ----------------------------------------------------------------------------------------


def _longer() -> list[Case]:
    kind = "13/23 sound and picture apart"

    def apart(
        name: str,
        codec: str,
        sound: tuple[str, int, int],
        *,
        frames: int = 10,
        seconds: float = 2,
        picture_start: int = 0,
        sound_start: Fraction = AT_ONCE,
        says: Iterable[str] = (),
        length: Fraction,
        within: int = 1200,
        rate: Fraction | int = 25,
        **how: Any,
    ) -> Case:
        times = (0.25, 0.75, 1.25, 1.75)
        slots = [0] * (0 if sound_start else picture_start) + list(range(frames))
        total = round(length * F(rate))
        slots = (slots + [frames - 1] * total)[:total]
        return Case(
            name,
            kind,
            lambda path: film(
                path,
                codec,
                range(frames),
                rate,
                sound=(*sound, times, seconds),
                start=picture_start,
                sound_start=sound_start,
                **how,
            ),
            {"frames": frames},
            codes=range(frames),
            slots=slots,
            bursts=[time + float(sound_start) for time in times],
            within=within,
            says=frozenset(says),
        )

    longer = ("sound-longer",)
    return [
        apart("a.mkv", "libx264", ("flac", 48_000, 2), length=F(2), says=longer, within=50),
        apart("b.mov", "mpeg4", ("pcm_s16le", 48_000, 2), length=F(2), says=longer, within=50),
        apart("c.avi", "mjpeg", ("pcm_s16le", 44_100, 1), length=F(2), says=longer, pixels="yuvj420p", within=60),
        apart("d.webm", "libvpx", ("libopus", 48_000, 2), length=F(2), says=longer, within=400),
        apart("e.ts", "libx264", ("mp2", 48_000, 2), length=F(2), says=longer, b_frames=0),
        apart("f.mp4", "libx264", ("aac", 48_000, 6), length=F(2), says=("sound-longer", "mixed")),
        apart(
            "g.mp4",
            "libx264",
            ("aac", 48_000, 2),
            length=F(73, 25),
            frames=60,
            picture_start=13,
            says=("picture-later",),
        ),
        apart(
            "h.mkv",
            "libx264",
            ("aac", 48_000, 2),
            length=F(73, 25),
            frames=60,
            picture_start=13,
            says=("picture-later",),
        ),
        apart(
            "i.mov",
            "libx264",
            ("pcm_s16le", 44_100, 2),
            length=F(53, 25),
            frames=40,
            picture_start=13,
            says=("picture-later",),
            within=60,
        ),
        apart(
            "j.mp4",
            "libx264",
            ("aac", 44_100, 2),
            length=F(60, 25),
            frames=60,
            sound_start=F(2, 5),
            says=("sound-later",),
        ),
        apart(
            "k.mkv",
            "libx265",
            ("libopus", 48_000, 2),
            length=F(60, 25),
            frames=60,
            sound_start=F(2, 5),
            says=("sound-later",),
        ),
        apart("l.flv", "libx264", ("aac", 44_100, 2), length=F(2), says=longer),
        apart("m.mp4", "libx264", ("aac", 48_000, 1), length=F(52, 25), frames=52, b_frames=2),
        apart("n.mp4", "libx264", ("pcm_s16le", 48_000, 2), length=F(2), frames=50, b_frames=2, within=60),
        apart(
            "o.mp4",
            "libx264",
            ("flac", 48_000, 2),
            length=F(2),
            frames=10,
            muxer={"movflags": "frag_keyframe+empty_moov"},
            says=longer,
        ),
    ]


def tracks(
    name: str,
    defaults: Sequence[bool],
    heard_track: int,
    codec: str = "aac",
    *,
    picture: str = "libx264",
    languages: Sequence[str] = (),
    within: int = 1200,
    form: str | None = None,
) -> Case:
    """Several tracks; the right one has full bursts, the others quiet ones elsewhere."""

    def make(path: Path) -> Path:
        with writing(str(path), format=form) as container:
            stream = container.add_stream(picture, rate=25)
            stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p"
            found = []
            for number, default in enumerate(defaults):
                track = container.add_stream(codec, rate=48_000, layout="stereo")
                track.disposition = Disposition.default if default else Disposition(0)
                if languages:
                    track.metadata["language"] = languages[number]
                found.append(track)
            from tests.soak.own_media.making import coded

            packets = []
            for number in range(50):
                frame = av.VideoFrame.from_ndarray(coded(number), format="rgb24").reformat(format="yuv420p")
                frame.pts, frame.time_base = number, F(1, 25)
                packets += stream.encode(frame)
            packets += stream.encode(None)
            for number, track in enumerate(found):
                times = TIMES if number == heard_track else (0.1, 0.6, 1.1, 1.6)
                samples = bursts(48_000, F(2), [F(time) for time in times], 2)
                packets += encode_sound(track, samples if number == heard_track else samples * 0.1, 48_000, 2)
            for packet in sorted(packets, key=lambda each: (each.dts or 0) * each.time_base):
                container.mux(packet)
        return path

    return Case(
        name,
        "22 tracks",
        make,
        {"sound.tracks": len(defaults), "sound.track": heard_track + 1},
        bursts=TIMES,
        within=within,
        says=frozenset({"tracks"}),
    )


def _tracks() -> list[Case]:
    return [
        tracks("a.mkv", (False, True, False), 1, languages=("eng", "deu", "fra")),
        tracks("b.mp4", (False, True), 1),
        tracks("c.mov", (False, False, True), 2, "pcm_s16le"),
        tracks("d.mkv", (True, True), 0, "flac"),
        tracks("e.webm", (False, True), 1, "libopus", picture="libvpx"),
        tracks("f.ts", (True, True), 0, "mp2"),
        tracks("g.mkv", (False, False), 0, "flac"),
    ]


def changing(
    name: str,
    codec: str,
    parts: Sequence[tuple[int, int]],
    *,
    form: str = "mpegts",
    delay: float = 0,
    within: int = 1500,
    says: Iterable[str] = ("changes",),
) -> Case:
    """Parts of 0.6 s with a burst at 0.25 each, in other rates and layouts (rate, channels), one after the other."""

    def make(path: Path) -> Path:
        content = b""
        for number, (rate, channels) in enumerate(parts):
            part = path.with_name(f"part{number}")
            start = F(6 * number, 10) if form == "mpegts" else F(0)
            sound_file(part, codec, rate, channels, (0.25,), 0.6, form=form, start=start)
            content += part.read_bytes()
            part.unlink()
        path.write_bytes(content)
        return path

    times = [0.6 * number + 0.25 + delay for number in range(len(parts))]
    said = set(says) | ({"mixed"} if parts[0][1] > 2 else set())
    return Case(name, "25 changes", make, {"kind": "audio"}, bursts=times, within=within, says=frozenset(said))


def _changes() -> list[Case]:
    return [
        changing("a.ts", "ac3", [(48_000, 6), (48_000, 2)]),
        changing("b.ts", "aac", [(48_000, 2), (48_000, 1)], within=3500),
        changing("c.ts", "mp2", [(48_000, 2), (48_000, 1), (48_000, 2)], within=2500),
        changing("d.ac3", "ac3", [(48_000, 2), (48_000, 6)], form="ac3", within=3000),
        changing("e.aac", "aac", [(44_100, 2), (44_100, 1)], form="adts", within=4500),
        changing("f.mp3", "libmp3lame", [(44_100, 2), (44_100, 2)], form="mp3", says=(), within=6500),
        changing("k.mp3", "libmp3lame", [(44_100, 2), (32_000, 1)], form="mp3", within=6500),
        changing("l.aac", "aac", [(48_000, 2), (24_000, 2)], form="adts", within=4500),
        changing("m.ts", "mp2", [(48_000, 2), (32_000, 2)], within=2500),
        changing("g.ts", "ac3", [(48_000, 2), (44_100, 2)], within=2500),
        changing("h.ogg", "vorbis", [(48_000, 2), (48_000, 2)], form="ogg", says=("corrected",), within=2200),
        changing("i.opus", "libopus", [(48_000, 2), (48_000, 2)], form="opus", says=("corrected",), within=60),
    ]


def _covers() -> list[Case]:
    def cover(codec: str, form: str | None = None) -> Callable[[Path], Path]:
        def make(path: Path) -> Path:
            with writing(str(path), format=form) as container:
                track = container.add_stream(codec, rate=44_100, layout="stereo")
                picture = container.add_stream("mjpeg", rate=1)
                picture.width, picture.height, picture.pix_fmt = 64, 64, "yuvj420p"
                picture.disposition = Disposition.attached_pic
                frame = av.VideoFrame(64, 64, "yuvj420p")
                frame.pts, frame.time_base = 0, F(1)
                for packet in [*picture.encode(frame), *picture.encode(None)]:
                    container.mux(packet)
                samples = bursts(44_100, F(3, 2), [F(time) for time in TIMES], 2)
                for packet in encode_sound(track, samples, 44_100, 2):
                    container.mux(packet)
            return path

        return make

    return [
        Case(name, "26 covers", cover(codec, form), {"kind": "audio", "width": None}, bursts=TIMES, within=1400)
        for name, codec, form in (("a.mp3", "libmp3lame", None), ("b.mp4", "aac", "mp4"), ("c.flac", "flac", None))
    ]


def _gaps() -> list[Case]:
    """Vorbis with sharp sounds, jittering packet times, and real gaps."""

    def noisy(codec: str, rate: int) -> Callable[[Path], Path]:
        def make(path: Path) -> Path:
            rng = np.random.default_rng(1)
            samples = 0.1 * np.sin(np.arange(2 * rate) * 2 * np.pi * 330 / rate)[:, None].repeat(2, 1)
            samples += rng.normal(0, 0.01, samples.shape)
            samples[::9000] += 0.6
            with writing(str(path)) as container:
                track = container.add_stream(codec, rate=rate, layout="stereo")
                track.codec_context.options = {"strict": "-2"}
                for packet in encode_sound(track, samples.astype(np.float32), rate, 2):
                    container.mux(packet)
            return path

        return make

    def jitter(packet: Any) -> list[Any]:
        if packet.pts and packet.pts > 2000:
            packet.pts = packet.dts = packet.pts + (packet.pts // 1024 % 3 - 1) * 90
        return [packet]

    def gap(packet: Any) -> list[Any]:
        return [] if packet.pts is not None and 20_000 < packet.pts < 32_000 else [packet]

    return [
        Case("a.webm", "02 counting", noisy("vorbis", 48_000), samples=96_000, within=0),
        Case("b.mkv", "02 counting", noisy("vorbis", 44_100), samples=88_200, within=64),
        Case("c.ogg", "02 counting", noisy("libopus", 48_000), samples=96_000, within=0),
        Case("d.mkv", "02 counting", noisy("flac", 44_100), samples=88_200, within=0),
        Case("e.mka", "02 counting", noisy("aac", 44_100), samples=88_200, within=1100),
        heard("f.mkv", "02 counting", "aac", alter=jitter, within=100),
        heard("g.mp4", "02 counting", "aac", alter=jitter, within=100),
        heard("h.mka", "02 counting", "flac", alter=gap, says=("pauses",)),
        heard("i.mkv", "02 counting", "pcm_s16le", 44_100, alter=gap, says=("pauses",)),
    ]


CASES = [*_plain(), *_lengths(), *_vbr(), *_longer(), *_tracks(), *_changes(), *_covers(), *_gaps()]
