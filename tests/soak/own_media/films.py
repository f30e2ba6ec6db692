"""Films: containers, clocks, orders, edit lists, joined and cut streams."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from tests.soak.own_media.cases import Case
from tests.soak.own_media.making import CINEMA, DOUBLE, NTSC, film, set_edit_list, upright_codes, writing

F = Fraction


def plain(
    name: str,
    kind: str,
    count: int,
    rate: Fraction | int,
    codec: str = "libx264",
    *,
    says: Iterable[str] = (),
    facts: dict[str, Any] | None = None,
    slots: list[int] | None = None,
    **how: Any,
) -> Case:
    """A film at one rate."""
    rate = F(rate)
    right = {
        "frames": count,
        "rate": f"{rate.numerator}/{rate.denominator}",
        "duration": count / rate,
        "variable_rate": False,
    }
    return Case(
        name,
        kind,
        lambda path: film(path, codec, range(count), rate, **how),
        right | (facts or {}),
        codes=range(count),
        slots=slots,
        says=frozenset(says),
    )


def varying(
    name: str,
    instants: list[int],
    unit: Fraction,
    rate: Fraction | int,
    length: Fraction,
    codec: str = "libx264",
    says: Iterable[str] = ("variable",),
    **how: Any,
) -> Case:
    """A film whose frames come at these instants; `rate` is the nominal one, `length` its seconds."""
    rate = F(rate)
    slots = []
    times = [(each - instants[0]) * unit for each in instants]
    for slot in range(round(length * rate)):
        # What a player shows at the slot's beginning; instants off by less than half a slot belong to it.
        slots.append(
            max(
                number
                for number, time in enumerate(times)
                if time <= slot / rate + (F(1, 1500) if unit == F(1, 1000) else 0) or number == 0
            )
        )
    return Case(
        name,
        "06 variable",
        lambda path: film(path, codec, range(len(instants)), rate, instants=instants, unit=unit, **how),
        {
            "frames": len(instants),
            "rate": f"{rate.numerator}/{rate.denominator}",
            "duration": length,
            "variable_rate": True,
        },
        codes=range(len(instants)),
        slots=slots,
        says=frozenset(says),
    )


def _last_frames() -> list[Case]:
    kind = "01 last frame"
    return [
        plain("a.webm", kind, 7, CINEMA, "libvpx-vp9"),
        plain("b.webm", kind, 33, DOUBLE, "libvpx"),
        plain("c.flv", kind, 11, NTSC),
        plain("d.flv", kind, 10, 15, "flv"),
        plain("e.mkv", kind, 1, CINEMA, "libx265"),
        plain("f.mkv", kind, 2, F(120000, 1001)),
        plain("g.mkv", kind, 25, F(25, 2), "mpeg4"),
        plain("h.mkv", kind, 40, F(120), "libx264", b_frames=3),
        plain("i.mkv", kind, 9, F(48), "ffv1", pixels="yuv444p"),
        plain("j.webm", kind, 30, NTSC, "libsvtav1"),
        plain("k.nut", kind, 13, CINEMA, "mpeg4", b_frames=2),
        plain("l.mkv", kind, 12, 10, "mjpeg", pixels="yuvj420p"),
        plain("m.mkv", kind, 31, F(15000, 1001), "libx264", b_frames=2),
        plain("n.mkv", kind, 36, F(24), "prores_ks", pixels="yuv422p10le"),
        plain("o.mkv", kind, 20, NTSC, start=100),
        plain("p.webm", kind, 20, F(50), "libvpx-vp9", start=37),
        plain("q.mkv", kind, 6, F(1)),
        plain("r.mp4", kind, 5, F(1, 2), slots=[n for n in range(5) for _ in range(48)]),
    ]


def _broadcast() -> list[Case]:
    kind = "03/04 seeking"
    return [
        plain("a.mpg", kind, 40, NTSC, "mpeg2video", b_frames=2),
        plain("b.vob", kind, 45, 25, "mpeg2video", b_frames=2, gop=15, sound=("mp2", 48000, 2, (0.25, 0.75), 1.8)),
        plain(
            "c.mpg", kind, 45, 24, "mpeg1video", b_frames=2, gop=9, form="vcd", sound=("mp2", 44100, 2, (0.25,), 1.8)
        ),
        plain("d.ts", kind, 50, 25, "libx264", b_frames=3, options={"x264-params": "open-gop=1"}),
        plain("e.m2ts", kind, 50, NTSC, "libx265", b_frames=4),
        plain("f.ts", kind, 40, 50, "mpeg2video", b_frames=2, gop=8),
        plain("g.m2ts", kind, 48, CINEMA, "libx264", b_frames=2, muxer={"mpegts_m2ts_mode": "1"}),
        plain("h.ts", kind, 60, 25, "libx264", b_frames=2, options={"intra-refresh": "1"}),
        plain("i-wrap.ts", kind, 60, 25, "libx264", b_frames=2, start=round(((1 << 33) / 90000 - 1.2) * 25)),
        plain("j.mpg", kind, 30, 25, "libx264", b_frames=2),
        plain("k.vob", kind, 30, NTSC, "mpeg2video", b_frames=2, sound=("ac3", 48000, 2, (0.25, 0.5), 1.0)),
        plain("l.ts", kind, 5, 25, "mpeg2video", b_frames=2),
    ]


def _raw_and_rare() -> list[Case]:
    kind = "03/11 streams without times"
    return [
        plain("a.h264", kind, 30, 25, "libx264", b_frames=2, says=()),
        plain("a2.h264", kind, 30, NTSC, "libx264", b_frames=2),
        plain("a3.264", kind, 30, 60, "libx264", b_frames=0, form="h264"),
        plain("b2.265", kind, 30, CINEMA, "libx265", form="hevc"),
        plain("d2.m2v", kind, 30, NTSC, "mpeg2video", b_frames=2, form="mpeg2video", gop=6),
        plain("b.hevc", kind, 30, 25, "libx265", b_frames=2, says=()),
        plain("c.m4v", kind, 30, 25, "mpeg4", form="m4v"),
        plain("d.m2v", kind, 30, 25, "mpeg2video", b_frames=2, form="mpeg2video"),
        plain("e.m1v", kind, 30, 25, "mpeg1video", b_frames=2, form="mpeg1video"),
        plain("g.y4m", kind, 20, NTSC, "wrapped_avframe", form="yuv4mpegpipe"),
        plain("h.ivf", kind, 20, NTSC, "libvpx-vp9"),
        plain("i.ivf", kind, 20, 24, "libsvtav1"),
        plain("j.obu", kind, 20, 25, "libsvtav1", form="obu", says=("no-rate",)),
        plain("k.mxf", kind, 30, 25, "mpeg2video", b_frames=2),
        plain("l.mxf", kind, 12, 25, "dnxhd", pixels="yuv422p10le", size=(1280, 720), options={"profile": "dnxhr_hqx"}),
        plain("n.rm", kind, 20, 25, "rv20", size=(176, 144)),
        plain("o.3gp", kind, 20, 15, "h263", size=(176, 144), says=("aspect",)),
        plain("p.3g2", kind, 20, 15, "mpeg4", sound=("aac", 44100, 1, (0.25,), 1.2)),
        plain("r.mov", kind, 20, 24, "qtrle", pixels="rgb24"),
        plain("s.mov", kind, 20, 24, "png", pixels="rgb24"),
        plain("t.mov", kind, 20, NTSC, "mjpeg", pixels="yuvj422p"),
        plain("u.mov", kind, 20, 25, "cinepak", pixels="rgb24"),
        plain("v.mov", kind, 12, 25, "v210", pixels="yuv422p10le"),
        plain("w.mov", kind, 12, 25, "rawvideo", pixels="uyvy422"),
        plain("x.mov", kind, 12, 25, "cfhd", pixels="yuv422p10le", size=(640, 360)),
        plain("y.avi", kind, 20, 25, "rawvideo", pixels="bgr24"),
        plain("z.avi", kind, 20, NTSC, "huffyuv", pixels="yuv422p"),
        plain("aa.avi", kind, 20, 25, "mjpeg", pixels="yuvj422p", sound=("pcm_s16le", 44100, 2, (0.25, 0.5), 0.8)),
        plain("ab.avi", kind, 20, 12, "msvideo1", pixels="rgb555le"),
        plain("ac.avi", kind, 20, F(15), "utvideo", pixels="yuv420p"),
        plain("ad.avi", kind, 20, 25, "magicyuv", pixels="gbrp"),
        plain("ae.avi", kind, 20, 25, "ffvhuff", pixels="yuv420p"),
        plain("af.avi", kind, 20, 30, "zmbv", pixels="bgr0"),
        plain("ag.dv", kind, 10, NTSC, "dvvideo", size=(720, 480), pixels="yuv411p", says=("aspect", "interlaced")),
        plain("ah.mov", kind, 10, 25, "dvvideo", size=(720, 576), pixels="yuv420p", says=("aspect", "interlaced")),
        plain("aj.ogv", kind, 20, 25, "libvpx"),
        plain("ak.mkv", kind, 20, 25, "snow", options={"strict": "-2"}),
        plain("al.mkv", kind, 20, 25, "libx264rgb", pixels="rgb24"),
        plain("am.mp4", kind, 20, 25, "libx264", pixels="gray"),
        plain("an.mkv", kind, 20, 25, "flashsv2", pixels="bgr24", form="flv"),
        plain("ao.mp4", kind, 20, 25, "jpeg2000", pixels="yuv420p", form="mov"),
    ]


def _b_frames() -> list[Case]:
    kind = "11 B-frames without times"
    return [
        plain("a.avi", kind, 40, NTSC, "libx264", b_frames=3, gop=20),
        plain("b.avi", kind, 40, 25, "mpeg4", b_frames=2),
        plain("d.asf", kind, 40, NTSC, "libx264", b_frames=3, gop=250),
        plain("e.asf", kind, 40, 25, "mpeg4", b_frames=2),
        plain("f.wmv", kind, 30, NTSC, "wmv2", sound=("wmav2", 44100, 2, (0.25, 0.75), 1.0)),
        plain("g.avi", kind, 41, 25, "libx264", b_frames=2, sound=("libmp3lame", 44100, 2, (0.25, 0.75, 1.25), 1.6)),
        plain("h.wmv", kind, 30, 15, "wmv1"),
        plain("i.avi", kind, 30, 25, "mpeg2video", b_frames=2),
        plain("j-packed.avi", kind, 30, 25, "mpeg4", b_frames=1, alter=None, options={"mpv_flags": "0"}),
        plain("k.avi", kind, 1, 25, "libx264"),
        plain("l.asf", kind, 2, 25, "libx264", b_frames=2),
        plain(
            "m.mkv",
            kind,
            30,
            25,
            "libx264",
            b_frames=2,
            options={"x264-params": "b-pyramid=normal:open-gop=1:keyint=10"},
        ),
    ]


def _mp4() -> list[Case]:
    kind = "12 fragments, boxes"
    frag = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    return [
        plain("a.mp4", kind, 30, NTSC, b_frames=2, muxer=frag),
        plain("b.mp4", kind, 30, 25, b_frames=2, muxer=frag | {"movflags": "frag_every_frame+empty_moov"}),
        plain(
            "c.mp4",
            kind,
            30,
            25,
            b_frames=2,
            muxer={"movflags": "dash+frag_keyframe+delay_moov"},
            sound=("aac", 48000, 2, (0.25, 0.75), 1.2),
        ),
        plain("d.mp4", kind, 30, 25, b_frames=2, muxer={"movflags": "+faststart+negative_cts_offsets"}),
        plain("e.mp4", kind, 30, CINEMA, b_frames=2, muxer={"use_editlist": "0"}, says=()),
        plain("f.ismv", kind, 30, 25),
        plain("g.mp4", kind, 30, DOUBLE, "libx265", b_frames=2, muxer={"movflags": "cmaf+frag_keyframe"}),
        plain("h.mp4", kind, 30, 25, "libsvtav1"),
        plain("i.mp4", kind, 30, 25, "libvpx-vp9"),
        plain("j.f4v", kind, 30, 25, b_frames=2),
        plain("k.m4v", kind, 30, 25, b_frames=2, form="mp4"),
        plain(
            "l.mov",
            kind,
            30,
            F(24),
            b_frames=2,
            muxer={"write_tmcd": "1"},
            prepare=lambda c, s: s.metadata.update(timecode="01:00:00:00"),
        ),
        plain("m.mp4", kind, 30, 25, b_frames=2, muxer={"video_track_timescale": "600"}),
        plain("n.mov", kind, 30, NTSC, b_frames=2, muxer={"video_track_timescale": "600"}),
        plain("o.mp4", kind, 30, CINEMA, b_frames=2, muxer={"video_track_timescale": "1000"}),
        plain("p.mp4", kind, 20, 25, start=13),
    ]


def _names() -> list[Case]:
    kind = "24 names"
    return [
        plain("100%25 #1?.mp4", kind, 5, 25),
        plain("two\nlines %41.mkv", kind, 5, 25),
        plain("名前 é ü.mov", kind, 5, 25),
        plain("wrong.jpg", kind, 5, 25, form="mp4"),
        plain("wrong.mp3", kind, 5, 25, form="matroska"),
        plain("wrong.wav", kind, 30, 25, "mpeg2video", b_frames=2, form="mpegts"),
        plain("no-suffix", kind, 5, 25, form="mov"),
        plain("a & b;'c\".mp4", kind, 5, 25),
    ]


# --- variable rates --------------------------------------------------------------------------------------------------


def _variable() -> list[Case]:
    ms = F(1, 1000)
    dropped = [n for n in range(40) if n % 5 != 4]  # telecine undone in a 30/s film
    phone = [round(n * 3003 + (7 if n % 3 else -20)) for n in range(30)]  # 90 kHz, jitter below a frame
    game = [0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 15, 16, 17, 18, 19, 30]
    return [
        varying("a.mp4", dropped, F(1, 30), 30, F(39 + 1, 30) - F(1, 30)),
        varying("b.mkv", [round(n * 1000 / 60) for n in game], ms, 60, F(31, 60)),
        varying("c.mov", [0, 20, 40, 60, 80, 200, 220, 240, 260, 300], F(1, 600), 30, F(320, 600)),
        varying(
            "d.webm",
            [round(n * 1000 / 25) for n in (0, 1, 2, 3, 4, 5, 20, 21, 22, 23, 40)],
            ms,
            25,
            F(41, 25),
            "libvpx",
        ),
        varying("e.mp4", [0, 50, 51, 52, 53, 54, 55, 56], F(1, 25), 25, F(57, 25)),
        varying("f.mp4", [*range(10), *range(10, 30, 2), *range(30, 45)], F(1, 50), 50, F(45, 50), b_frames=2),
        varying("g.ts", [0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 20, 21, 22, 23], F(1, 25), 25, F(24, 25)),
        plain("h.mp4", "06 variable", 30, NTSC, instants=phone, unit=F(1, 90000), says=()),
        varying("i.avi", [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 20, 21, 22], F(1, 25), 25, F(23, 25), "mpeg4"),
        varying("j.flv", [round(n * 1000 / 30) for n in (0, 1, 2, 3, 4, 9, 10, 11, 12, 30, 31)], ms, 30, F(32, 30)),
    ]


# --- other streams, joined and cut -----------------------------------------------------------------------------------


def _with_text(until: Fraction, suffix: str, text_file: str, **how: Any) -> Callable[[Path], Path]:
    """A film beside whose picture lies a subtitle until a time, copied from a text file."""
    settings: dict[str, Any] = {"b_frames": 2} | how

    def make(path: Path) -> Path:
        plain_film, words = path.with_name(f"plain{suffix}"), path.with_name(f"words{text_file}")
        film(plain_film, numbers=range(25), **settings)
        end = f"00:00:{int(until):02}.000"
        words.write_text(
            f"WEBVTT\n\n00:00:00.200 --> {end}\nHello\n"
            if text_file == ".vtt"
            else f"1\n00:00:00,200 --> {end.replace('.', ',')}\nHello\n\n"
        )
        with av.open(str(plain_film)) as source, av.open(str(words)) as text, writing(str(path)) as target:
            streams = [target.add_stream_from_template(each.streams[0]) for each in (source, text)]
            packets = []
            for each, stream in zip((source, text), streams, strict=True):
                for packet in each.demux():
                    if packet.dts is not None:
                        packet.stream = stream
                        packets.append(packet)
            for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
                target.mux(packet)
        plain_film.unlink()
        words.unlink()
        return path

    return make


def joined(
    name: str,
    first: dict[str, Any],
    second: dict[str, Any],
    *,
    rate: Fraction | int = 25,
    counts: tuple[int, int] = (10, 10),
    says: Iterable[str] = (),
    kind: str = "10 joined",
) -> Case:
    """Two files, one after the other in one."""
    rate, total = F(rate), sum(counts)

    def make(path: Path) -> Path:
        one, two = path.with_name(f"one{path.suffix}"), path.with_name(f"two{path.suffix}")
        film(one, numbers=range(counts[0]), rate=rate, **first)
        film(two, numbers=range(counts[0], total), rate=rate, **second)
        path.write_bytes(one.read_bytes() + two.read_bytes())
        one.unlink()
        two.unlink()
        return path

    facts = {"frames": total, "duration": total / rate, "rate": f"{rate.numerator}/{rate.denominator}"}
    return Case(name, kind, make, facts, codes=range(total), says=frozenset(says))


def _joined() -> list[Case]:
    ts: dict[str, Any] = {"b_frames": 2}
    mpeg: dict[str, Any] = {"codec": "mpeg2video", "b_frames": 2, "gop": 5}
    return [
        joined("a.ts", ts, ts),
        joined("b.ts", ts, ts | {"start": 90_000}),
        joined("c.ts", ts | {"start": 90_000}, ts),
        joined("d.ts", mpeg, mpeg | {"start": 10}, counts=(12, 20)),
        joined("e.mpg", mpeg, mpeg),
        joined("f.vob", mpeg, mpeg | {"start": 500}, counts=(15, 15)),
        joined("g.h264", {"b_frames": 2}, {"b_frames": 0}),
        joined("h.ts", {"codec": "libx265", "b_frames": 2}, {"codec": "libx265"}, rate=50, counts=(20, 20)),
        joined("i.m2v", mpeg | {"form": "mpeg2video"}, mpeg | {"form": "mpeg2video"}),
        joined("j.ts", ts | {"start": round(((1 << 33) / 90000 - 20.6) * 25)}, ts),
    ]


def _texts() -> list[Case]:
    right = {"frames": 25, "duration": F(1), "rate": "25/1"}
    said = frozenset({"subtitles"})
    return [
        Case("a.mkv", "09 other streams", _with_text(F(9), ".mov", ".srt"), right, codes=range(25), says=said),
        Case(
            "b.webm",
            "09 other streams",
            _with_text(F(3), ".webm", ".vtt", codec="libvpx-vp9"),
            right,
            codes=range(25),
            says=said,
        ),
        Case("c.mkv", "09 other streams", _with_text(F(30), ".mp4", ".srt"), right, codes=range(25), says=said),
        Case(
            "d.mkv",
            "09 other streams",
            _with_text(F(2), ".mov", ".vtt", codec="mpeg4"),
            right,
            codes=range(25),
            says=said,
        ),
        Case("e.mkv", "09 other streams", _with_attachment, right, codes=range(25)),
        Case("f.mkv", "09 other streams", _with_chapters, right, codes=range(25)),
        Case("g.mp4", "09 other streams", _with_chapters, right, codes=range(25)),
        Case("h.mov", "09 other streams", _with_chapters, right, codes=range(25)),
    ]


def _with_attachment(path: Path) -> Path:
    return film(
        path, numbers=range(25), b_frames=2, prepare=lambda c, s: c.add_attachment("font.ttf", "font/ttf", b"\0" * 400)
    )


def _with_chapters(path: Path) -> Path:
    def chapters(container: Any, stream: Any) -> None:
        container.set_chapters(
            [
                {
                    "id": n,
                    "start": n * 2000,
                    "end": (n + 1) * 2000,
                    "time_base": F(1, 1000),
                    "metadata": {"title": f"C{n}"},
                }
                for n in range(3)
            ]
        )

    return film(path, numbers=range(25), b_frames=2, prepare=chapters)


def edited(
    name: str,
    parts: list[tuple[Fraction, int, float]],
    codes: list[int],
    *,
    count: int = 60,
    rate: int = 25,
    length: Fraction | None = None,
    says: Iterable[str] = (),
    slots: list[int] | None = None,
    variable: bool = False,
    **how: Any,
) -> Case:
    """A film with an edit list; times of its parts are frames."""

    def make(path: Path) -> Path:
        scale = 12800
        film(path, numbers=range(count), rate=rate, muxer={"video_track_timescale": str(scale)}, **how)
        delay = 0
        with av.open(str(path)) as container:  # what the encoder's own list cuts off
            stream = container.streams.video[0]
            delay = round(2 * scale / rate) if how.get("b_frames") else 0
            del stream
        return set_edit_list(
            path, [(seconds, -1 if at < 0 else at * scale // rate + delay, speed) for seconds, at, speed in parts]
        )

    total = length or sum((part[0] for part in parts), F(0))
    facts: dict[str, Any] = {"frames": len(codes), "duration": total}
    if not variable:
        facts["rate"] = f"{rate}/1"
    return Case(name, "21 edit lists", make, facts, codes=codes, slots=slots, says=frozenset(says))


def _edit_lists() -> list[Case]:
    return [
        edited("a.mp4", [(F(20, 25), 7, 1)], list(range(7, 27)), b_frames=2),
        edited("b.mov", [(F(10, 25), 0, 1), (F(10, 25), 20, 1)], [*range(10), *range(20, 30)]),
        edited("c.mp4", [(F(5, 25), 3, 1)] * 3, [*range(3, 8)] * 3, b_frames=2),
        edited(
            "d.mov",
            [(F(8, 25), 40, 1), (F(8, 25), 20, 1), (F(8, 25), 0, 1)],
            [*range(40, 48), *range(20, 28), *range(8)],
            b_frames=2,
        ),
        edited("e.mp4", [(F(10, 25), 5, 1)], list(range(5, 15)), gop=30),
        edited("f.mp4", [(F(1, 25), 33, 1)], [33], b_frames=2),
        edited(
            "g.mov",
            [(F(12, 24), 30, 1), (F(12, 24), 31, 1)],
            [*range(30, 42), *range(31, 43)],
            rate=24,
            codec="mpeg4",
        ),
        edited("h.mp4", [(F(10, 25), 0, 0.5)], [0, 1, 2, 3, 4], says={"speed"}, variable=True, slots=None),
        edited(
            "i.mp4",
            [(F(10, 25), 10, 1), (F(10, 25), -1, 1), (F(10, 25), 30, 1)],
            [*range(10, 20), *range(30, 40)],
            says={"variable"},
            slots=[*range(10, 20), *[19] * 10, *range(30, 40)],
        ),
    ]


def _cut() -> list[Case]:
    mpeg: dict[str, Any] = {"codec": "mpeg2video", "b_frames": 2}
    return [
        beheaded("a.ts", b_frames=2),
        beheaded("b.ts", codec="libx265", b_frames=2),
        beheaded("c.ts", **mpeg),
        beheaded("d.mpg", **mpeg),
        beheaded("e.vob", **mpeg, sound=("mp2", 48000, 2, (0.25, 0.75), 2.0), says=("picture-later",)),
        beheaded("f.m2ts", b_frames=3, offset=77),
        beheaded("g.ts", **mpeg, offset=1000, sound=("ac3", 48000, 2, (0.25, 0.75), 2.0), says=("picture-later",)),
    ]


def beheaded(name: str, offset: int = 5, says: Iterable[str] = (), sound: Any = None, **how: Any) -> Case:
    """A stream that was cut within its third group: what needs the key frame of that group cannot be shown."""

    def make(path: Path) -> Path:
        film(
            path,
            numbers=range(60),
            options={"x264-params": "open-gop=0"} if "codec" not in how else None,
            sound=sound,
            **how,
        )
        with av.open(str(path)) as container:
            keys = [packet.pos for packet in container.demux(video=0) if packet.is_keyframe and packet.size]
        content = path.read_bytes()
        path.write_bytes(content[(len(content) // 3 if keys[2] is None else keys[2]) + offset :])
        return path

    return Case(
        name, "03 cut beginnings", make, {"rate": "25/1"}, ends_with=range(38, 60), says=frozenset(says) | {"left-out"}
    )


# --- shapes ----------------------------------------------------------------------------------------------------------


def shaped(
    name: str,
    size: tuple[int, int],
    shown: tuple[int, int],
    codec: str = "libx264",
    *,
    sar: Fraction | None = None,
    turn: int = 0,
    says: Iterable[str] = (),
    **how: Any,
) -> Case:
    """A film that is shown in another size than it is stored; `turn` in clockwise quarter turns."""
    kwargs: dict[str, Any] = {"sar": sar} | how
    if turn:
        kwargs |= {"rotation": -90 * turn if turn < 3 else 90, "paint": upright_codes(turn)}
    count = 4
    facts = {
        "width": shown[0],
        "height": shown[1],
        "stored_width": size[0],
        "stored_height": size[1],
        "frames": count,
        "rotation": 90 * turn,
    }
    return Case(
        name,
        "07 shape",
        lambda path: film(path, codec, range(count), 25, size=size, **kwargs),
        facts,
        codes=range(count),
        says=frozenset(says),
    )


def _shapes() -> list[Case]:
    odd = ("aspect",)
    return [
        shaped("a.mp4", (720, 576), (1024, 576), sar=F(64, 45), says=odd),
        shaped("b.mkv", (720, 480), (640, 480), "mpeg4", sar=F(8, 9), says=odd),
        shaped("c.ts", (720, 576), (1024, 576), "mpeg2video", sar=F(64, 45), says=odd),
        shaped("e.mov", (128, 72), (171, 72), "mjpeg", sar=F(4, 3), pixels="yuvj420p", says=odd),
        shaped("f.avi", (704, 480), (640, 480), "mpeg4", sar=F(10, 11), says=odd),
        shaped("g.mp4", (144, 72), (72, 288), turn=1, sar=F(2), says=("aspect", "turned")),
        shaped("h.mp4", (128, 72), (72, 128), turn=3, says=("turned",)),
        shaped("i.mov", (128, 72), (128, 72), turn=2, says=("turned",)),
        shaped("j.mkv", (128, 72), (72, 128), "libx265", turn=1, says=("turned",)),
        shaped("k.mp4", (639, 361), (639, 361), "libx264", pixels="yuv444p"),
        shaped("l.mkv", (639, 361), (639, 361), "ffv1", pixels="yuv420p"),
        shaped("m.mkv", (321, 180), (321, 180), "libvpx-vp9"),
        shaped("n.mp4", (854, 480), (854, 480)),
        shaped("o.mp4", (1440, 1080), (1920, 1080), sar=F(4, 3), says=odd),
        shaped("p.mpg", (720, 576), (768, 576), "mpeg2video", sar=F(16, 15), says=odd),
        shaped("q.mov", (720, 576), (1024, 576), "prores_ks", sar=F(64, 45), pixels="yuv422p10le", says=odd),
        shaped("r.mp4", (72, 128), (72, 128)),
        shaped("s.webm", (107, 61), (107, 61), "libvpx"),
        shaped("t.mp4", (16, 16), (16, 16)),
    ]


CASES = [
    *_last_frames(), *_broadcast(), *_raw_and_rare(), *_b_frames(), *_mp4(), *_names(), *_variable(), *_joined(),
    *_texts(), *_edit_lists(), *_cut(), *_shapes(),
]  # fmt: skip
