"""The training's walk through the autoencoder gives the numbers of the engine's own."""

import pytest
import torch

from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.engine.precision import Precision
from lance_studio.engine.vae import LATENT_MEAN, LATENT_STD
from models.nano.training.autoencoding import Normaliser, decode_pixels, encode_moments, fold_statistics


@pytest.mark.parametrize("frames", [1, 5, 9])
@torch.no_grad()
def test_walk_equals_that_of_the_engine(frames: int) -> None:
    torch.manual_seed(1)
    vae = build_autoencoder(8, 8, (1, 2, 2, 2), 1).eval()
    pixels = torch.rand(2, 3, frames, 32, 48) * 2 - 1
    moments = vae.encode(pixels)
    mean, logvar = encode_moments(vae, pixels)
    assert torch.allclose(torch.cat([mean, logvar], dim=1), moments, atol=1e-5)
    latent = torch.randn(2, 48, (frames - 1) // 4 + 1, 2, 3)
    wanted = vae.decode(latent)
    assert torch.allclose(decode_pixels(vae, latent), wanted, atol=1e-5)


@torch.no_grad()
def test_folding_gives_the_constants_and_keeps_pixels() -> None:
    torch.manual_seed(2)
    vae = build_autoencoder(8, 8, (1, 2, 2, 2), 1).eval()
    pixels = torch.rand(6, 3, 5, 64, 64) * 2 - 1
    before, spread = encode_moments(vae, pixels)
    output = decode_pixels(vae, before)
    rows = before.transpose(0, 1).flatten(1)
    fold_statistics(vae, rows.mean(1), rows.std(1))
    after, new_spread = encode_moments(vae, pixels)
    rows = after.transpose(0, 1).flatten(1)
    assert torch.allclose(rows.mean(1), torch.tensor(LATENT_MEAN), atol=1e-3)
    assert torch.allclose(rows.std(1), torch.tensor(LATENT_STD), atol=1e-3)
    assert torch.allclose(decode_pixels(vae, after), output, atol=1e-4)
    # The spread is scaled as the mean is.
    scale = (after.std() / before.std()).item()
    assert scale > 0
    ratio = (0.5 * (new_spread - spread)).exp().mean((0, 2, 3, 4))
    assert torch.allclose(ratio, torch.tensor(LATENT_STD) / before.transpose(0, 1).flatten(1).std(1), rtol=1e-3)


def test_normaliser_inverts() -> None:
    normaliser = Normaliser(Precision(torch.float32), torch.device("cpu"))
    raw = torch.randn(2, 48, 2, 3, 3)
    assert torch.allclose(normaliser.inverse(normaliser.forward(raw)), raw, atol=1e-5)
