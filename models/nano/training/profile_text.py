"""``studio.json`` of the embedded model: what it says of itself, and the hashes of its files."""

import hashlib
import json
from pathlib import Path

from models.nano.training.settings import VAE_SIDE, VIT_SIDE
from models.nano.training.vocabulary import vocabulary
from models.nano.training.world.scene import BOOK, COLOURS, FRAMES, SCENES, SHAPES

#: Sampling steps. From 16 on more of them change nothing that the reader sees (`evaluate --steps`).
STEPS = 16

PROFILE = {
    "format": 1,
    "name": "Nano",
    "licence": "Apache-2.0",
    "summary": "A demonstration model that knows a small drawn world of shapes and picture-book things, in English.",
    "languages": ["en"],
    "knows": [
        f"Shapes: {', '.join(SHAPES)}, on plain, two-tone and fading backgrounds.",
        f"Picture-book things: {', '.join(BOOK)}.",
        f"Scenes: {', '.join(SCENES)}.",
        f"Colours: {', '.join(COLOURS)}; sizes: small, medium, large; nine places, from top left to bottom right.",
        "In clips things move left, right, up or down, grow, shrink, appear, vanish or change colour.",
        "Counts up to five, “left of”, “above”, “between”, “no” and “without”. A single word such as “car” will do.",
        "German, French and Chinese words for things, colours and places, in plain descriptions of pictures.",
        "Edits: recolour, replace, move, remove, add, resize, change the background.",
        "Questions: colour, shape, size, count, place, presence, background, direction, what changed and when, and "
        "descriptions.",
    ],
    "example_prompts": {
        "text_to_image": [
            "a large red car in the middle, in a meadow",
            "a large yellow star in the top left and a small blue ring in the middle on a plain white background",
            "a large orange cat on the left, in a room",
            "three mushrooms, one red and two blue",
            "a cat between two trees",
        ],
        "text_to_video": [
            "a blue fish moving to the right at sea",
            "a large red balloon in the middle, in a meadow. The balloon moves up",
            "a large green star in the middle on a plain yellow background that shrinks",
        ],
        "image_to_video": ["the car moves to the right", "the balloon vanishes"],
        "image_edit": ["make the car blue", "add a green tree on the left", "put it at sea"],
        "video_edit": ["make the fish purple", "change the background to a room"],
        "continuation": ["the fish keeps moving to the right"],
        "reference_guided": ["this thing at sea, large, in the middle"],
        "ask_image": ["What colour is the car?", "How many things are there?", "Describe the picture."],
        "ask_video": ["Which way does the fish move?", "What colour is the fish?", "Describe the clip."],
    },
    "shared_checkpoint": True,
    "experimental": [],
    "presets": {"nano": {"vae": VAE_SIDE, "vit": VIT_SIDE}},
    "pictures": {
        "preset": "nano",
        "width": VAE_SIDE,
        "height": VAE_SIDE,
        "sizes": [[VAE_SIDE, VAE_SIDE]],
        "sampling": {"steps": STEPS, "guidance_scale": 4.0},
    },
    "clips": {
        "preset": "nano",
        "width": VAE_SIDE,
        "height": VAE_SIDE,
        "sizes": [[VAE_SIDE, VAE_SIDE]],
        "frames": FRAMES,
        "animation_frames": FRAMES,
        "longest_frames": FRAMES,
        "kept_latents": 2,
        "continuation_frames": FRAMES - 5,
        "sampling": {"steps": STEPS, "guidance_scale": 3.0},
    },
    "answers": {"max_tokens": 64},
}


def write_profile(root: Path) -> None:
    """Write ``studio.json`` with the hashes of every other file of the model in ``root``."""
    parts = ("Lance_3B", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth")
    files = sorted(file for part in parts for file in [root / part, *(root / part).rglob("*")] if file.is_file())
    hashes = {file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    text = json.dumps({**PROFILE, "vocabulary": vocabulary(), "sha256": hashes}, indent=1, ensure_ascii=False)
    (root / "studio.json").write_text(text + "\n", encoding="utf-8")
