"""Films as recorders, cutters and old tapes leave them."""

import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.stream import Disposition

from tests.soak.own_media.cases import Case
from tests.soak.own_media.films import plain
from tests.soak.own_media.making import CINEMA, NTSC, coded, encode_sound, film, set_edit_list, writing
from tests.unit.media.sounding import bursts

F = Fraction


class _OneWay:
    """What a recorder writes to: nothing can be written twice."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")

    def write(self, content: bytes) -> int:
        return self.file.write(content)

    def close(self) -> None:
        self.file.close()


def recorded(
    name: str,
    form: str,
    codec: str,
    instants: Sequence[int],
    rate: int,
    *,
    b_frames: int = 0,
    sound: str = "",
    muxer: dict[str, str] | None = None,
    says: Iterable[str] = (),
) -> Case:
    """A recording written in one go, at times in units of 1/rate."""
    times = (0.25, 0.75)

    def make(path: Path) -> Path:
        out = _OneWay(path)
        with writing(out, format=form, options=muxer or {}) as container:
            options = (
                {"sc_threshold": "0", "bf": str(b_frames)}
                if codec == "libx264"
                else {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "2M", "auto-alt-ref": "0"}
            )
            stream = container.add_stream(codec, rate=rate, options=options)
            stream.width, stream.height, stream.pix_fmt, stream.gop_size = 128, 72, "yuv420p", 12
            stream.codec_context.time_base = F(1, rate)
            track = container.add_stream(sound, rate=48_000, layout="stereo") if sound else None
            packets = []
            for number, instant in enumerate(instants):
                frame = av.VideoFrame.from_ndarray(coded(number), format="rgb24").reformat(format="yuv420p")
                frame.pts, frame.time_base = instant, F(1, rate)
                packets += stream.encode(frame)
            packets += stream.encode(None)
            if track is not None:
                packets += encode_sound(
                    track, bursts(48_000, F(instants[-1] + 1, rate), [F(each) for each in times], 2), 48_000, 2
                )
            for packet in sorted(packets, key=lambda each: (each.dts or 0) * each.time_base):
                container.mux(packet)
        out.close()
        return path

    length = F(instants[-1] + 1, rate)
    slots = [max(number for number, each in enumerate(instants) if each <= slot) for slot in range(instants[-1] + 1)]
    variable = len(instants) < instants[-1] + 1
    facts = {"frames": len(instants), "rate": f"{rate}/1", "variable_rate": variable} | (
        {} if sound else {"duration": length}
    )
    said = frozenset(says) | ({"variable"} if variable else set())
    return Case(
        name,
        "12 recorded films",
        make,
        facts,
        codes=None if sound else range(len(instants)),
        slots=None if sound else slots,
        bursts=times if sound else None,
        within=1200,
        says=said,
    )


def _recorded() -> list[Case]:
    even, dropped = list(range(30)), [n for n in range(40) if n not in (7, 8, 19, 30, 31, 32)]
    frag = {"movflags": "frag_keyframe+empty_moov"}
    return [
        recorded("a.webm", "webm", "libvpx", even, 30),
        recorded("b.webm", "webm", "libvpx-vp9", dropped, 30),
        recorded("c.mkv", "matroska", "libx264", dropped, 60, b_frames=2),
        recorded("d.flv", "flv", "libx264", even, 25, b_frames=2),
        recorded("e.mp4", "mp4", "libx264", even, 25, b_frames=0, muxer=frag),
        recorded("f.webm", "webm", "libvpx", even, 25, sound="libopus", says=("measured",)),
        recorded("g.mkv", "matroska", "libx264", even, 25, sound="aac", says=("measured",)),
        recorded("h.ts", "mpegts", "libx264", even, 25, b_frames=2),
        recorded("i.webm", "webm", "libvpx", even, 30, muxer={"live": "1"}),
    ]


def _off_grid() -> list[Case]:
    """Times that lie on no rate: a phone in poor light."""
    chance = random.Random(5)
    found = []
    for number, (suffix, unit) in enumerate(
        (("mp4", F(1, 90_000)), ("mov", F(1, 600)), ("mkv", F(1, 1000)), ("webm", F(1, 1000)))
    ):
        step = 1 / (30 * unit)
        instants, at = [], F(0)
        for _ in range(30):
            instants.append(round(at))
            at += step * (1 if chance.random() < 0.7 else F(chance.randint(110, 190), 100))
        codec = "libvpx" if suffix == "webm" else "libx264"

        def make(path: Path, instants: list[int] = instants, unit: Fraction = unit, codec: str = codec) -> Path:
            return film(path, codec, range(30), 30, instants=instants, unit=unit)

        found.append(
            Case(
                f"{number}.{suffix}",
                "06 off the grid",
                make,
                {"frames": 30, "rate": "30/1", "variable_rate": True},
                codes=range(30),
                shows_last=True,
                slots=None,
                says=frozenset({"variable"}),
            )
        )
    return found


def _telecined() -> list[Case]:
    """3:2 pulldown as fields' times, as discs give it."""
    fields = [sum(3 if n % 2 == 0 else 2 for n in range(number)) for number in range(24)]
    facts = {"frames": 24, "rate": "24000/1001"}
    return [
        Case(
            name,
            "06 pulldown",
            lambda path, codec=codec: film(
                path, codec, range(24), NTSC, instants=fields, unit=F(1001, 60_000), size=(720, 480)
            ),
            facts,
            codes=range(24),
        )
        for name, codec in (("a.mp4", "libx264"), ("b.mkv", "libx264"), ("c.ts", "libx264"))
    ]


