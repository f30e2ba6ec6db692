"""The modules of the Wan 2.2 autoencoder and its walk through time (specification §1.5, §6).

Their names are those of diffusers' class for the same files, whose numbers they give; a test compares both. To import
that class takes three seconds of a processor, most of them for models that have nothing to do with it.

Features are [B, C, T, H, W]. A clip is walked in pieces of one frame and then four frames: what a layer must know of
the pieces before is kept in a :data:`Past`, so memory does not grow with the length of a clip.

Rounding is the official one: norms and SiLU give float32, and each convolution rounds to the format of its weight.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

#: The last frames that each layer was given; empty before the first piece of a clip.
Past = dict[nn.Module, Tensor]

#: Pixels per side that become channels before the first convolution.
PATCH = 2
#: Frames of a piece after the first one, which has a single frame; they share one latent frame.
PIECE = 4


def patchify(pixels: Tensor) -> Tensor:
    """[B, 3, T, H, W] to [B, 12, T, H/2, W/2]; channel c·4 + column·2 + row."""
    cut = pixels.unflatten(4, (-1, PATCH)).unflatten(3, (-1, PATCH))  # [B, 3, T, H/2, row, W/2, column]
    return cut.permute(0, 1, 6, 4, 2, 3, 5).flatten(1, 3)


def unpatchify(features: Tensor) -> Tensor:
    """The inverse of :func:`patchify`."""
    cut = features.unflatten(1, (-1, PATCH, PATCH))  # [B, 3, column, row, T, H/2, W/2]
    return cut.permute(0, 1, 4, 5, 3, 6, 2).flatten(5, 6).flatten(3, 4)


class ChannelNorm(nn.Module):
    """Each place's channels brought to the length √C and weighted, in float32.

    Args:
        channels: C.
        axes: Axes after the channels, of which the weight has as many.
    """

    def __init__(self, channels: int, axes: int = 3) -> None:
        super().__init__()
        self.scale = channels**0.5
        self.gamma = nn.Parameter(torch.ones(channels, *(1,) * axes))

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, ...] of any format to float32 of the same shape."""
        return F.normalize(x.float(), dim=1) * self.scale * self.gamma


class CausalConv(nn.Conv3d):
    """A convolution that sees no later frame; before the first there are zeros.

    Args:
        inputs: Channels in.
        outputs: Channels out.
        kernel: Its extent in frames, rows and columns.
    """

    def __init__(self, inputs: int, outputs: int, kernel: tuple[int, int, int]) -> None:
        super().__init__(inputs, outputs, kernel)
        self.frames_before = kernel[0] - 1
        rows, columns = kernel[1] // 2, kernel[2] // 2
        self.margins = (columns, columns, rows, rows)

    def forward(self, input: Tensor, past: Past | None = None) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T, H, W]; goes on where ``past`` ends, and adds to it."""
        x = input.to(self.weight.dtype)
        before = self.frames_before
        if not before or past is None:
            return self._conv_forward(F.pad(x, (*self.margins, before, 0)), self.weight, self.bias)
        x = torch.cat([past[self], x], dim=2) if self in past else F.pad(x, (0, 0, 0, 0, before, 0))
        # A copy: a view would keep the whole piece.
        past[self] = x[:, :, -before:].clone()
        return self._conv_forward(F.pad(x, self.margins) if any(self.margins) else x, self.weight, self.bias)


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm1 = ChannelNorm(inputs)
        self.conv1 = CausalConv(inputs, outputs, (3, 3, 3))
        self.norm2 = ChannelNorm(outputs)
        self.conv2 = CausalConv(outputs, outputs, (3, 3, 3))
        self.conv_shortcut = nn.Identity() if inputs == outputs else CausalConv(inputs, outputs, (1, 1, 1))

    def forward(self, x: Tensor, past: Past | None = None) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T, H, W]."""
        inner = self.conv1(F.silu(self.norm1(x)), past)
        return self.conv2(F.silu(self.norm2(inner)), past) + self.conv_shortcut(x)


