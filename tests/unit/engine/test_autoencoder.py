"""Autoencoders of other widths, multipliers and numbers of blocks than the official one: names, shapes, round trips."""

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

from lance_studio.catalog.layout import ModelFolder
from lance_studio.engine.autoencoder import (
    AutoencoderShape,
    build_autoencoder,
    diffusers_name,
    infer_shape,
    official_name,
    official_state,
)
from lance_studio.engine.checkpoint import load_codec
from lance_studio.engine.precision import Precision
from lance_studio.engine.vae import LatentCodec
from lance_studio.engine.weights import inspect_pickle
from lance_studio.errors import CheckpointError
from tests.unit.engine.samples import CHECKPOINT, VAE_WEIGHTS

SHAPES = (
    AutoencoderShape(24, 32, (1, 2, 2, 2), 1),
    AutoencoderShape(8, 12),
    AutoencoderShape(8, 6, (1, 1, 2, 2), 3),
    AutoencoderShape(4, 6, (2, 2, 4, 4), 1),
)
CPU = torch.device("cpu")


def built(shape: AutoencoderShape, seed: int = 0) -> LatentCodec:
    """A codec of random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        autoencoder = build_autoencoder(
            shape.encoder_width, shape.decoder_width, shape.multipliers, shape.residual_blocks
        )
    return LatentCodec(autoencoder, Precision(torch.float32))


def saved(codec: LatentCodec, root: Path, **changes: Tensor | None) -> ModelFolder:
    """A model folder with the codec's weights as its VAE; a change of None removes a tensor."""
    state = {name: value.clone() for name, value in official_state(codec.autoencoder).items()} | changes
    torch.save({name: value for name, value in state.items() if value is not None}, root / VAE_WEIGHTS)
    return ModelFolder(root)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_saved_under_official_names_and_loaded_it_encodes_and_decodes_the_same(
    shape: AutoencoderShape, tmp_path: Path
) -> None:
    codec = built(shape)
    loaded = load_codec(saved(codec, tmp_path), Precision(torch.float32), CPU)

    pixels = torch.rand((3, 5, 32, 48), generator=torch.Generator().manual_seed(1)) * 2 - 1
    mean, logvar = codec.encode(pixels)
    assert mean.shape == (2, 2, 3, 48)
    assert mean.std() > 0
    assert all(torch.equal(*pair) for pair in zip(loaded.encode(pixels), (mean, logvar), strict=True))
    decoded = codec.decode(mean)
    assert decoded.shape == pixels.shape
    assert torch.equal(loaded.decode(mean), decoded)


def test_convolutions_on_a_processor_run_in_onednn_and_stay_what_they_are() -> None:
    codec = built(SHAPES[0])
    plain = build_autoencoder(24, 32, (1, 2, 2, 2), 1)
    plain.load_state_dict(codec.autoencoder.state_dict())
    pixels = torch.rand((3, 5, 32, 48), generator=torch.Generator().manual_seed(1)) * 2 - 1
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        mean, logvar = codec.encode(pixels)
        decoded = codec.decode(mean)
    used = {event.key for event in seen.key_averages() if "conv" in event.key}
    assert "aten::mkldnn_convolution" in used
    assert "aten::slow_conv3d" not in used
    with torch.inference_mode():
        expected = plain.encode(pixels[None]).chunk(2, dim=1)[1]
        assert torch.allclose(logvar.permute(3, 0, 1, 2), expected[0], atol=1e-4)
        latent = (mean / codec._inverse_std + codec._mean).permute(3, 0, 1, 2)[None]
        sample = plain.decode(latent)
        assert torch.allclose(decoded, sample[0].clamp(-1, 1), atol=1e-4)


