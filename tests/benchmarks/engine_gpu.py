"""Time and memory of the full-size model on a CUDA device, with random bfloat16 weights made there (no files).

Run ``python tests/benchmarks/engine_gpu.py [SECTION …]``; every section prints one JSON line. Sections: ``matmul`` (the
device's own ceiling, for ratios), ``image``, ``edit``, ``video49``, ``video121``, ``answer``, ``vae``.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from lance_studio.engine.control import Control
from lance_studio.engine.generate import LoadedModel, generate_answer, generate_visual
from lance_studio.engine.sampling import guidance_acts, timesteps
from lance_studio.requests import (
    AskImage,
    Decoding,
    ImageEdit,
    Sampling,
    TextToImage,
    TextToVideo,
    VisualRequest,
    picture_block,
)
from tests.benchmarks.full_size import build_parts

PROMPT = "A lighthouse on a rocky coast at dusk, waves breaking below, warm light in the window."
DEVICE = torch.device("cuda")


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of finished device work."""
    torch.cuda.synchronize()
    begun = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return time.perf_counter() - begun


def gib(size: int) -> float:
    """Bytes as GiB, two digits."""
    return round(size / 2**30, 2)


def timed_generation(
    parts: LoadedModel, request: VisualRequest, *pictures: np.ndarray[Any, np.dtype[np.uint8]]
) -> dict[str, Any]:
    """Run a generation and report seconds a step with and without guidance, of the stages, and peak memory."""
    marks: list[float] = []
    torch.cuda.reset_peak_memory_stats()
    control = Control(preview=False, on_step=lambda step: marks.append(step.seconds))
    visual = generate_visual(parts, request, [picture_block(one) for one in pictures], control)
    steps = np.diff(np.array([0.0, *marks]))
    sampling = request.sampling
    times = timesteps(sampling.steps, sampling.shift)
    guided = [s for s, t in zip(steps, times, strict=False) if guidance_acts(t, sampling)]
    plain = [s for s, t in zip(steps, times, strict=False) if not guidance_acts(t, sampling)]
    return {
        "steps": sampling.steps,
        "guided_step_ms": round(1000 * statistics.median(guided), 1) if guided else None,
        "plain_step_ms": round(1000 * statistics.median(plain), 1) if plain else None,
        "encode_s": round(visual.timings.encode, 3),
        "prefill_s": round(visual.timings.prefill, 3),
        "sampling_s": round(visual.timings.sample, 3),
        "decode_s": round(visual.timings.decode, 3),
        "peak_allocated_gib": gib(torch.cuda.max_memory_allocated()),
        "peak_reserved_gib": gib(torch.cuda.max_memory_reserved()),
    }


def random_picture(height: int, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A picture of noise."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def section_matmul(_: LoadedModel) -> dict[str, Any]:
    """The device's own bfloat16 matrix product rate."""
    a, b = (torch.randn(8192, 8192, device=DEVICE, dtype=torch.bfloat16) for _ in range(2))
    # The first three warm up.
    spent = statistics.median([seconds(lambda: a @ b) for _ in range(13)][3:])
    return {"tflops": round(2 * 8192**3 / spent / 1e12)}


def section_image(parts: LoadedModel) -> dict[str, Any]:
    """Text to image 768×768, 30 steps."""
    timed_generation(parts, TextToImage(prompt=PROMPT, sampling=Sampling(steps=2)))
    return timed_generation(parts, TextToImage(prompt=PROMPT))


def section_edit(parts: LoadedModel) -> dict[str, Any]:
    """Image edit 768×768, 30 steps."""
    picture = random_picture(768, 768)
    timed_generation(parts, ImageEdit(instruction=PROMPT, sampling=Sampling(steps=2)), picture)
    return timed_generation(parts, ImageEdit(instruction=PROMPT), picture)


def _video(parts: LoadedModel, frames: int) -> dict[str, Any]:
    # Timesteps are spread as in 30 steps, so one of four is without guidance; two guided steps warm up.
    sampling = Sampling(steps=4, guidance_interval=(0.6, 1.0))
    return timed_generation(parts, TextToVideo(prompt=PROMPT, num_frames=frames, sampling=sampling))


def section_video49(parts: LoadedModel) -> dict[str, Any]:
    """Text to video 480×848, 49 frames: cost of steps and of the decode."""
    return _video(parts, 49)


def section_video121(parts: LoadedModel) -> dict[str, Any]:
    """Text to video 480×848, 121 frames: cost of steps and of the decode."""
    return _video(parts, 121)


def section_answer(parts: LoadedModel) -> dict[str, Any]:
    """A question on a 768×768 picture, 128 tokens."""
    request = AskImage(
        question="What is in the picture, and where?",
        decoding=Decoding(max_new_tokens=128, min_new_tokens=128),
    )
    inputs = [picture_block(random_picture(768, 768))]
    generate_answer(parts, request, inputs, Control())
    torch.cuda.reset_peak_memory_stats()
    begun = time.perf_counter()
    marks: list[float] = []
    answer = generate_answer(
        parts, request, inputs, Control(on_token=lambda _: marks.append(time.perf_counter() - begun))
    )
    return {
        "vision_tower_s": round(answer.timings.encode, 3),
        "first_token_s": round(marks[0], 3),
        "tokens_per_second": round((len(marks) - 1) / (marks[-1] - marks[0]), 1),
        "peak_allocated_gib": gib(torch.cuda.max_memory_allocated()),
    }


def section_vae(parts: LoadedModel) -> dict[str, Any]:
    """VAE encode and decode at the sizes of the baselines."""
    figures: dict[str, Any] = {}
    for name, shape in {"768x768": (1, 768, 768), "480x848x49": (49, 480, 848), "480x848x121": (121, 480, 848)}.items():
        pixels = torch.rand((3, *shape), device=DEVICE) * 2 - 1
        latent, _ = parts.codec.encode(pixels[:, :1])
        for label, work in (
            ("encode", lambda pixels=pixels: parts.codec.encode(pixels)),
            (
                "decode",
                lambda latent=latent, frames=shape[0]: parts.codec.decode(
                    latent.expand((frames - 1) // 4 + 1, -1, -1, -1)
                ),
            ),
        ):
            work()
            torch.cuda.reset_peak_memory_stats()
            spent = seconds(work)
            figures[f"{name}_{label}_ms"] = round(1000 * spent)
            figures[f"{name}_{label}_peak_gib"] = gib(torch.cuda.max_memory_allocated())
    return figures


SECTIONS: dict[str, Callable[[LoadedModel], dict[str, Any]]] = {
    "matmul": section_matmul,
    "image": section_image,
    "edit": section_edit,
    "answer": section_answer,
    "video49": section_video49,
    "video121": section_video121,
    "vae": section_vae,
}


def main(names: Sequence[str]) -> None:
    """Run the named sections (all by default)."""
    if not torch.cuda.is_available():
        raise SystemExit("engine_gpu.py needs a CUDA device")
    parts = build_parts(DEVICE)
    for name in names or SECTIONS:
        print(json.dumps({"section": name, **SECTIONS[name](parts)}), flush=True)
        torch.cuda.empty_cache()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION")
    main(parser.parse_args().sections)
