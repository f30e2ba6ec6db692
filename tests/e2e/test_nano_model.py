"""The embedded model as files and as numbers: complete, unchanged, small, repeatable, and whole at its edges."""

import math
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import ndimage

from lance_studio.catalog.integrity import sha256_of
from lance_studio.catalog.profile import read_profile
from lance_studio.engine import Engine, Precision
from lance_studio.engine.preprocess import normalise_vae
from lance_studio.engine.vae import to_uint8
from lance_studio.errors import CheckpointError, InvalidRequestError
from lance_studio.media.images import load_image
from lance_studio.paths import embedded_model_dir
from lance_studio.requests import Sampling, TextToImage
from models.nano.training.world.backdrops import backdrops
from models.nano.training.world.draw import Painter, list_pictures, to_tensors
from models.nano.training.world.reader import read_picture
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import BACKDROPS
from models.nano.training.world.tasks import RINGS

Frame = NDArray[np.uint8]
ROOT = Path(__file__).parents[2]
#: Bytes that the model may take in the package, without the code that trains it.
MOST_BYTES = 60_000_000
WEIGHTS = ("Lance_3B/model.safetensors", "Qwen2.5-VL-ViT/vit.safetensors", "Wan2.2_VAE.pth")


def model_folder() -> Path:
    folder = embedded_model_dir()
    assert folder is not None
    return folder


def model_files(folder: Path) -> list[Path]:
    """Everything but the training code and the model card."""
    parts = (path for path in folder.iterdir() if path.name not in ("training", "README.md"))
    return [file for part in parts for file in [part, *part.rglob("*")] if file.is_file()]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The embedded model on one thread: threads that wait for each other make a busy machine many times slower."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Engine(model_folder(), device="cpu", precision=Precision(torch.float32))
    torch.set_num_threads(threads)


def drawn(engine: Engine, prompt: str, seed: int) -> Frame:
    sampling = Sampling(seed=seed, steps=10)
    return engine.run(TextToImage(prompt=prompt, width=128, height=128, sampling=sampling)).frames[0]


# --- files ---------------------------------------------------------------------------------------------------------


def test_every_file_is_recorded_with_its_hash_and_nothing_else_is() -> None:
    folder = model_folder()
    recorded = read_profile(folder).sha256
    files = {file.relative_to(folder).as_posix(): file for file in model_files(folder)}
    assert files.pop("studio.json").is_file()
    assert {name: sha256_of(file) for name, file in files.items()} == dict(recorded)
    assert set(WEIGHTS) <= files.keys()


def test_the_model_is_small() -> None:
    sizes = [file.stat().st_size for file in model_files(model_folder())]
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize("name", [*WEIGHTS, "Lance_3B/tokenizer.json"])
def test_a_changed_byte_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(), folder, ignore=shutil.ignore_patterns("training", "README.md"))
    changed = folder / name
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    engine = Engine(folder, device="cpu", precision=Precision(torch.float32))
    with pytest.raises(CheckpointError, match="SHA-256") as caught:
        engine.load("image")
    assert changed.name in caught.value.cause
    assert caught.value.remedy


