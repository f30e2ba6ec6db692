"""How long the viewer takes to follow the playhead through a 1080p film with ten seconds between key frames.

Run ``python tests/benchmarks/scrubbing.py [--against CHECKOUT] [--seconds 60]``. It writes a film whose frames carry
their number, and lets the player show frames of it, without a window: jumps to anywhere, and 60 moves a second.
Each line of JSON tells for one of these, in milliseconds and frames:

* `first`, `exact`: from asking to the first picture, and to exactly the right one (medians over the jumps);
* `off`: how far the first picture was from the right one (median);
* `pictures`: pictures a second during a drag; `behind`: how far they were from where the pointer was then (mean);
* `frozen`: the longest time without a picture; `rest`: from the last move to exactly the right one.

With ``--against`` another checkout of the studio is measured in the same run, in turns, and the last lines are what the
other one needed in relation to this one: above 1 this one is better.
"""

import argparse
import json
import os
import random
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
WIDTH, HEIGHT, RATE, GROUP = 1920, 1080, 24, 250
PART = 5  # the number is painted into the upper left 1/5 of width and height
MOVES = 60
BITS_A_SECOND = 10_000_000
Result = dict[str, float]


def write_film(path: Path, count: int) -> None:
    """Write a moving texture in which each frame carries its number."""
    import av
    import numpy as np

    from tests.unit.media.painted import painted

    coarse = np.random.default_rng(7).integers(0, 256, (100, 170), np.uint8)
    grown = av.VideoFrame.from_ndarray(coarse, format="gray").reformat(2560, 1440, interpolation="BICUBIC").to_ndarray()
    texture = (16 + grown * 0.8).astype(np.uint8)
    # Grain, without which hardly anything would have to be decoded.
    grain = np.random.default_rng(8).integers(0, 10, (5, HEIGHT, WIDTH), np.uint8)
    with av.open(str(path), "w") as container:
        options = {"preset": "superfast", "sc_threshold": "0", "bf": "3"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = WIDTH, HEIGHT, "yuv420p", GROUP
        stream.bit_rate = BITS_A_SECOND
        planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        for number in range(count):
            x, y = round(320 + 300 * np.sin(number / 37)), round(180 + 170 * np.cos(number / 53))
            planes[:HEIGHT] = texture[y : y + HEIGHT, x : x + WIDTH] + grain[number % 5]
            mark = painted(number & 255, number >> 8, WIDTH // PART, HEIGHT // PART)[..., 0]
            planes[: HEIGHT // PART, : WIDTH // PART] = np.where(mark > 0, 235, 16)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


class Viewer:
    """The player with a stopwatch: what came when, and where the pointer was then."""

    def __init__(self, film: Path, count: int) -> None:
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
        timeline = new_timeline("t", Fraction(RATE), WIDTH, HEIGHT)
        clip, _ = placing.clips_of_media("film", Fraction(count, RATE), timeline.rate)
        assert clip is not None
        track = next(each for each in timeline.tracks if each.name == "V1")
        self.player = Player(lambda: Renderer(Folder()))
        self.player.set_timeline(placing.append(timeline, {track.id: clip}))
        self.player.frame_ready.connect(self.take)
        self.wanted = 0
        self.seen: list[tuple[float, int, int, bool]] = []

    def take(self, frame: Any) -> None:
        from tests.unit.media.painted import read_number

        height, width = frame.shape[:2]
        low, high = read_number(frame[: height // PART, : width // PART])
        number = low | high << 8
        exact = height == HEIGHT and number == self.wanted
        self.seen.append((time.perf_counter(), number, self.wanted, exact))

    def ask(self, number: int) -> None:
        self.wanted = number
        self.player.show(Fraction(number, RATE))

    def run_until(self, done: Callable[[], bool]) -> None:
        limit = time.perf_counter() + 60
        while not done():
            if time.perf_counter() > limit:
                raise TimeoutError
            self.application.processEvents()
            time.sleep(0.0005)

    def is_settled(self) -> bool:
        return bool(self.seen) and self.seen[-1][3] and self.seen[-1][1] == self.wanted


def jumps(viewer: Viewer, count: int, how_many: int = 15) -> Result:
    """Jump to anywhere and wait there until the frame is the right one."""
    first, exact, off = [], [], []
    for number in random.Random(3).sample(range(count), how_many):
        viewer.seen.clear()
        began = time.perf_counter()
        viewer.ask(number)
        viewer.run_until(viewer.is_settled)
        first.append(1000 * (viewer.seen[0][0] - began))
        off.append(abs(viewer.seen[0][1] - number))
        exact.append(1000 * (viewer.seen[-1][0] - began))
    return {name: statistics.median(found) for name, found in (("first", first), ("off", off), ("exact", exact))}


def drag(viewer: Viewer, places: list[int]) -> Result:
    """Move the pointer 60 times a second, then rest."""
    viewer.ask(places[0])
    viewer.run_until(viewer.is_settled)
    viewer.seen.clear()
    began = time.perf_counter()
    for move, place in enumerate(places[1:], 1):
        viewer.ask(place)
        viewer.run_until(lambda move=move: time.perf_counter() >= began + move / MOVES)
    ended = time.perf_counter()
    during = list(viewer.seen)
    viewer.run_until(viewer.is_settled)
    times = [began, *(each[0] for each in during), ended]
    behind = [abs(number - wanted) for _, number, wanted, _ in during]
    return {
        "pictures": len(during) / (ended - began),
        "behind": statistics.fmean(behind) if behind else float("nan"),
        "frozen": 1000 * max(after - before for before, after in pairwise(times)),
        "rest": 1000 * (viewer.seen[-1][0] - ended),
    }


def measure(film: Path, count: int) -> dict[str, Result]:
    """Measure the studio that Python finds."""
    viewer = Viewer(film, count)
    middle = count // 2
    results = {
        "jumps": jumps(viewer, count),
        "drag back": drag(viewer, list(range(middle + 120, middle - 120, -2))),
        "drag on": drag(viewer, list(range(count // 8, count // 8 + 240, 2))),
        "to and fro": drag(viewer, [middle - 60 + (30 - abs(step % 60 - 30)) * 4 for step in range(150)]),
    }
    viewer.player.close()
    return results


def in_checkout(checkout: Path, film: Path, count: int) -> dict[str, Result]:
    """Measure another checkout, or this one, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(Path(__file__).resolve()), "--film", str(film), "--seconds", str(count // RATE)]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=checkout)
    return json.loads(answer.stdout)


def main() -> None:
    """Write the film and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout of the studio")
    parser.add_argument("--seconds", type=int, default=60, help="length of the film")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is measured; the best is told")
    parser.add_argument("--film", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    count = chosen.seconds * RATE
    if chosen.film is not None:
        print(json.dumps(measure(chosen.film, count)))
        return
    sys.path.insert(0, str(HERE))
    checkouts = [HERE] if chosen.against is None else [HERE, chosen.against.resolve()]
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        write_film(film, count)
        print(json.dumps({"film": f"{WIDTH}x{HEIGHT}", "frames": count, "megabytes": film.stat().st_size / 1e6}))
        rounds = [[in_checkout(each, film, count) for each in checkouts] for _ in range(chosen.rounds)]
    told = []
    for number, checkout in enumerate(checkouts):
        best = {
            what: {name: _best(name, [each[number][what][name] for each in rounds]) for name in result}
            for what, result in rounds[0][number].items()
        }
        told.append(best)
        for what, result in best.items():
            shown = {name: round(value, 1) for name, value in result.items()}
            print(json.dumps({"studio": "this" if number == 0 else str(checkout.name), "what": what, **shown}))
    if len(told) == 2:
        for what, result in told[1].items():
            ratios = {name: _ratio(name, value, told[0][what][name]) for name, value in result.items()}
            print(json.dumps({"what": what, "other in relation to this": ratios, "load": os.getloadavg()[0]}))


def _best(name: str, values: list[float]) -> float:
    return max(values) if name == "pictures" else min(values)


def _ratio(name: str, other: float, this: float) -> float:
    over, under = (this, other) if name == "pictures" else (other, this)
    return round(over / max(under, 1e-9), 2)


if __name__ == "__main__":
    main()