@pytest.mark.parametrize("frames", [1, 5, 12, 13])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_names_and_numbers_are_those_of_diffusers(shape: AutoencoderShape, frames: int) -> None:
    """12 frames are 9 and three that are left out."""
    from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan

    theirs = AutoencoderKLWan(
        base_dim=shape.encoder_width,
        decoder_base_dim=shape.decoder_width,
        z_dim=48,
        dim_mult=list(shape.multipliers),
        num_res_blocks=shape.residual_blocks,
        attn_scales=[],
        temperal_downsample=[False, True, True],
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_spatial=16,
        scale_factor_temporal=4,
    )
    ours = build_autoencoder(shape.encoder_width, shape.decoder_width, shape.multipliers, shape.residual_blocks)
    state = theirs.state_dict()
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict(state)
    generator = torch.Generator().manual_seed(frames)
    pixels = torch.rand((1, 3, frames, 32, 48), generator=generator) * 2 - 1
    latent = torch.randn((1, 48, (frames - 1) // 4 + 1, 2, 3), generator=generator)
    with torch.inference_mode():
        (posterior,) = theirs.encode(pixels, return_dict=False)
        assert torch.allclose(ours.encode(pixels), posterior.parameters, atol=1e-5)
        (wanted,) = theirs.decode(latent, return_dict=False)
        assert torch.allclose(ours.decode(latent).clamp(-1, 1), wanted, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_names_go_back_and_forth(shape: AutoencoderShape) -> None:
    own = list(built(shape).autoencoder.state_dict())
    official = [official_name(name, shape.residual_blocks) for name in own]
    assert len(set(official)) == len(own)
    assert [diffusers_name(name) for name in official] == own


def test_names_are_those_of_an_official_file() -> None:
    stored = inspect_pickle(CHECKPOINT / VAE_WEIGHTS)
    assert [official_name(diffusers_name(name)) for name in stored] == list(stored)
    shape = infer_shape({name: info.shape for name, info in stored.items()})
    assert (shape.multipliers, shape.residual_blocks) == ((1, 2, 4, 4), 2)


@pytest.mark.parametrize(
    ("multipliers", "blocks"),
    [((1, 2, 2), 1), ((1, 2, 2, 4), 1), ((1, 3, 2, 2), 1), ((1, 2, 2, 0), 1), ((1, 2, 2, 2), 0), ((1, 2, 2, 2), 10**6)],
)
def test_widths_that_the_shortcuts_cannot_average_are_refused(multipliers: tuple[int, ...], blocks: int) -> None:
    with pytest.raises(ValueError, match="AutoencoderShape"):
        build_autoencoder(8, 8, multipliers, blocks)


def refused(folder: ModelFolder) -> str:
    with pytest.raises(CheckpointError) as error:
        load_codec(folder, Precision(torch.float32), CPU)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("decoder.upsamples.3.upsamples.1.residual.6.bias", None, "1 missing tensors: decoder.upsamples.3"),
        ("encoder.downsamples.1.downsamples.1.time_conv.bias", None, "1 missing tensors: encoder.downsamples.1"),
        # A second resampling would be taken for the first one if names were compared after their translation.
        ("encoder.downsamples.1.downsamples.7.time_conv.bias", torch.zeros(48), "1 unexpected tensors: encoder.down"),
        ("encoder.downsamples.1.downsamples.1.residual.6.weight", torch.zeros(48, 48, 3, 3, 3), "unexpected tensors"),
        ("conv1.bias", torch.zeros(95), "conv1.bias is [95] instead of [96]"),
        ("encoder.downsamples.2.downsamples.0.residual.6.weight", torch.zeros(47, 48, 3, 3, 3), "47 is not a multiple"),
        ("encoder.downsamples.2.downsamples.0.residual.6.weight", torch.zeros(120, 1), "do not divide each other"),
        ("encoder.conv1.weight", torch.zeros(2**40, 0), "is not the Wan 2.2 VAE"),
        ("encoder.conv1.weight", None, "encoder.conv1.weight is missing"),
        ("decoder.head.0.gamma", torch.tensor(1.0), "decoder.head.0.gamma is missing"),
    ],
)
def test_a_file_that_fits_no_autoencoder_is_refused(
    name: str, value: Tensor | None, complaint: str, tmp_path: Path
) -> None:
    message = refused(saved(built(SHAPES[0]), tmp_path, **{name: value}))
    assert complaint in message
    assert "Copy the VAE that belongs to this model." in message or "same checkpoint" in message