# --- numbers -------------------------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_bytes_again_and_in_another_process(engine: Engine, tmp_path: Path) -> None:
    prompt = "a large red house in the middle on a meadow"
    first = drawn(engine, prompt, 11)
    assert drawn(engine, prompt, 11).tobytes() == first.tobytes()
    assert drawn(engine, prompt, 12).tobytes() != first.tobytes()
    # No model is named, so that the embedded one is taken.
    environment = {name: value for name, value in os.environ.items() if name != "LANCE_STUDIO_MODEL"}
    environment |= {"PYTHONPATH": str(ROOT), "LANCE_STUDIO_HOME": str(tmp_path / "home"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "lance_studio", "generate", prompt, "--seed", "11", "--steps", "10"]
    options = ["--device", "cpu", "-o", "house.png"]
    result = subprocess.run(
        [*command, *options], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert (result.returncode, result.stdout) == (0, "house.png\n"), result.stderr
    assert "Nano (embedded)" in result.stderr
    assert load_image(tmp_path / "house.png").tobytes() == first.tobytes()


def photograph() -> Frame:
    """A picture like no drawing: light that fades in every channel, a soft bright spot, and grain."""
    y, x = np.mgrid[0:128, 0:128] / 128
    light = [0.55 + 0.35 * np.cos(3 * x + y), 0.4 + 0.4 * y * (1 - 0.5 * x), 0.5 + 0.3 * np.sin(2 * y - 3 * x)]
    grain = ndimage.gaussian_filter(np.random.default_rng(5).standard_normal((128, 128)), 1.0)
    spot = np.exp(-((x - 0.6) ** 2 + (y - 0.4) ** 2) / 0.02)
    pixels = np.stack(light, axis=-1) + 0.05 * grain[..., None] / grain.std()
    pixels += 0.25 * spot[..., None] * np.array([1, -0.5, -0.8])
    return (pixels.clip(0, 1) * 255).round().astype(np.uint8)


def psnr(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    return 10 * math.log10(255**2 / float(np.mean((first - second) ** 2)))


def test_a_photograph_comes_back_blurred_and_not_broken(engine: Engine) -> None:
    given = photograph()
    codec = engine.load("image").codec
    mean, _ = codec.encode(normalise_vae(torch.from_numpy(given).permute(2, 0, 1)[:, None]))
    back = to_uint8(codec.decode(mean))[0].numpy()
    assert psnr(given.astype(float), back.astype(float)) > 20
    smooth = [ndimage.gaussian_filter(picture.astype(float), (6, 6, 0)) for picture in (given, back)]
    assert psnr(smooth[0], smooth[1]) > 26
    for channel in range(3):
        before, after = (picture[..., channel].ravel() for picture in smooth)
        assert np.corrcoef(before, after)[0, 1] > 0.95


# --- prompts that the model was never taught -----------------------------------------------------------------------


def sharpness(frame: Frame) -> float:
    """Share of neighbouring pixels that differ clearly: the outlines of drawings, and everything in noise."""
    steps = [np.abs(np.diff(frame.astype(int), axis=axis)).max(axis=-1) > 25 for axis in (0, 1)]
    return float(np.mean([step.mean() for step in steps]))


def backdrop_share(frame: Frame) -> float:
    """Share of pixels that are those of the backdrop that the reader sees."""
    place = BACKDROPS.index(read_picture(frame).backdrop)
    behind = backdrops()[place].transpose(1, 2, 0)
    return float((np.linalg.norm(frame / 255 - behind, axis=-1) < 0.15).mean())


@pytest.fixture(scope="module")
def drawings() -> tuple[float, float]:
    """The greatest sharpness and the least backdrop of pictures of the world."""
    rng, painter, cpu = random.Random(1), Painter(torch.device("cpu")), torch.device("cpu")
    pictures = [random_picture(rng, RINGS[i % 2], "train") for i in range(40)]
    pixels = painter.paint(to_tensors(list_pictures(pictures), cpu))[:, :, 0].permute(0, 2, 3, 1)
    frames = (pixels * 255).round().to(torch.uint8).numpy()
    return max(map(sharpness, frames)), min(map(backdrop_share, frames))


def is_drawn(frame: Frame, drawings: tuple[float, float]) -> bool:
    sharpest, least = drawings
    return sharpness(frame) < 1.5 * sharpest and backdrop_share(frame) > least - 0.1


def test_noise_is_no_drawing(drawings: tuple[float, float]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    assert not is_drawn(noise, drawings)
    clouds = ndimage.gaussian_filter(noise.astype(float), (4, 4, 0)) - 127.5
    assert not is_drawn((clouds * 6 + 127.5).clip(0, 255).astype(np.uint8), drawings)
    assert not is_drawn(photograph(), drawings)


@pytest.mark.slow
@pytest.mark.parametrize(
    "prompt",
    [
        "a photo of a dragon over Paris",
        "🐉🔥🚀",
        "the quick brown fox jumps over the lazy dog " * 9,
        # Twice as many words as training has in its longest prompts.
        "the quick brown fox jumps over the lazy dog " * 34,
        "一只红色的猫在草地上",
        "?",
    ],
)
def test_a_prompt_from_outside_the_world_gives_a_drawing(
    engine: Engine, drawings: tuple[float, float], prompt: str
) -> None:
    frame = drawn(engine, prompt, 1)
    assert is_drawn(frame, drawings), (sharpness(frame), backdrop_share(frame), drawings)


@pytest.mark.parametrize("prompt", ["", "  \n"])
def test_an_empty_prompt_is_refused(engine: Engine, prompt: str) -> None:
    with pytest.raises(InvalidRequestError, match="empty"):
        drawn(engine, prompt, 1)
