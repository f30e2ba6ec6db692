"""How long a long film takes to be looked at, linked and opened: the first time, again, and after a restart.

Run ``python tests/benchmarks/media_index.py [--hours 2] [--rate 30] [--packet-bytes 4000] [--container mp4]``. It
writes a film of tiny frames, padded to the size of real ones, and prints a line of JSON for each step:

* `probe`: the film's facts, as at import; `link`: its content's hash; `reader`: opening it for random access;
  `thumbnail`: a small picture of it; `sound`: looking for its sound. Seconds, in the order of an import.
* `first` with an empty cache, `again` in the same program, `restarted` in a new one; `ratio` is first to restarted.

A transport stream (`--container ts`) is decoded once to be known, at the speed of its frames; the studio shows how far
that is, and nothing waits for it but the film itself.

The last line has the number of frames, how many of them were indexed a second, and how long the whole process
`lance-studio info` takes for a small picture, by the clock (the best of five) and by the processor (their mean).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
GROUP, PARTS = 60, 10
Seconds = dict[str, float]


def write_film(path: Path, seconds: int, rate: int, packet_bytes: int) -> None:
    """Write a few frames many times over, by copying their packets."""
    import av
    import numpy as np

    seed = path.with_name("seed.mp4")
    with av.open(str(seed), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"bf": "2", "preset": "ultrafast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 32, 18, "yuv420p", GROUP
        for number in range(GROUP * PARTS):
            frame = av.VideoFrame.from_ndarray(np.full((18, 32, 3), number % 250, np.uint8), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with av.open(str(seed)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copy, unit = target.add_stream_from_template(stream), stream.time_base
        assert unit is not None
        # A unit of filler data, which decoders skip, behind each frame.
        size = max(packet_bytes - 5, 0)
        filler = size.to_bytes(4, "big") + b"\x0c" + b"\xff" * (size - 2) + b"\x80" if size > 2 else b""
        packets = [each for each in source.demux(stream) if each.size]
        contents = [bytes(each) + filler for each in packets]
        span = sum(each.duration or 0 for each in packets)
        for part in range(seconds * rate // len(packets)):
            for packet, content in zip(packets, contents, strict=True):
                again = av.Packet(content)
                again.stream, again.time_base, again.duration = copy, unit, packet.duration
                again.pts, again.dts = (packet.pts or 0) + part * span, (packet.dts or 0) + part * span
                again.is_keyframe = packet.is_keyframe
                target.mux_one(again)


def measure(film: Path, *, hashed: bool) -> Seconds:
    """Do what an import and the first look at a film do."""
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.probe import probe
    from lance_studio.media.sound import has_sound
    from lance_studio.media.thumbnails import thumbnail
    from lance_studio.project.linking import link_file

    def link() -> object:
        return link_file(film, film.parent)

    def read() -> None:
        with FrameReader(film) as reader:
            reader.frame_at(Fraction(0))

    steps: list[tuple[str, Callable[[], object]]] = [("probe", lambda: probe(film))]
    steps += [("link", link)] if hashed else []
    steps += [("reader", read), ("thumbnail", lambda: thumbnail(film)), ("sound", lambda: has_sound(film))]
    result: Seconds = {}
    for name, step in steps:
        began = time.perf_counter()
        step()
        result[name] = time.perf_counter() - began
    return result


def child(*arguments: str) -> str:
    """Run this file or the studio in a new process and return what it prints."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, cwd=HERE).stdout


def time_of_info(folder: Path) -> Seconds:
    """Seconds of the whole process for a small picture."""
    from PIL import Image

    Image.new("RGB", (64, 48)).save(folder / "small.png")
    times: list[float] = []
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    for _ in range(5):
        began = time.perf_counter()
        child("-m", "lance_studio", "info", "--json", str(folder / "small.png"))
        times.append(time.perf_counter() - began)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used
    return {"info_seconds": round(min(times), 3), "info_processor_seconds": round(used / len(times), 3)}


def main() -> None:
    """Write a film, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--rate", type=int, default=30)
    parser.add_argument("--packet-bytes", type=int, default=4000)
    parser.add_argument("--container", default="mp4", choices=("mp4", "mkv", "mov", "ts"))
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    if options.measure:
        print(json.dumps([measure(options.measure, hashed=True), measure(options.measure, hashed=True)]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LANCE_STUDIO_HOME"] = str(folder / "home")
        film = folder / f"film.{options.container}"
        write_film(film, round(options.hours * 3600), options.rate, options.packet_bytes)
        first, again = json.loads(child(__file__, "--measure", str(film)))
        restarted, _ = json.loads(child(__file__, "--measure", str(film)))
        for rows in (first, again, restarted):
            rows["all"] = sum(rows.values())
        for step in first:
            row = {"first": first[step], "again": again[step], "restarted": restarted[step]}
            rounded = {key: round(value, 4) for key, value in row.items()}
            print(json.dumps({"step": step, **rounded, "ratio": round(first[step] / restarted[step], 1)}))
        frames = round(options.hours * 3600) * options.rate // (GROUP * PARTS) * GROUP * PARTS
        facts = {"film_bytes": film.stat().st_size, "frames": frames, "indexed": round(frames / first["probe"])}
        print(json.dumps({**facts, **time_of_info(folder)}))


if __name__ == "__main__":
    main()
