"""What the tests of the training code share: a tokenizer learnt in a moment, and models with random weights."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from lance_studio.engine import Engine, Precision
from lance_studio.engine.autoencoder import build_autoencoder
from models.nano.training.build import build_model, save_checkpoint
from models.nano.training.groups import lay_out_all
from models.nano.training.layout import Layout
from models.nano.training.profile_text import write_profile
from models.nano.training.settings import VaeShape
from models.nano.training.tokens import save_tokenizer, train_tokenizer
from models.nano.training.world.tasks import corpus

EXACT = Precision(torch.float32)
#: The smallest autoencoder of the embedded model's form: its real widths cost minutes on a busy processor.
SMALL_VAE = VaeShape(encoder=8, decoder=8)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Products this small gain nothing from threads, which wait for each other at length on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def tokenizer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of a tokenizer of the embedded model's size."""
    folder = tmp_path_factory.mktemp("tokenizer") / "Lance_3B"
    save_tokenizer(train_tokenizer(corpus(random.Random(0), 300)), folder)
    return folder


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, tokenizer_folder: Path) -> Engine:
    """An engine with random weights of the embedded model's shapes, but for a smaller autoencoder."""
    root: Path = tmp_path_factory.mktemp("random")
    shutil.copytree(tokenizer_folder, root / "Lance_3B")
    torch.manual_seed(5)
    model, tower = build_model(torch.device("cpu"), torch.float32)
    # The output starts at zero, which would compare nothing.
    torch.nn.init.normal_(model.llm2vae.weight, 0, 0.05)
    weights = {f"model.{name}": value for name, value in model.state_dict().items()}
    weights |= {f"tower.{name}": value for name, value in tower.model.state_dict().items()}
    vae = build_autoencoder(SMALL_VAE.encoder, SMALL_VAE.decoder, SMALL_VAE.multipliers, SMALL_VAE.residual_blocks)
    save_checkpoint(root, weights, vae)
    write_profile(root)
    return Engine(root, device="cpu", precision=EXACT)


@pytest.fixture(scope="session")
def layouts(engine: Engine) -> dict[str, Layout]:
    """The layout of every group."""
    return lay_out_all(engine.load("image").tokenizer, EXACT)