class FrameAttention(nn.Module):
    """Attention with one head among the places of each frame."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(channels, axes=2)
        self.to_qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.proj = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, T, H, W] to the same shape."""
        frames = x.transpose(1, 2).flatten(0, 1)  # [B·T, C, H, W]
        mixed = self.to_qkv(self.norm(frames).to(self.to_qkv.weight.dtype))
        query, key, value = mixed.flatten(2).transpose(1, 2)[:, None].contiguous().chunk(3, dim=-1)  # [B·T, 1, H·W, C]
        attended = F.scaled_dot_product_attention(query, key, value)[:, 0].transpose(1, 2).reshape(frames.shape)
        return x + self.proj(attended).unflatten(0, (x.shape[0], -1)).transpose(1, 2)


class MidBlock(nn.Module):
    """Attention between two residual blocks."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.attentions = nn.ModuleList([FrameAttention(channels)])
        self.resnets = nn.ModuleList([ResidualBlock(channels, channels), ResidualBlock(channels, channels)])

    def forward(self, x: Tensor, past: Past) -> Tensor:
        """[B, C, T, H, W] to the same shape."""
        return self.resnets[1](self.attentions[0](self.resnets[0](x, past)), past)


def _each_frame(module: nn.Module, x: Tensor) -> Tensor:
    """Apply a module for pictures to every frame of [B, C, T, H, W]."""
    return module(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (x.shape[0], -1)).transpose(1, 2)


class Downsample(nn.Module):
    """Half the rows and columns and, where a stage shortens time, half the frames after a clip's first.

    Args:
        channels: Channels in and out.
        time: Whether it shortens time.
    """

    def __init__(self, channels: int, time: bool) -> None:
        super().__init__()
        self.resample = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(channels, channels, 3, stride=2))
        self.time_conv = nn.Conv3d(channels, channels, (3, 1, 1), stride=(2, 1, 1)) if time else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        """[B, C, T, H, W] to [B, C, T', H/2, W/2]."""
        x = _each_frame(self.resample, x)
        if self.time_conv is None:
            return x
        last = past.get(self)
        past[self] = x[:, :, -1:].clone()
        return x if last is None else self.time_conv(torch.cat([last, x], dim=2))


class Upsample(nn.Module):
    """Twice the rows and columns and, where a stage lengthens time, twice the frames after a clip's first.

    Args:
        channels: Channels in and out.
        time: Whether it lengthens time.
    """

    def __init__(self, channels: int, time: bool) -> None:
        super().__init__()
        self.resample = nn.Sequential(
            nn.Upsample(scale_factor=2.0, mode="nearest-exact"), nn.Conv2d(channels, channels, 3, padding=1)
        )
        self.time_conv = CausalConv(channels, 2 * channels, (3, 1, 1)) if time else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        """[B, C, T, H, W] to [B, C, T', 2H, 2W]."""
        if self.time_conv is not None:
            if self in past:
                pairs = self.time_conv(x, past).unflatten(1, (2, -1))  # [B, 2, C, T, H, W]
                x = pairs.permute(0, 2, 3, 1, 4, 5).flatten(2, 3)
            # The first frame stays one, and the convolution is not shown it as the past of the others.
            past.setdefault(self, x.new_empty(0))
        return _each_frame(self.resample, x)


class AverageDown(nn.Module):
    """The encoder's shortcut: blocks of frames, rows and columns become channels, and neighbours are averaged.

    Args:
        inputs: Channels in.
        outputs: Channels out.
        factor_t: Frames of a block.
        factor_s: Rows and columns of a block.
    """

    def __init__(self, inputs: int, outputs: int, factor_t: int, factor_s: int) -> None:
        super().__init__()
        self.out_channels, self.factor_t, self.factor_s = outputs, factor_t, factor_s
        self.group_size = inputs * factor_t * factor_s**2 // outputs

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T/t, H/s, W/s]; frames that lack before the first are zeros."""
        t, s = self.factor_t, self.factor_s
        x = F.pad(x, (0, 0, 0, 0, -x.shape[2] % t, 0))
        cut = x.unflatten(4, (-1, s)).unflatten(3, (-1, s)).unflatten(2, (-1, t))  # [B, C, T, t, H, s, W, s]
        features = cut.permute(0, 1, 3, 5, 7, 2, 4, 6).flatten(1, 4)
        return features.unflatten(1, (self.out_channels, self.group_size)).mean(dim=2)


class RepeatUp(nn.Module):
    """The decoder's shortcut: channels, repeated as needed, become blocks of frames, rows and columns.

    Args:
        inputs: Channels in.
        outputs: Channels out.
        factor_t: Frames of a block.
        factor_s: Rows and columns of a block.
    """

    def __init__(self, inputs: int, outputs: int, factor_t: int, factor_s: int) -> None:
        super().__init__()
        self.out_channels, self.factor_t, self.factor_s = outputs, factor_t, factor_s
        self.repeats = outputs * factor_t * factor_s**2 // inputs

    def forward(self, x: Tensor, first: bool) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T·t, H·s, W·s]; a clip's first frame stays one."""
        t, s = self.factor_t, self.factor_s
        blocks = x.repeat_interleave(self.repeats, dim=1).unflatten(1, (self.out_channels, t, s, s))
        #   [B, C, t, s, s, T, H, W] to [B, C, T, t, H, s, W, s]
        spread = blocks.permute(0, 1, 5, 2, 6, 3, 7, 4).flatten(6, 7).flatten(4, 5).flatten(2, 3)
        return spread[:, :, t - 1 :] if first else spread


