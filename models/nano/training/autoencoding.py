"""The autoencoder in batches and with gradients: moments, latents, pixels."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lance_studio.engine.precision import Precision
from lance_studio.engine.vae import LATENT_MEAN, LATENT_STD
from lance_studio.engine.wan_vae import (
    AverageDown,
    CausalConv,
    ChannelNorm,
    Downsample,
    DownStage,
    FrameAttention,
    MidBlock,
    RepeatUp,
    ResidualBlock,
    Upsample,
    UpStage,
    WanAutoencoder,
    patchify,
    unpatchify,
)

#: Smallest and largest log-variance that the loss looks at.
_LOGVAR_RANGE = (-30.0, 20.0)
_NORM_EPS = 1e-12


def encode_moments(vae: WanAutoencoder, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log-variance, raw as the autoencoder gives them.

    Args:
        vae: The autoencoder.
        pixels: [B, 3, T, H, W] in [-1, 1], T = 4k + 1.

    Returns:
        [B, 48, t, h, w] each.
    """
    x = _channels_last(patchify(pixels))
    encoder = vae.encoder
    x = _conv(encoder.conv_in, x)
    for stage in encoder.down_blocks:
        assert isinstance(stage, DownStage)
        before = x
        x = _residuals(stage.resnets, x)
        if stage.downsampler is not None:
            x = _halved(stage.downsampler, x)
        x = x + _averaged(stage.avg_shortcut, before)
    x = _conv(encoder.conv_out, F.silu(_norm(encoder.norm_out, _middle(encoder.mid_block, x))))
    moments = _conv(vae.quant_conv, x)
    mean, logvar = moments.permute(0, 4, 1, 2, 3).chunk(2, dim=1)
    return mean, logvar


def decode_pixels(vae: WanAutoencoder, latent: Tensor) -> Tensor:
    """Raw latents [B, 48, t, h, w] to pixels [B, 3, T, H, W], not clamped: a clamp would stop the gradient."""
    x = _conv(vae.post_quant_conv, _channels_last(latent))
    decoder = vae.decoder
    x = _middle(decoder.mid_block, _conv(decoder.conv_in, x))
    for stage in decoder.up_blocks:
        assert isinstance(stage, UpStage)
        before = x
        x = _residuals(stage.resnets, x)
        if stage.upsampler is not None and stage.avg_shortcut is not None:
            x = _doubled(stage.upsampler, x) + _repeated(stage.avg_shortcut, before)
    x = _conv(decoder.conv_out, F.silu(_norm(decoder.norm_out, x)))
    return unpatchify(x.permute(0, 4, 1, 2, 3))


# The walk below takes features as [B, T, H, W, C]: frames are a batch of pictures with channels last, which norms,
# 1 × 1 and 3 × 3 convolutions like best. A causal convolution over three frames is a convolution of one picture whose
# channels are those of three frames. The engine's walk goes through a clip in chunks with a cache for each
# convolution; it gives the same numbers and is several times slower where gradients are wanted.


def _channels_last(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 4, 1).contiguous()


def _norm(norm: ChannelNorm, x: Tensor) -> Tensor:
    return F.rms_norm(x, (x.shape[-1],), norm.gamma.flatten(), _NORM_EPS)


def _conv2d(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int = 1, padding: int = 1) -> Tensor:
    """A convolution of every frame of [B, T, H, W, C] with weight [O, C, 3, 3]."""
    pictures = x.flatten(0, 1).permute(0, 3, 1, 2)
    out = F.conv2d(pictures, weight.contiguous(memory_format=torch.channels_last), bias, stride, padding)
    return out.permute(0, 2, 3, 1).unflatten(0, x.shape[:2])


def _conv(conv: CausalConv, x: Tensor) -> Tensor:
    """A causal convolution of 3 × 3 × 3 or 1 × 1 × 1."""
    weight, bias = conv.weight, conv.bias
    if weight.shape[-1] == 1:
        return F.linear(x, weight.flatten(1), bias)
    if x.shape[1] == 1:
        # Before the first frame there is nothing but zeros.
        return _conv2d(x, weight[:, :, -1], bias)
    return _conv2d(_with_past(x, 2), weight.transpose(1, 2).flatten(1, 2), bias)


def _with_past(x: Tensor, past: int) -> Tensor:
    """Each frame's channels after those of the ``past`` frames before it, zeros before the first."""
    frames = x.shape[1]
    padded = F.pad(x, (0, 0, 0, 0, 0, 0, past, 0))
    return torch.cat([padded[:, start : start + frames] for start in range(past + 1)], dim=-1)


def _residuals(blocks: nn.ModuleList, x: Tensor) -> Tensor:
    for block in blocks:
        x = _residual(block, x)
    return x


