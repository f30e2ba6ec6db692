"""Run by ``test_loading_memory`` as a process of its own: peaks of resident memory while a checkpoint is loaded.

Prints one JSON object: by scenario the bytes that the process grew by at its peak, how much of it is memory that no
file backs, the bytes of the loaded weights, and of the largest tensor as stored.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file

from lance_studio.catalog.layout import ModelFolder
from lance_studio.engine import weights
from lance_studio.engine.checkpoint import build_language, load_language
from lance_studio.engine.config import read_language_config
from lance_studio.engine.precision import Precision

WINDOW_BYTES = 16 * 2**20
CPU = torch.device("cpu")


def memory(field: str) -> int:
    """A line of /proc/self/status in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def in_child(work: Callable[[], object]) -> None:
    """Do something in a child process, whose peak begins at what this process holds."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.waitpid(child, 0)


def write_weights(folder: ModelFolder, dtype: torch.dtype) -> None:
    model = build_language(read_language_config(folder.folder("image") / "llm_config.json"))
    tensors = {name: torch.full(value.shape, 0.5, dtype=dtype) for name, value in model.state_dict().items()}
    save_file(tensors, folder.folder("image") / "model.safetensors")


def report(folder: ModelFolder, name: str, precision: Precision) -> None:
    largest = max(info.bytes for info in weights.inspect_safetensors(folder.weight_file("image")).values())
    before, unmapped = memory("VmHWM"), memory("RssAnon")
    model, _ = load_language(folder, "image", precision, CPU)
    loaded = sum(value.nbytes for value in model.state_dict().values())
    grown, private = memory("VmHWM") - before, memory("RssAnon") - unmapped
    print(json.dumps([name, {"peak": grown, "private": private, "weights": loaded, "largest": largest}]), flush=True)


def main() -> None:
    folder = ModelFolder(Path(sys.argv[1]))
    torch.set_num_threads(1)
    weights.WINDOW_BYTES = WINDOW_BYTES
    float32, reference = Precision(torch.float32), Precision()
    # The tokenizer's machinery is loaded with the first one; that is not what is measured here.
    report(ModelFolder(Path(sys.argv[2])), "warm", reference)
    for stored in (torch.bfloat16, torch.float32):
        in_child(lambda stored=stored: write_weights(folder, stored))
        for wanted in (reference, float32):
            name = f"{str(stored).removeprefix('torch.')} to {str(wanted.dtype).removeprefix('torch.')}"
            in_child(lambda name=name, wanted=wanted: report(folder, name, wanted))


if __name__ == "__main__":
    main()