class DownStage(nn.Module):
    """Residual blocks and a downsampling beside a shortcut; the last stage has no downsampling."""

    def __init__(self, inputs: int, outputs: int, blocks: int, *, halve: bool, time: bool) -> None:
        super().__init__()
        self.avg_shortcut = AverageDown(inputs, outputs, 2 if time else 1, 2 if halve else 1)
        widths = [inputs, *(outputs,) * blocks]
        self.resnets = nn.ModuleList(ResidualBlock(*pair) for pair in pairwise(widths))
        self.downsampler = Downsample(outputs, time) if halve else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T', H', W']."""
        shortcut = self.avg_shortcut(x)
        for block in self.resnets:
            x = block(x, past)
        if self.downsampler is not None:
            x = self.downsampler(x, past)
        return x + shortcut


class UpStage(nn.Module):
    """Residual blocks and an upsampling beside a shortcut; the last stage has neither of the two."""

    def __init__(self, inputs: int, outputs: int, blocks: int, *, double: bool, time: bool) -> None:
        super().__init__()
        self.avg_shortcut = RepeatUp(inputs, outputs, 2 if time else 1, 2) if double else None
        widths = [inputs, *(outputs,) * blocks]
        self.resnets = nn.ModuleList(ResidualBlock(*pair) for pair in pairwise(widths))
        self.upsampler = Upsample(outputs, time) if double else None

    def forward(self, x: Tensor, past: Past, first: bool) -> Tensor:
        """[B, inputs, T, H, W] to [B, outputs, T', H', W']; ``first``: the piece is a clip's first frame."""
        before = x
        for block in self.resnets:
            x = block(x, past)
        if self.upsampler is None or self.avg_shortcut is None:
            return x
        return self.upsampler(x, past) + self.avg_shortcut(before, first)


#: Whether a stage of the encoder halves the frames; the decoder's stages go the other way.
_TIME = (False, True, True, False)


