"""The optimiser: what a step does, what it must not do, and that a stopped run goes on as if it had not stopped."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from models.nano.training.optimise import Optimiser, OptimiserSettings, orthogonalised, schedule

SETTINGS = OptimiserSettings(muon_rate=0.02, adam_rate=0.01, embedding_rate=0.03)
MATRICES, EMBEDDINGS = frozenset({"tall", "wide", "kernel"}), frozenset({"embedding"})


def parameters(seed: int) -> dict[str, nn.Parameter]:
    torch.manual_seed(seed)
    shapes = {"tall": (12, 4), "wide": (4, 12), "kernel": (6, 3, 2, 2), "bias": (5,), "embedding": (7, 3)}
    return {name: nn.Parameter(torch.randn(shape)) for name, shape in shapes.items()}


def made(seed: int = 1) -> tuple[Optimiser, dict[str, nn.Parameter]]:
    named = parameters(seed)
    return Optimiser(named.items(), SETTINGS, MATRICES, EMBEDDINGS), named


def fill_gradients(named: dict[str, nn.Parameter], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for name in sorted(named):
        gradient = named[name].grad
        assert gradient is not None
        gradient.copy_(torch.randn(gradient.shape, generator=generator))


def copies(optimiser: Optimiser, named: dict[str, nn.Parameter]) -> dict[str, Tensor]:
    values = {**optimiser.state(), **{f"parameter {name}": value for name, value in named.items()}}
    return {name: value.detach().clone() for name, value in values.items()}


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", ["wide", "bias"])
def test_a_gradient_that_is_not_finite_changes_nothing(broken: float, name: str) -> None:
    optimiser, named = made()
    for seed in (1, 2):
        fill_gradients(named, seed)
        optimiser.step()
    before = copies(optimiser, named)
    gradient = named[name].grad
    assert gradient is not None
    gradient.view(-1)[1] = broken
    optimiser.step()
    after = copies(optimiser, named)
    assert (float(before.pop("skipped")), float(after.pop("skipped"))) == (0, 1)
    assert after.keys() == before.keys()
    for part, value in before.items():
        assert torch.equal(value, after[part]), part
    # And the next good one is taken as if nothing had been.
    fill_gradients(named, 3)
    optimiser.step()
    undisturbed, others = made()
    for seed in (1, 2, 3):
        fill_gradients(others, seed)
        undisturbed.step()
    for one, other in zip(named.values(), others.values(), strict=True):
        assert torch.equal(one, other)


def test_every_parameter_follows_its_gradient_down() -> None:
    optimiser, named = made()
    goals = {name: torch.randn_like(value) for name, value in named.items()}

    def losses() -> dict[str, float]:
        return {name: float((value.detach() - goals[name]).square().mean()) for name, value in named.items()}

    first = losses()
    for _ in range(150):
        optimiser.zero_gradients()
        torch.stack([(value - goals[name]).square().sum() for name, value in named.items()]).sum().backward()
        optimiser.step()
    last = losses()
    assert all(last[name] < 0.25 * first[name] for name in named), (first, last)
    assert int(optimiser.steps) == 150


def test_a_long_gradient_is_cut_to_the_clip() -> None:
    states: list[dict[str, Tensor]] = []
    for factor in (1.0, 1000.0):
        optimiser, named = made()
        fill_gradients(named, 4)
        norm = torch.linalg.vector_norm(optimiser.gradient)
        optimiser.gradient *= factor * SETTINGS.clip / norm
        optimiser.step()
        assert float(optimiser.norm) == pytest.approx(factor * SETTINGS.clip, rel=1e-4)
        states.append(copies(optimiser, named))
    for name, value in states[0].items():
        assert torch.allclose(value, states[1][name], atol=1e-5), name


def test_rates_are_those_of_the_kind_of_parameter() -> None:
    optimiser, named = made()
    before = {name: value.detach().clone() for name, value in named.items()}
    fill_gradients(named, 5)
    optimiser.step()
    # The first step of Adam is as long as its rate in every number.
    for name, rate in (("bias", SETTINGS.adam_rate), ("embedding", SETTINGS.embedding_rate)):
        assert torch.allclose((named[name] - before[name]).abs(), torch.full_like(before[name], rate), rtol=1e-3)
    # A step of Muon has singular values of about its rate, times the root of how much taller than wide it is.
    for name in MATRICES:
        kept = before[name] * (1 - SETTINGS.muon_rate * SETTINGS.muon_decay)
        change = (named[name] - kept).detach().flatten(1)
        rows, columns = change.shape
        values = torch.linalg.svdvals(change) / SETTINGS.muon_rate / max(1, rows / columns) ** 0.5
        assert float(values.min()) > 0.5
        assert float(values.max()) < 1.3


@pytest.mark.parametrize("shape", [(3, 40, 16), (3, 16, 40), (2, 24, 24)])
def test_orthogonalised_keeps_directions_and_evens_out_their_strengths(shape: tuple[int, int, int]) -> None:
    generator = torch.Generator().manual_seed(6)
    left, _ = torch.linalg.qr(torch.randn(shape[0], shape[1], min(shape[1:]), generator=generator))
    right, _ = torch.linalg.qr(torch.randn(shape[0], shape[2], min(shape[1:]), generator=generator))
    strengths = torch.linspace(0.1, 3, min(shape[1:]))
    result = orthogonalised(left * strengths @ right.mT)
    assert result.shape == shape
    assert result.dtype == torch.float32
    within = left.mT @ result @ right
    values = within.diagonal(dim1=1, dim2=2)
    assert float(values.min()) > 0.6
    assert float(values.max()) < 1.3
    # bfloat16 leaves some noise.
    assert float((within - torch.diag_embed(values)).abs().max()) < 0.08
    assert torch.equal(orthogonalised(torch.zeros(shape)), torch.zeros(shape))


def test_schedule_rises_stays_and_falls_to_nothing() -> None:
    factors = [schedule(step, 100, 10, 0.4) for step in range(101)]
    assert factors[:10] == pytest.approx([step / 10 for step in range(1, 11)])
    assert factors[10:61] == [1.0] * 51
    assert factors[80] == pytest.approx(0.5)
    assert factors[100] == 0.0
    assert all(one >= other for one, other in pairwise(factors[60:]))
    assert schedule(130, 100, 10, 0.4) == 0.0


def test_a_stopped_run_goes_on_with_the_same_step(tmp_path: Path) -> None:
    through, named = made()
    for seed in (1, 2, 3):
        fill_gradients(named, seed)
        through.step()
        if seed == 2:
            torch.save(through.state(), tmp_path / "state.pt")
    resumed, others = made(seed=99)
    resumed.restore(torch.load(tmp_path / "state.pt", weights_only=True))
    fill_gradients(others, 3)
    resumed.step()
    expected, got = copies(through, named), copies(resumed, others)
    for name, value in expected.items():
        assert torch.equal(value, got[name]), name
    assert int(resumed.steps) == 3


def test_preparing_the_recorded_step_changes_nothing_and_it_steps_like_the_other() -> None:
    optimiser, named = made()
    fill_gradients(named, 1)
    before = copies(optimiser, named)
    step = optimiser.recorded_step()
    assert all(torch.equal(value, before[name]) for name, value in copies(optimiser, named).items())
    assert not optimiser.gradient.any()
    optimiser.rate.fill_(0.5)
    fill_gradients(named, 1)
    step()
    plain, others = made()
    plain.rate.fill_(0.5)
    fill_gradients(others, 1)
    plain.step()
    for name, value in copies(plain, others).items():
        assert torch.equal(value, copies(optimiser, named)[name]), name
    assert not torch.equal(plain.master, before["master"])


def test_the_running_mean_is_named_and_lags_behind() -> None:
    optimiser, named = made()
    start = optimiser.mean.clone()
    fill_gradients(named, 1)
    optimiser.step()
    # After the first step its memory reaches back two elevenths.
    assert torch.allclose(optimiser.mean, torch.lerp(start, optimiser.master, 1 - 2 / 11), atol=1e-6)
    mean = optimiser.mean_weights()
    assert {name: value.shape for name, value in mean.items()} == {name: value.shape for name, value in named.items()}
    for name, value in mean.items():
        assert 0 < float((value - named[name].detach()).abs().max()) < 0.05
