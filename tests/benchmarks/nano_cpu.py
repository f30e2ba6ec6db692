"""Seconds that the embedded model takes on a processor, task by task, at the sizes and steps of its profile.

Run ``python tests/benchmarks/nano_cpu.py [--threads 2] [--repeats 1]``. Every line of output is one JSON object. A
matrix product of the same process, timed before and after the tasks, says how fast and how busy the machine was: where
the two differ much, other work took part of the time. Importing torch is not counted.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from lance_studio.engine import Engine, Precision
from lance_studio.engine.results import Answer, Visual
from lance_studio.paths import embedded_model_dir
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    InputBlock,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
    VisualRequest,
)

_SIDE = 1024
_PRODUCTS = 20


def matrix_product() -> float:
    """Milliseconds of a product of two float32 matrices of 1024 × 1024: the middle one of several."""
    left, right = (torch.randn(_SIDE, _SIDE) for _ in range(2))
    times: list[float] = []
    for _ in range(_PRODUCTS):
        begun = time.perf_counter()
        torch.mm(left, right)
        times.append(time.perf_counter() - begun)
    return 1000 * sorted(times)[_PRODUCTS // 2]


def tell(**facts: object) -> None:
    """Print one line."""
    print(json.dumps(facts), flush=True)


def timed(name: str, repeats: int, work: Callable[[], Visual | Answer]) -> Visual | Answer:
    """Do the work a few times, tell the shortest time with its stages, and hand back the result."""
    best: tuple[float, Visual | Answer] | None = None
    for _ in range(repeats):
        begun = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - begun
        if best is None or seconds < best[0]:
            best = seconds, result
    assert best is not None
    seconds, result = best
    stages = {stage: round(getattr(result.timings, stage), 2) for stage in ("encode", "prefill", "sample", "decode")}
    said = {"answer": result.text} if isinstance(result, Answer) else {}
    tell(task=name, seconds=round(seconds, 2), **stages, **said)
    return result


def measure(engine: Engine, repeats: int) -> None:
    """Time every task, each on results of those before."""
    pictures, clips = engine.profile.pictures, engine.profile.clips
    drawn = Sampling(steps=pictures.sampling.steps, guidance_scale=pictures.sampling.guidance_scale)
    moving = Sampling(steps=clips.sampling.steps, guidance_scale=clips.sampling.guidance_scale)
    preset = pictures.preset
    decoding = Decoding(max_new_tokens=engine.profile.answer_tokens)

    def visual(name: str, request: VisualRequest, *frames: NDArray[np.uint8]) -> Visual:
        inputs = [InputBlock(one) for one in frames]
        result = timed(name, repeats, lambda: engine.run(request, inputs))
        assert isinstance(result, Visual)
        return result

    size = {"width": pictures.size.width, "height": pictures.size.height}
    words = "a large red car on the left, on a meadow"
    picture = visual("picture", TextToImage(prompt=words, sampling=drawn, **size)).frames
    visual("picture edit", ImageEdit(instruction="make the car blue", preset=preset, sampling=drawn), picture)
    frames = clips.frames
    clip = visual(
        "clip", TextToVideo(prompt=f"{words}, moves right", num_frames=frames, sampling=moving, **size)
    ).frames
    animation = ImageToVideo(prompt="the car moves right", num_frames=frames, preset=preset, sampling=moving)
    visual("animation", animation, picture)
    visual("clip edit", VideoEdit(instruction="make the car blue", preset=preset, sampling=moving), clip)
    onwards = Continuation(
        prompt="the car keeps moving right",
        clean_latents=2,
        num_frames=frames,
        preset=preset,
        sampling=moving,
    )
    visual("continuation", onwards, clip[-5:])
    question = AskImage(question="What colour is the car?", preset=preset, decoding=decoding)
    timed("answer on a picture", repeats, lambda: engine.run(question, [InputBlock(picture)]))
    asked = AskVideo(question="Which way does the car move?", preset=preset, decoding=decoding)
    timed("answer on a clip", repeats, lambda: engine.run(asked, [InputBlock(clip)]))


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=1, help="the shortest time of a number of is told")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    folder = embedded_model_dir()
    if folder is None:
        sys.exit("There is no embedded model.")
    tell(threads=options.threads, torch=torch.__version__, product_ms=round(matrix_product(), 1))
    begun = time.perf_counter()
    engine = Engine(folder, device="cpu", precision=Precision(torch.float32))
    engine.load("image")
    tell(task="load", seconds=round(time.perf_counter() - begun, 2))
    measure(engine, options.repeats)
    tell(product_ms=round(matrix_product(), 1))


if __name__ == "__main__":
    main()