class Encoder(nn.Module):
    """Pixels in patches to moments before the last mixing."""

    def __init__(self, width: int, multipliers: Sequence[int], blocks: int, outputs: int) -> None:
        super().__init__()
        widths = [width, *(width * multiplier for multiplier in multipliers)]
        last = len(multipliers) - 1
        self.conv_in = CausalConv(3 * PATCH**2, width, (3, 3, 3))
        self.down_blocks = nn.ModuleList(
            DownStage(widths[at], widths[at + 1], blocks, halve=at < last, time=_TIME[at]) for at in range(last + 1)
        )
        self.mid_block = MidBlock(widths[-1])
        self.norm_out = ChannelNorm(widths[-1])
        self.conv_out = CausalConv(widths[-1], outputs, (3, 3, 3))

    def forward(self, x: Tensor, past: Past) -> Tensor:
        """A piece [B, 12, 1 or 4, H/2, W/2] to [B, outputs, 1, H/16, W/16]."""
        x = self.conv_in(x, past)
        for stage in self.down_blocks:
            x = stage(x, past)
        return self.conv_out(F.silu(self.norm_out(self.mid_block(x, past))), past)


class Decoder(nn.Module):
    """Latents after the first mixing to pixels in patches."""

    def __init__(self, width: int, multipliers: Sequence[int], blocks: int, inputs: int) -> None:
        super().__init__()
        outwards = [width * multiplier for multiplier in reversed(multipliers)]
        widths = [outwards[0], *outwards]
        last = len(multipliers) - 1
        self.conv_in = CausalConv(inputs, widths[0], (3, 3, 3))
        self.mid_block = MidBlock(widths[0])
        self.up_blocks = nn.ModuleList(
            UpStage(widths[at], widths[at + 1], blocks + 1, double=at < last, time=_TIME[last - 1 - at])
            for at in range(last + 1)
        )
        self.norm_out = ChannelNorm(widths[-1])
        self.conv_out = CausalConv(widths[-1], 3 * PATCH**2, (3, 3, 3))

    def forward(self, x: Tensor, past: Past, first: bool) -> Tensor:
        """A latent frame [B, inputs, 1, h, w] to [B, 12, 1 or 4, 8h, 8w]; ``first``: it is a clip's first."""
        x = self.mid_block(self.conv_in(x, past), past)
        for stage in self.up_blocks:
            x = stage(x, past, first)
        return self.conv_out(F.silu(self.norm_out(x)), past)


class WanAutoencoder(nn.Module):
    """Pixels to moments of latents, and latents to pixels.

    Args:
        encoder_width: Base width of the encoder.
        decoder_width: Base width of the decoder.
        multipliers: Widths of the four stages in multiples of the base width.
        residual_blocks: Residual blocks of an encoder stage; a decoder stage has one more.
        latent_channels: Channels of a latent.
    """

    def __init__(
        self,
        encoder_width: int,
        decoder_width: int,
        multipliers: Sequence[int],
        residual_blocks: int,
        latent_channels: int,
    ) -> None:
        super().__init__()
        self.residual_blocks = residual_blocks
        moments = 2 * latent_channels
        self.encoder = Encoder(encoder_width, multipliers, residual_blocks, moments)
        self.quant_conv = CausalConv(moments, moments, (1, 1, 1))
        self.post_quant_conv = CausalConv(latent_channels, latent_channels, (1, 1, 1))
        self.decoder = Decoder(decoder_width, multipliers, residual_blocks, latent_channels)

    def encode(self, pixels: Tensor) -> Tensor:
        """Pixels [B, 3, T, H, W] in [-1, 1] to moments [B, 96, t, H/16, W/16]: 48 means, then 48 log-variances.

        T = 4k + 1 gives t = k + 1; frames beyond are left out.
        """
        features, past = patchify(pixels), Past()
        frames = features.shape[2]
        starts = range(1, frames - PIECE + 1, PIECE)
        pieces = [features[:, :, :1], *(features[:, :, start : start + PIECE] for start in starts)]
        return self.quant_conv(torch.cat([self.encoder(piece, past) for piece in pieces], dim=2))

    def decode(self, latents: Tensor) -> Tensor:
        """Latents [B, 48, t, h, w] to pixels [B, 3, 4 (t − 1) + 1, 16h, 16w], not clamped."""
        features, past = self.post_quant_conv(latents), Past()
        pieces = [self.decoder(frame, past, first=index == 0) for index, frame in enumerate(features.split(1, dim=2))]
        return unpatchify(torch.cat(pieces, dim=2))
