"""Train the embedded model from nothing: tokenizer, autoencoder, its decoder once more, then everything else.

    python -m models.nano.training.retrain --folder RUN [--install]
    python -m models.nano.training.retrain --folder RUN --start models/nano --seconds 1600 [--install]

Needs an NVIDIA GPU (an H200 is what was tried); with several the last part is shared among them. The finished model is
``RUN/model``; ``--install`` puts it in the place of the embedded one. A run that was interrupted goes on with the part
that it was in. ``--start`` trains the language model and the tower of a finished model further, with its vocabulary and
autoencoder as they are; the tokenizer's files are written again in the present form (:mod:`.tokens`).
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import torch

from lance_studio.catalog.names import FAMILY_FOLDERS, VAE_FILE, VISION_FOLDER
from models.nano.training.build import take_over
from models.nano.training.profile_text import write_profile
from models.nano.training.settings import MODEL_DIR
from models.nano.training.tokens import renew_tokenizer

#: Seconds on an H200: the autoencoder, its decoder with the encoder as it is, and the language model with the tower.
_AUTOENCODER, _DECODER, _JOINT = 255, 415, 1600
_PARTS = (FAMILY_FOLDERS["image"], VISION_FOLDER, VAE_FILE)


def launch_options(processes: int) -> list[str]:
    """What Python is started with before the name of a module that a number of processes run."""
    if processes == 1:
        return ["-m"]
    return ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}", "-m"]


def train_options(folder: Path, seconds: int, start: Path | None) -> list[str]:
    """Arguments of :mod:`models.nano.training.train`."""
    further = [] if start is None else ["--weights", str(start)]
    return ["--folder", str(folder), "--seconds", str(seconds), *further]


def _run(module: str, *arguments: str, processes: int = 1) -> None:
    command = [sys.executable, *launch_options(processes), f"models.nano.training.{module}", *arguments]
    subprocess.run(command, check=True)


def retrain(folder: Path, seconds: int, start: Path | None = None) -> Path:
    """Do all parts that are not done yet.

    Args:
        folder: Where everything of the run is kept.
        seconds: Time for the language model and the tower.
        start: Model folder to go on with; ``None`` begins with nothing.

    Returns:
        The finished model's folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if start is not None:
        take_over(start, folder)
        renew_tokenizer(folder / FAMILY_FOLDERS["image"])
    if not (folder / FAMILY_FOLDERS["image"] / "tokenizer.json").exists():
        _run("learn_tokens", "--folder", str(folder))
    first = folder / "autoencoder"
    if not (first / "vae.pt").exists() and not (folder / "vae.pt").exists():
        _run("train_vae", "--out", str(first), "--seconds", str(_AUTOENCODER))
    if not (folder / "vae.pt").exists():
        further = folder / "decoder"
        options = ("--decoder-of", str(first / "vae.pt"), "--seconds", str(_DECODER))
        _run("train_vae", "--out", str(further), *options)
        shutil.copy(further / "vae.pt", folder / "vae.pt")
    _run("train", *train_options(folder, seconds, start), processes=max(1, torch.cuda.device_count()))
    model = folder / "model"
    copy_model(folder, model)
    write_profile(model)
    return model


def copy_model(source: Path, target: Path) -> None:
    """Copy the model's own files, without anything else that lies beside them."""
    target.mkdir(exist_ok=True)
    for part in _PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, dirs_exist_ok=True)
        else:
            shutil.copy(source / part, target / part)


def main() -> None:
    """Train, and install if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True, help="where the run is kept")
    parser.add_argument("--seconds", type=int, default=_JOINT, help="time for the language model and the tower")
    parser.add_argument("--start", type=Path, help="model folder to train further")
    parser.add_argument("--install", action="store_true", help="replace the embedded model")
    options = parser.parse_args()
    model = retrain(options.folder, options.seconds, options.start)
    if options.install:
        copy_model(model, MODEL_DIR)
        write_profile(MODEL_DIR)
    print(f"The model is in {MODEL_DIR if options.install else model}.")


if __name__ == "__main__":
    main()
