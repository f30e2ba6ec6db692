"""A ``studio.json`` that tests write beside the small checkpoint."""

import hashlib
import json
from pathlib import Path
from typing import Any

PROFILE: dict[str, Any] = {
    "format": 1,
    "name": "Tiny",
    "licence": "CC0-1.0",
    "summary": "Draws noise, quickly.",
    "languages": ["en", "de"],
    "knows": ["Nothing at all."],
    "example_prompts": {"text_to_image": ["a red car on a meadow", "two stars"], "ask_image": ["What is this?"]},
    "shared_checkpoint": True,
    "experimental": ["reference_guided"],
    "presets": {"square": {"vae": 64, "vit": 56}, "large": {"vae": 96, "vit": 84}},
    "pictures": {
        "preset": "square",
        "width": 64,
        "height": 48,
        "sizes": [[64, 48], [48, 64]],
        "sampling": {"steps": 3, "guidance_scale": 2.5, "guidance_interval": [0, 1], "shift": 2, "renorm": "channel"},
    },
    "clips": {
        "preset": "large",
        "width": 48,
        "height": 32,
        "frames": 9,
        "animation_frames": 5,
        "longest_frames": 13,
        "continuation_frames": 8,
        "kept_latents": 2,
        "sampling": {"steps": 2, "guidance_scale": 1.5},
    },
    "answers": {"max_tokens": 7},
}


def write_profile(folder: Path, **changes: Any) -> Path:
    """Write a profile; a change of ``...`` leaves a field out."""
    data = {name: value for name, value in (PROFILE | changes).items() if value is not ...}
    path = folder / "studio.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of all files of a model folder but its profile, as a profile records them."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != "studio.json")
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