def _residual(block: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(block, ResidualBlock)
    shortcut = block.conv_shortcut
    kept = _conv(shortcut, x) if isinstance(shortcut, CausalConv) else x
    inner = _conv(block.conv1, F.silu(_norm(block.norm1, x)))
    return kept + _conv(block.conv2, F.silu(_norm(block.norm2, inner)))


def _middle(block: MidBlock, x: Tensor) -> Tensor:
    x = _residual(block.resnets[0], x)
    attention = block.attentions[0]
    assert isinstance(attention, FrameAttention)
    mixed = F.linear(_norm(attention.norm, x), attention.to_qkv.weight.flatten(1), attention.to_qkv.bias)
    query, key, value = mixed.flatten(2, 3).chunk(3, dim=-1)  # [B, T, H·W, C]
    attended = F.scaled_dot_product_attention(query, key, value).unflatten(2, x.shape[2:4])
    x = x + F.linear(attended, attention.proj.weight.flatten(1), attention.proj.bias)
    return _residual(block.resnets[1], x)


def _sampling_conv(resample: nn.Sequential) -> tuple[Tensor, Tensor | None]:
    conv = resample[1]
    assert isinstance(conv, nn.Conv2d)
    return conv.weight, conv.bias


def _halved(sampling: Downsample, x: Tensor) -> Tensor:
    """Half the rows and columns, and half the frames after the first if the stage shortens time."""
    padded = F.pad(x, (0, 0, 0, 1, 0, 1))
    x = _conv2d(padded, *_sampling_conv(sampling.resample), stride=2, padding=0)
    if sampling.time_conv is None or x.shape[1] == 1:
        return x
    weight, bias = _time_conv(sampling.time_conv)
    triples = torch.cat([x[:, 0:-2:2], x[:, 1:-1:2], x[:, 2::2]], dim=-1)
    return torch.cat([x[:, :1], F.linear(triples, weight, bias)], dim=1)


def _doubled(sampling: Upsample, x: Tensor) -> Tensor:
    """Twice the rows and columns, and twice the frames after the first if the stage lengthens time."""
    if sampling.time_conv is not None and x.shape[1] > 1:
        weight, bias = _time_conv(sampling.time_conv)
        # The first frame is left out of the others' past as well.
        pairs = F.linear(_with_past(x[:, 1:], 2), weight, bias).unflatten(-1, (2, -1))
        later = pairs.permute(0, 1, 4, 2, 3, 5).flatten(1, 2)
        x = torch.cat([x[:, :1], later], dim=1)
    rows = x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    return _conv2d(rows, *_sampling_conv(sampling.resample))


def _time_conv(conv: nn.Conv3d) -> tuple[Tensor, Tensor | None]:
    """Weight [O, 3C] over the channels of three frames, and bias."""
    return conv.weight[..., 0, 0].transpose(1, 2).flatten(1), conv.bias


def _averaged(shortcut: AverageDown, x: Tensor) -> Tensor:
    """The encoder's shortcut: blocks of frames, rows and columns become channels, and neighbours are averaged."""
    t, s = shortcut.factor_t, shortcut.factor_s
    x = F.pad(x, (0, 0, 0, 0, 0, 0, -x.shape[1] % t, 0))
    cut = x.unflatten(1, (-1, t)).unflatten(3, (-1, s)).unflatten(5, (-1, s))  # [B, T, t, H, s, W, s, C]
    features = cut.permute(0, 1, 3, 5, 7, 2, 4, 6).flatten(4)
    return features.unflatten(-1, (shortcut.out_channels, shortcut.group_size)).mean(-1)


def _repeated(shortcut: RepeatUp, x: Tensor) -> Tensor:
    """The decoder's shortcut: channels become blocks of frames, rows and columns; the first frame stays one."""
    t, s = shortcut.factor_t, shortcut.factor_s
    cut = x.repeat_interleave(shortcut.repeats, dim=-1).unflatten(-1, (shortcut.out_channels, t, s, s))
    #   [B, T, H, W, C, t, s, s] to [B, T, t, H, s, W, s, C]
    spread = cut.permute(0, 1, 5, 2, 6, 3, 7, 4)
    return spread.flatten(5, 6).flatten(3, 4).flatten(1, 2)[:, t - 1 :]


def draw_posterior(mean: Tensor, logvar: Tensor) -> Tensor:
    """A latent drawn from the encoder's distribution."""
    return mean + torch.exp(0.5 * logvar.clamp(*_LOGVAR_RANGE)) * torch.randn_like(mean)


def divergence(mean: Tensor, logvar: Tensor) -> Tensor:
    """Kullback–Leibler divergence from a unit Gaussian, the mean over all latent numbers."""
    logvar = logvar.clamp(*_LOGVAR_RANGE)
    return 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()


class Normaliser:
    """Raw latents to those that the sampler sees and back, with the constants of the released model."""

    def __init__(self, precision: Precision, device: torch.device) -> None:
        mean, std = (precision.table(torch.tensor(v)).view(1, -1, 1, 1, 1) for v in (LATENT_MEAN, LATENT_STD))
        self._mean, self._std = mean.to(device), std.to(device)

    def forward(self, raw: Tensor) -> Tensor:
        """[B, 48, t, h, w], raw to normalised."""
        return (raw - self._mean) / self._std

    def inverse(self, normalised: Tensor) -> Tensor:
        """[B, 48, t, h, w], normalised to raw."""
        return normalised * self._std + self._mean


@torch.no_grad()
def fold_statistics(vae: WanAutoencoder, mean: Tensor, std: Tensor) -> None:
    """Rescale the latent channels so that their statistics become the released model's constants.

    The engine normalises latents with those constants whatever the autoencoder; the rescaling is folded into the two
    1 × 1 convolutions around the latent, so pixels stay the same.

    Args:
        vae: Changed in place.
        mean: [48], mean of each raw channel over the data.
        std: [48], its standard deviation, above 0.
    """
    weight, bias = vae.quant_conv.weight, vae.quant_conv.bias
    after, after_bias = vae.post_quant_conv.weight, vae.post_quant_conv.bias
    assert bias is not None
    assert after_bias is not None
    wanted_mean, wanted_std = (torch.tensor(v, device=mean.device) for v in (LATENT_MEAN, LATENT_STD))
    gain = wanted_std / std
    channels = mean.numel()
    weight[:channels] *= gain.view(-1, 1, 1, 1, 1)
    bias[:channels] = (bias[:channels] - mean) * gain + wanted_mean
    bias[channels:] += 2 * gain.log()
    matrix = after.flatten(1)  # [48, 48]
    after_bias += matrix @ (mean - wanted_mean / gain)
    after /= gain.view(1, -1, 1, 1, 1)
