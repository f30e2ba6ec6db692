"""How many frames a second playing shows of a film that is hard to decode, and how quickly single steps follow.

Run ``python tests/benchmarks/playback.py [--against CHECKOUT] [--rounds 2]``. It writes films whose frames carry
their number: 1080p30 of about 60 and 130 Mb/s with B frames and 5.6 seconds between key frames, and a light 720p30.
Then it lets the player play and step through them, without a window, on as many cores as it is told (one, so that a
quick computer too has something to do). Each line of JSON tells for one of these:

* `bare`: frames a second that decoding alone gives, in one pass with the same threads; `shown`: frames a second that
  the player shows; `share`: the second in relation to the first or, if that is less, to the film's rate; `gap`: the
  longest time without a new frame, in milliseconds; `lag`: milliseconds by which new frames were late (mean);
  `late first`: milliseconds from the wish to play to the first frame;
* `p50`, `p90`, `most`: from asking for the frame before (or after) to exactly it, in milliseconds, over a row of single
  steps across a key frame; `first`: the first of them that crosses it. Each row begins right after a jump.

With ``--against`` another checkout of the studio is measured in the same run, in turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[2]
RATE = 30
PART = 5  # the number is painted into the upper left 1/5 of width and height
PLAYED = 5
GROUP = 168
STEPS = 24
SECONDS = 10
FILMS = {
    "130 Mb/s": (1920, 1080, 130_000_000, 130),
    "60 Mb/s": (1920, 1080, 60_000_000, 60),
    "light": (1280, 720, 1_500_000, 10),
}
"""Width, height, bits a second, and how strong the grain is."""
Result = dict[str, float]


def write_film(path: Path, width: int, height: int, bits: int, noise: int) -> None:
    """Write a moving texture with grain in which each frame carries its number."""
    import av
    import numpy as np

    from tests.unit.media.painted import painted

    coarse = np.random.default_rng(7).integers(0, 256, (100, 170), np.uint8)
    grown = av.VideoFrame.from_ndarray(coarse, format="gray").reformat(
        width + 640, height + 360, interpolation="BICUBIC"
    )
    texture = (16 + grown.to_ndarray() * 0.6).astype(np.uint8)
    # Grain, without which hardly anything would have to be decoded.
    grain = np.random.default_rng(8).integers(0, noise, (7, height, width), np.uint8)
    with av.open(str(path), "w") as container:
        options = {"preset": "superfast", "sc_threshold": "0", "bf": "3"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", GROUP
        stream.bit_rate = bits
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        for number in range(SECONDS * RATE):
            x, y = round(320 + 300 * np.sin(number / 37)), round(180 + 170 * np.cos(number / 53))
            planes[:height] = texture[y : y + height, x : x + width] + grain[number % 7]
            mark = painted(number & 255, number >> 8, width // PART, height // PART)[..., 0]
            planes[: height // PART, : width // PART] = np.where(mark > 0, 235, 16)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def bare(film: Path, count: int) -> float:
    """Decode frames in one pass and nothing else; returns frames a second."""
    import av

    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        began = time.perf_counter()
        for number, _frame in enumerate(container.decode(stream), 1):
            if number == count:
                break
        return count / (time.perf_counter() - began)


class Viewer:
    """The player with a stopwatch: what came when, and where the clock was then."""

    def __init__(self, film: Path, size: tuple[int, int], count: int) -> None:
        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        from PySide6.QtCore import QCoreApplication

        from lance_studio.render.renderer import Renderer
        from lance_studio.timeline import placing
        from lance_studio.timeline.model import new_timeline
        from lance_studio.ui.playback.player import Player

        class Folder:
            def open(self, media_id: str) -> Path:
                return film

        self.application = QCoreApplication.instance() or QCoreApplication([])
        self.height = size[1]
        timeline = new_timeline("t", Fraction(RATE), *size)
        clip, _ = placing.clips_of_media("film", Fraction(count, RATE), timeline.rate)
        assert clip is not None
        track = next(each for each in timeline.tracks if each.name == "V1")
        self.player = Player(lambda: Renderer(Folder()))
        self.player.set_timeline(placing.append(timeline, {track.id: clip}))
        self.player.frame_ready.connect(self.take)
        self.player.moved.connect(self.move)
        self.wanted = 0
        self.seen: list[tuple[float, int, int, bool]] = []

    def take(self, frame: Any) -> None:
        from tests.unit.media.painted import read_number

        height, width = frame.shape[:2]
        low, high = read_number(frame[: height // PART, : width // PART])
        number = low | high << 8
        self.seen.append((time.perf_counter(), number, self.wanted, height == self.height and number == self.wanted))

    def move(self, place: Fraction) -> None:
        self.wanted = int(place * RATE)

    def ask(self, number: int) -> None:
        self.wanted = number
        self.player.show(Fraction(number, RATE))

    def run_until(self, done: Callable[[], bool]) -> None:
        limit = time.perf_counter() + 90
        while not done():
            if time.perf_counter() > limit:
                raise TimeoutError
            self.application.processEvents()
            time.sleep(0.0005)

    def settle(self, number: int) -> float:
        """Ask for a frame and wait for exactly it; returns milliseconds."""
        self.seen.clear()
        began = time.perf_counter()
        self.ask(number)
        self.run_until(lambda: bool(self.seen) and self.seen[-1][3] and self.player.settled)
        return 1000 * (self.seen[-1][0] - began)


def play(viewer: Viewer, film: Path, first: int, speed: int = 1) -> Result:
    """Play for some seconds, between two passes of bare decoding."""
    before = bare(film, RATE * PLAYED)
    viewer.settle(first)
    viewer.seen.clear()
    began = time.perf_counter()
    viewer.player.play(Fraction(first, RATE), speed)
    viewer.run_until(lambda: bool(viewer.seen))
    started = viewer.seen[0][0]
    viewer.run_until(lambda: time.perf_counter() >= started + PLAYED)
    during = [each for each in viewer.seen if each[0] <= started + PLAYED]
    viewer.player.stop()
    viewer.run_until(lambda: viewer.player.settled)
    assert viewer.seen[-1][3], "the frame at rest must be exact"
    decoded = statistics.fmean((before, bare(film, RATE * PLAYED)))
    news = [during[0], *(after for former, after in pairwise(during) if after[1] != former[1])]
    assert all((after[1] - former[1]) * speed > 0 for former, after in pairwise(news)), "playing went back"
    times = [*(each[0] for each in news), started + PLAYED]
    return {
        "bare": decoded,
        "shown": len(news) / PLAYED,
        "share": len(news) / PLAYED / min(decoded, RATE),
        "gap": 1000 * max(after - former for former, after in pairwise(times)),
        "lag": statistics.fmean(abs(wanted - number) for _, number, wanted, _ in news) * 1000 / RATE,
        "late first": 1000 * (started - began),
    }


def step(viewer: Viewer, first: int, by: int) -> Result:
    """Step from frame to frame as a key that is pressed does, each step after the one before has arrived."""
    viewer.settle(first)
    times = [viewer.settle(first + by * number) for number in range(1, STEPS + 1)]
    crossing = next(number for number in range(1, STEPS + 1) if (first + by * number) // GROUP != first // GROUP)
    ordered = sorted(times)
    return {
        "p50": statistics.median(times),
        "p90": ordered[len(ordered) * 9 // 10],
        "most": ordered[-1],
        "first": times[crossing - 1],
    }


def measure(folder: Path) -> dict[str, Result]:
    """Measure the studio that Python finds."""
    results: dict[str, Result] = {}
    for name, (width, height, *_) in FILMS.items():
        film = file_of(folder, name)
        kinds: dict[str, Callable[[Viewer], Result]] = {
            "play": lambda viewer, film=film: play(viewer, film, GROUP // 3),
            "step back": lambda viewer: step(viewer, GROUP + STEPS // 2, -1),
            "step on": lambda viewer: step(viewer, GROUP - STEPS // 2, 1),
            "play back": lambda viewer, film=film: play(viewer, film, GROUP + GROUP // 3, -1),
        }
        for kind, measured in kinds.items():
            # Each with a player of its own: what one has decoded must not help the next.
            viewer = Viewer(film, (width, height), RATE * SECONDS)
            results[f"{name}, {kind}"] = measured(viewer)
            viewer.player.close()
    return results


def file_of(folder: Path, name: str) -> Path:
    """The file of one of the films."""
    return folder / f"{name.split()[0]}.mp4"


def in_checkout(checkout: Path, folder: Path, cores: int) -> dict[str, Result]:
    """Measure another checkout, or this one, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(Path(__file__).resolve()), "--films", str(folder), "--cores", str(cores)]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=checkout)
    return json.loads(answer.stdout)


def main() -> None:
    """Write the films and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout of the studio")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is measured; all are told")
    parser.add_argument("--cores", type=int, default=1, help="how many cores may be used")
    parser.add_argument("--films", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.films is not None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: chosen.cores])
        print(json.dumps(measure(chosen.films)))
        return
    sys.path.insert(0, str(HERE))
    checkouts = [HERE] if chosen.against is None else [chosen.against.resolve(), HERE]
    with tempfile.TemporaryDirectory() as folder:
        for name, facts in FILMS.items():
            film = file_of(Path(folder), name)
            write_film(film, *facts)
            print(json.dumps({"film": name, "megabits a second": round(film.stat().st_size * 8e-6 / SECONDS, 1)}))
        for number in range(chosen.rounds):
            for checkout in checkouts:
                for what, result in in_checkout(checkout, Path(folder), chosen.cores).items():
                    shown = {name: round(value, 2 if name == "share" else 1) for name, value in result.items()}
                    studio = "this" if checkout == HERE else "other"
                    print(json.dumps({"round": number, "studio": studio, "what": what, **shown}), flush=True)
                print(json.dumps({"load": os.getloadavg()[0]}), flush=True)


if __name__ == "__main__":
    main()
