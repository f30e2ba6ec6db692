"""Time and peak host memory of loading a full-size checkpoint in the official layout, with random weights.

Run ``python tests/benchmarks/engine_loading.py [--device cuda|cpu] [--float32] [--folder DIR]``. It writes the layout
(17 GB; 29 GB with ``--float32``, whose language model is stored in float32) to a temporary folder under DIR, loads it
in a fresh process, prints one JSON line and removes it. Host memory is compared with the weights in the run's format.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parents[2]))

from lance_studio.engine import Engine
from lance_studio.engine.autoencoder import diffusers_name
from lance_studio.engine.weights import inspect_pickle
from tests.benchmarks.full_size import LANGUAGE, SMALL_CHECKPOINT, VISION, build_parts


def _write_config(source: Path, target: Path, changes: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({**json.loads(source.read_text()), **changes}))


def write_layout(root: Path, device: torch.device, dtype: torch.dtype) -> None:
    """Write ``Lance_3B``, ``Qwen2.5-VL-ViT`` and ``Wan2.2_VAE.pth`` with random weights at full size."""
    parts = build_parts(device)
    small, family = SMALL_CHECKPOINT, "Lance_3B"
    (root / family).mkdir()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (root / family / name).write_bytes((small / family / name).read_bytes())
    language = {
        "vocab_size": LANGUAGE.vocab_size,
        "hidden_size": LANGUAGE.hidden_size,
        "intermediate_size": LANGUAGE.intermediate_size,
        "num_hidden_layers": LANGUAGE.num_layers,
        "num_attention_heads": LANGUAGE.num_heads,
        "num_key_value_heads": LANGUAGE.num_kv_heads,
        "rope_scaling": {"type": "mrope", "mrope_section": list(LANGUAGE.mrope_section)},
    }
    _write_config(small / family / "llm_config.json", root / family / "llm_config.json", language)
    vision = {
        "depth": VISION.depth,
        "hidden_size": VISION.hidden_size,
        "intermediate_size": VISION.intermediate_size,
        "num_heads": VISION.num_heads,
        "fullatt_block_indexes": list(VISION.full_attention_blocks),
        "out_hidden_size": VISION.out_hidden_size,
    }
    tower = Path("Qwen2.5-VL-ViT")
    _write_config(small / tower / "config.json", root / tower / "config.json", vision)
    model = {name: value.to("cpu", dtype) for name, value in parts.model.state_dict().items()}
    save_file(model, root / family / "model.safetensors")
    save_file({n: v.cpu() for n, v in parts.tower.model.state_dict().items()}, root / tower / "vit.safetensors")
    official = {diffusers_name(name): name for name in inspect_pickle(small / "Wan2.2_VAE.pth")}
    autoencoder = parts.codec.autoencoder.state_dict()
    torch.save({official[n]: v.float().cpu() for n, v in autoencoder.items()}, root / "Wan2.2_VAE.pth")


def _status(key: str) -> int:
    """A figure of this process in bytes: ``VmRSS`` now, ``VmHWM`` at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))


def measure(root: Path, device: str) -> dict[str, Any]:
    """Load the layout and report seconds and memory in GiB."""
    if device == "cuda":
        torch.zeros(1, device="cuda")
    before, begun = _status("VmRSS"), time.perf_counter()
    parts = Engine(root, device=device).load("image")
    if device == "cuda":
        torch.cuda.synchronize()
    spent = time.perf_counter() - begun
    modules = (parts.model, parts.tower.model, parts.codec.autoencoder)
    weights = sum(value.nbytes for module in modules for value in module.state_dict().values())
    return {
        "section": "loading",
        "device": device,
        "load_s": round(spent, 1),
        "weights_gib": round(weights / 2**30, 2),
        "peak_host_gib": round((_status("VmHWM") - before) / 2**30, 2),
    }


def main() -> None:
    """Write, measure in a fresh process, remove."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--float32", action="store_true")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--measure", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.device)), flush=True)
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        maker = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        write_layout(Path(folder), maker, torch.float32 if options.float32 else torch.bfloat16)
        subprocess.run([sys.executable, __file__, "--measure", folder, "--device", options.device], check=True)


if __name__ == "__main__":
    main()
