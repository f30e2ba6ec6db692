"""Names of a model folder's files and folders, for who looks for them.

The official ones (section 1 of the engine's specification), and those under which people have the same files from
elsewhere.
"""

from collections.abc import Mapping

from lance_studio.language import tr
from lance_studio.requests.tasks import Family

FAMILY_FOLDERS: Mapping[Family, str] = {"image": "Lance_3B", "video": "Lance_3B_Video"}
VISION_FOLDER = "Qwen2.5-VL-ViT"
VISION_FILE = "vit.safetensors"
VAE_FILE = "Wan2.2_VAE.pth"
VAE_FILES = (
    VAE_FILE,
    "Wan2.2_VAE.safetensors",
    "wan2.2_vae.safetensors",
    "wan2.2_vae.pth",
    "vae/wan2.2_vae.safetensors",
    "vae/Wan2.2_VAE.pth",
    "VAE/Wan2.2_VAE.pth",
)
"""Where the VAE may lie, the first one that is there is taken. ComfyUI has the same tensors as `wan2.2_vae`."""

PROFILE_FILE = "studio.json"
INDEX_SUFFIX = ".index.json"
WEIGHT_FILES = (
    "model.safetensors",
    f"model.safetensors{INDEX_SUFFIX}",
    "ema.safetensors",
    f"ema.safetensors{INDEX_SUFFIX}",
)
"""A checkpoint's weights, the first one that is there is taken; an index names the files of a sharded one."""

VISION_FILES = (VISION_FILE, "model.safetensors", f"model.safetensors{INDEX_SUFFIX}")
LANGUAGE_CONFIGURATION = "llm_config.json"
VISION_CONFIGURATION = "config.json"
TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")


def layout_in_words() -> str:
    """Return what a folder must hold, as a sentence for the user."""
    checkpoints = tr(" and/or ").join(FAMILY_FOLDERS.values())
    return tr(
        "A model folder holds {checkpoints}, {vision} and {vae}.",
        checkpoints=checkpoints,
        vision=VISION_FOLDER,
        vae=VAE_FILE,
    )
