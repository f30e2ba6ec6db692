"""Timesteps, when guidance acts, and the order in which noise is drawn (specification §7)."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.engine.sampling import InjectedNoise, NoiseGenerator, euler_step, guidance_acts, timesteps
from lance_studio.requests import Sampling

CPU = torch.device("cpu")


def generator(sampling: Sampling, injected: InjectedNoise | None = None) -> NoiseGenerator:
    return NoiseGenerator(sampling, CPU, torch.float32, injected)


def test_schedule_of_the_specification() -> None:
    times = timesteps(30, 3.5)
    assert times[:4].tolist() == pytest.approx([1, 0.990244, 0.98, 0.969231], abs=1e-6)
    assert times[-4:].tolist() == pytest.approx([0.28, 0.2, 0.107692, 0], abs=1e-6)


@given(steps=st.integers(1, 200), shift=st.floats(0.05, 100))
def test_schedule_falls_from_one_to_zero(steps: int, shift: float) -> None:
    times = timesteps(steps, shift)
    assert times.shape == (steps + 1,)
    assert float(times[0]) == pytest.approx(1)
    assert float(times[-1]) == 0
    assert bool((times[1:] < times[:-1]).all())


@given(steps=st.integers(1, 60), shift=st.floats(0.5, 10))
def test_steps_with_the_true_velocity_reach_the_data(steps: int, shift: float) -> None:
    """x = (1 − t) data + t noise moves with velocity noise − data."""
    data, noise = torch.tensor([2.0, -1.0]), torch.tensor([0.5, 3.0])
    times = timesteps(steps, shift)
    x = noise
    for index in range(steps):
        x = euler_step(x, noise - data, times[index] - times[index + 1])
    assert torch.allclose(x, data, atol=1e-4)


@pytest.mark.parametrize(("steps", "shift", "guided"), [(30, 3.5, 26), (30, 3.0, 25), (50, 3.5, 42)])
def test_number_of_guided_steps(steps: int, shift: float, guided: int) -> None:
    sampling = Sampling(steps=steps, shift=shift)
    assert sum(guidance_acts(t, sampling) for t in timesteps(steps, shift)[:-1]) == guided


@pytest.mark.parametrize(
    ("scale", "interval", "time", "acts"),
    [
        (4.0, (0.4, 1.0), 1.0, True),
        (4.0, (0.4, 1.0), 0.4, False),
        (4.0, (0.0, 0.5), 0.5, True),
        (1.0, (0.0, 1.0), 0.7, False),
        (0.0, (0.0, 1.0), 0.7, False),
    ],
)
def test_guidance_interval_is_open_below(scale: float, interval: tuple[float, float], time: float, acts: bool) -> None:
    assert guidance_acts(torch.tensor(time), Sampling(guidance_scale=scale, guidance_interval=interval)) is acts


def test_token_noise_depends_on_the_seed_only() -> None:
    first = generator(Sampling(seed=5))
    first.for_latent((1, 2, 2))
    assert torch.equal(first.for_tokens(6), generator(Sampling(seed=5)).for_tokens(6))
    assert not torch.equal(first.for_tokens(6), generator(Sampling(seed=6)).for_tokens(6))


def test_latent_noise_goes_on_from_source_to_source_and_starts_anew_with_a_request() -> None:
    draws, again = generator(Sampling()), generator(Sampling(seed=7))
    first, second = draws.for_latent((1, 2, 3)), draws.for_latent((1, 2, 3))
    assert not torch.equal(first, second)
    assert torch.equal(again.for_latent((1, 2, 3)), first)


def test_noise_of_a_given_frame_is_the_start_of_a_whole_clips_draw() -> None:
    """The official code encodes the picture inside a clip of full length, in channel-first layout."""
    whole = torch.randn((1, 48, 4, 2, 3), generator=torch.Generator().manual_seed(2025))
    first = generator(Sampling()).for_latent((4, 2, 3), used_frames=1)
    assert torch.equal(first, whole[0, :, :1].permute(1, 2, 3, 0))


def test_injected_noise_is_used_in_order() -> None:
    tokens, latents = torch.ones(4, 48), (torch.zeros(1, 1, 1, 48), torch.ones(1, 1, 1, 48))
    draws = generator(Sampling(), InjectedNoise(tokens, latents))
    assert torch.equal(draws.for_tokens(4), tokens)
    assert [float(draws.for_latent((1, 1, 1)).sum()) for _ in range(2)] == [0, 48]
