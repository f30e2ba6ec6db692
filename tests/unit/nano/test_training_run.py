"""A whole joint training run of a tiny model: it learns, stops, goes on, and leaves a model that the engine runs."""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch.distributed.run import get_args_parser

from lance_studio.engine import Engine, Precision
from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.requests import AskImage, Decoding, InputBlock, Sampling, TextToImage
from models.nano.training import retrain, settings, train
from models.nano.training.build import load_vae, save_checkpoint, take_over
from models.nano.training.groups import GROUPS
from models.nano.training.optimise import OptimiserSettings
from models.nano.training.profile_text import write_profile
from models.nano.training.recording import Team
from models.nano.training.settings import VaeShape

TINY = {
    "LANGUAGE": replace(
        settings.LANGUAGE, hidden_size=128, intermediate_size=128, num_layers=1, num_heads=2, num_kv_heads=1
    ),
    "VISION": replace(
        settings.VISION,
        depth=1,
        hidden_size=32,
        intermediate_size=32,
        num_heads=2,
        out_hidden_size=128,
        full_attention_blocks=(0,),
    ),
    "VAE": VaeShape(encoder=8, decoder=8),
    # Without the longest sequences.
    "GROUPS": {name: GROUPS[name] for name in ("image", "video_ends", "image_edit", "reference", "question_image")},
}
#: Two examples of every group.
SCALE = "0.001"


class InProcess:
    """Makes batches when they are asked for; the processes that do so have tests of their own."""

    def __init__(self, make: Callable[[random.Random], Any], count: int, seed: int) -> None:
        self._make, self._rng = make, random.Random(seed)
        self.closed = False

    def next(self) -> Any:
        return self._make(self._rng)

    def close(self) -> None:
        self.closed = True


def training_modules() -> Iterator[ModuleType]:
    yield from (module for name, module in sys.modules.items() if name.startswith("models.nano.training"))


@pytest.fixture
def run(tmp_path: Path, tokenizer_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run of a tiny model, as training the autoencoder and the tokenizer leave it."""
    for module in training_modules():
        for name, value in TINY.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
    copytree(tokenizer_folder, tmp_path / "Lance_3B")
    torch.manual_seed(1)
    torch.save(build_autoencoder(8, 8, (1, 2, 2, 2), 1).state_dict(), tmp_path / "vae.pt")
    return tmp_path


def question_losses(training: train.JointTraining, steps: int) -> list[float]:
    """The loss of answers at each step, on the same examples."""
    found: list[float] = []
    for _ in range(steps):
        for loss in training.losses.values():
            loss.zero_()
        training.step(1.0)
        found.append(float(training.losses["question_image"]))
    return found


@pytest.mark.slow
def test_steps_on_the_same_examples_learn_them(run: Path) -> None:
    training = train.JointTraining(Team(), run, OptimiserSettings(), float(SCALE))
    training.load(train.make_packed(training.source, random.Random(1)))
    before = [value.detach().clone() for value in training.optimiser.mean_weights().values()]
    losses = question_losses(training, 12)
    # Guessing among 1024 tokens costs 6.9.
    assert 6 < losses[0] < 8
    assert losses[-1] < 0.7 * losses[0]
    assert int(training.optimiser.skipped) == 0
    after = training.optimiser.mean_weights()
    moved = {name for (name, value), old in zip(after.items(), before, strict=True) if not torch.equal(value, old)}
    # Every part learns; what stays is what no example uses.
    assert {name.split(".")[0] for name in moved} == {"model", "tower"}
    assert len(moved) >= 0.95 * len(after), sorted(after.keys() - moved)
    drawing = [float(value) for name, value in training.losses.items() if not name.startswith("question")]
    assert np.isfinite(drawing).all()
    assert min(drawing) > 0


@pytest.mark.slow
def test_a_finished_model_is_trained_further(run: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    first = train.JointTraining(Team(), run, OptimiserSettings(), float(SCALE))
    cpu = torch.device("cpu")
    autoencoder = load_vae(run / "vae.pt", cpu, torch.float32)
    save_checkpoint(run, first.optimiser.mean_weights(), autoencoder)
    further = tmp_path_factory.mktemp("further")
    take_over(run, further)
    taken = load_vae(further / "vae.pt", cpu, torch.float32).state_dict()
    assert taken.keys() == autoencoder.state_dict().keys()
    for name, value in autoencoder.state_dict().items():
        assert torch.equal(taken[name], value.bfloat16().float()), name
    assert not list(further.rglob("*.safetensors"))
    second = train.JointTraining(Team(), further, OptimiserSettings(), float(SCALE), start=run)
    for name, value in first.optimiser.mean_weights().items():
        assert torch.equal(second.optimiser.mean_weights()[name].bfloat16(), value.bfloat16()), name


def test_the_launcher_of_several_processes_leaves_our_options_alone(tmp_path: Path) -> None:
    # It takes the beginning of a name of its own options for them, even behind the module's name.
    options = retrain.train_options(tmp_path, 7, tmp_path / "model")
    launched = [*retrain.launch_options(2)[2:], "models.nano.training.train", *options]
    parsed = get_args_parser().parse_args(launched)
    assert (parsed.nproc_per_node, parsed.training_script) == ("2", "models.nano.training.train")
    assert parsed.training_script_args == options


def _tower_sum(engine: Engine) -> float:
    return sum(float(value.double().sum()) for value in engine.load("image").tower.model.state_dict().values())


@pytest.mark.slow
def test_a_stopped_run_goes_on_and_its_model_runs(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[InProcess] = []

    def workers(*arguments: Any, **options: Any) -> InProcess:
        made.append(InProcess(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(train, "Workers", workers)
    monkeypatch.setattr(train, "_LOOK_EVERY", 3)
    arguments = ["train", "--folder", str(run), "--workers", "1", "--scale", SCALE, "--stop-after", "0"]
    monkeypatch.setattr(sys, "argv", arguments)
    spent: list[float] = []
    for steps in (3, 6):
        train.main()
        assert f"after {steps} steps" in capsys.readouterr().out
        state = torch.load(run / "state.pt", weights_only=True)
        assert (int(state["step"]), int(state["steps"] + state["skipped"])) == (steps, steps)
        assert state["master"].isfinite().all()
        spent.append(float(state["spent"]))
    assert 0 < spent[0] < spent[1]
    assert [worker.closed for worker in made] == [True, True]
    write_profile(run)
    engine = Engine(run, device="cpu", precision=Precision(torch.float32))
    model = engine.load("image").model
    # The checkpoint is the running mean of the weights, in bfloat16.
    loaded = torch.cat([value.flatten() for value in model.state_dict().values()]).double()
    mean, master = (state[name].bfloat16().double() for name in ("mean", "master"))
    assert float(loaded.sum() + _tower_sum(engine)) == pytest.approx(float(mean.sum()), rel=1e-6)
    assert float(mean.sum()) != pytest.approx(float(master.sum()), rel=1e-6)
    sampling = Sampling(steps=2)
    visual = engine.run(TextToImage(prompt="a red car", width=128, height=128, sampling=sampling))
    assert visual.frames.shape == (1, 128, 128, 3)
    question = AskImage(question="What?", preset="nano", decoding=Decoding(max_new_tokens=3))
    assert 1 <= len(engine.run(question, [InputBlock(visual.frames)]).token_ids) <= 3