def trimmed(
    name: str, first: int, count: int, *, b_frames: int = 0, codec: str = "libx264", sound: str = "aac"
) -> Case:
    """A phone's cut: both tracks begin later, inside a group, and end earlier."""
    times = (0.25, 0.75, 1.25, 1.75)
    begin, length = F(first, 25), F(count, 25)

    def make(path: Path) -> Path:
        film(
            path,
            codec,
            range(60),
            25,
            b_frames=b_frames,
            muxer={"video_track_timescale": "12800"},
            sound=(sound, 48_000, 2, times, 2.4),
        )
        priming = 1024 if sound == "aac" else 0
        delay = 1024 if b_frames else 0
        set_edit_list(path, [(length, first * 512 + delay, 1)], 0)
        return set_edit_list(path, [(length, round(begin * 48_000) + priming, 1)], 1)

    heard = [float(F(time) - begin) for time in times if begin <= F(time) < begin + length - F(1, 100)]
    return Case(
        name,
        "21 trimmed with sound",
        make,
        {"frames": count, "duration": length},
        codes=range(first, first + count),
        bursts=heard,
        within=1100,
    )


def _trimmed() -> list[Case]:
    return [
        trimmed("a.mov", 7, 30),
        trimmed("b.mp4", 7, 30, b_frames=2),
        trimmed("c.mov", 18, 25, sound="pcm_s16le"),
        trimmed("d.mp4", 12, 24, b_frames=2),
        trimmed("e.mov", 3, 40, codec="mpeg4"),
    ]


def _tracks_of_pictures() -> list[Case]:
    def two(path: Path) -> Path:
        others: list[Any] = []

        def prepare(container: Any, _: Any) -> None:
            others.append(container.add_stream("mjpeg", rate=25))
            others[0].width, others[0].height, others[0].pix_fmt = 64, 36, "yuvj420p"

        def finish(container: Any) -> None:
            for number in range(5):
                frame = av.VideoFrame(64, 36, "yuvj420p")
                frame.pts, frame.time_base = number, F(1, 25)
                container.mux(others[0].encode(frame))
            container.mux(others[0].encode(None))

        return film(path, numbers=range(12), b_frames=2, prepare=prepare, finish=finish)

    def covered(path: Path) -> Path:
        packets: list[Any] = []

        def prepare(container: Any, _: Any) -> None:
            other = container.add_stream("png", rate=1)
            other.width, other.height, other.pix_fmt = 64, 64, "rgb24"
            other.disposition = Disposition.attached_pic
            frame = av.VideoFrame(64, 64, "rgb24")
            frame.pts, frame.time_base = 0, F(1)
            packets.extend([*other.encode(frame), *other.encode(None)])

        return film(path, numbers=range(12), prepare=prepare, finish=lambda container: container.mux(packets))

    return [
        Case(
            "a.mkv", "09 other pictures", two, {"frames": 12, "width": 128}, codes=range(12), says=frozenset({"videos"})
        ),
        Case(
            "b.mov", "09 other pictures", two, {"frames": 12, "width": 128}, codes=range(12), says=frozenset({"videos"})
        ),
        Case("c.mp4", "09 other pictures", covered, {"frames": 12, "width": 128}, codes=range(12)),
    ]


def _single() -> list[Case]:
    kind = "01 one frame"
    unnamed = {"rate": "24/1", "duration": F(1, 24)}  # ASF names neither a rate nor how long a frame lasts
    return [
        plain("a.mp4", kind, 1, 25),
        plain("b.mov", kind, 1, NTSC, "mpeg4"),
        plain("c.mkv", kind, 1, 25),
        plain("d.webm", kind, 1, 25, "libvpx"),
        plain("e.avi", kind, 1, 25, "mjpeg", pixels="yuvj420p"),
        plain("f.ts", kind, 1, 25),
        plain("g.mpg", kind, 1, 25, "mpeg2video"),
        plain("h.asf", kind, 1, 25, "wmv2", facts=unnamed),
        plain("i.flv", kind, 1, 25),
        plain("j.ogv", kind, 1, 25, "libvpx"),
        plain("k.mp4", kind, 2, CINEMA, b_frames=2),
        plain("l.mkv", kind, 3, NTSC, "libvpx-vp9"),
        plain("m.rm", kind, 20, 25, "rv10", size=(176, 144)),
        plain("n.mkv", kind, 3, F(240), b_frames=2),
        plain("o.mp4", kind, 10, F(1000, 33)),
        plain("p.mp4", kind, 12, F(12)),
    ]


CASES = [*_recorded(), *_off_grid(), *_telecined(), *_trimmed(), *_tracks_of_pictures(), *_single()]
