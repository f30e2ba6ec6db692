"""Shapes of Wan 2.2 autoencoders; their tensors' names in diffusers and in the official file (specification §1.5).

Widths, the multiples of them at the four stages, and the number of residual blocks may differ from the released file;
the strides, the 48 latent channels and the places of the time convolutions may not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from lance_studio.engine.wan_vae import WanAutoencoder
from lance_studio.requests.geometry import LATENT_CHANNELS

STAGES = 4
#: Multiples of the base width by stage, and residual blocks of a stage, in the released file.
OFFICIAL_MULTIPLIERS = (1, 2, 4, 4)
OFFICIAL_RESIDUAL_BLOCKS = 2

#: No such autoencoder is wider; a damaged file may say so.
MAX_WIDTH = 65536

#: Features that one feature of the next stage is made of in the shortcuts: 2 × 2 pixels, and 2 frames in the middle.
_DOWN_FACTORS = (4, 8, 8, 1)
_UP_FACTORS = (8, 8, 4)

# A stage numbers its residual blocks and then its resampling; what follows the number tells one from the other.
_BLOCK, _RESAMPLING = r"(\d+)\.(?=(?:residual|shortcut)\.)", r"\d+\.(?=(?:resample|time_conv)\.)"
_STEMS = (
    (r"^conv1\.", "quant_conv."),
    (r"^conv2\.", "post_quant_conv."),
    (r"^(encoder|decoder)\.conv1\.", r"\1.conv_in."),
    (r"\.head\.0\.gamma$", ".norm_out.gamma"),
    (r"\.head\.2\.", ".conv_out."),
    (r"\.middle\.0\.", ".mid_block.resnets.0."),
    (r"\.middle\.1\.", ".mid_block.attentions.0."),
    (r"\.middle\.2\.", ".mid_block.resnets.1."),
    (rf"^encoder\.downsamples\.(\d+)\.downsamples\.{_BLOCK}", r"encoder.down_blocks.\1.resnets.\2."),
    (rf"^encoder\.downsamples\.(\d+)\.downsamples\.{_RESAMPLING}", r"encoder.down_blocks.\1.downsampler."),
    (rf"^decoder\.upsamples\.(\d+)\.upsamples\.{_BLOCK}", r"decoder.up_blocks.\1.resnets.\2."),
    (rf"^decoder\.upsamples\.(\d+)\.upsamples\.{_RESAMPLING}", r"decoder.up_blocks.\1.upsampler."),
    (r"\.residual\.0\.gamma$", ".norm1.gamma"),
    (r"\.residual\.2\.", ".conv1."),
    (r"\.residual\.3\.gamma$", ".norm2.gamma"),
    (r"\.residual\.6\.", ".conv2."),
    (r"\.shortcut\.", ".conv_shortcut."),
)
# The other way; the parts of a residual block first, while they still follow diffusers' name of the block.
_OFFICIAL_STEMS = (
    (r"(\.resnets\.\d+)\.norm1\.gamma$", r"\1.residual.0.gamma"),
    (r"(\.resnets\.\d+)\.conv1\.", r"\1.residual.2."),
    (r"(\.resnets\.\d+)\.norm2\.gamma$", r"\1.residual.3.gamma"),
    (r"(\.resnets\.\d+)\.conv2\.", r"\1.residual.6."),
    (r"(\.resnets\.\d+)\.conv_shortcut\.", r"\1.shortcut."),
    (r"^quant_conv\.", "conv1."),
    (r"^post_quant_conv\.", "conv2."),
    (r"^(encoder|decoder)\.conv_in\.", r"\1.conv1."),
    (r"\.norm_out\.gamma$", ".head.0.gamma"),
    (r"\.conv_out\.", ".head.2."),
    (r"\.mid_block\.resnets\.0\.", ".middle.0."),
    (r"\.mid_block\.attentions\.0\.", ".middle.1."),
    (r"\.mid_block\.resnets\.1\.", ".middle.2."),
    (r"^encoder\.down_blocks\.(\d+)\.resnets\.(\d+)\.", r"encoder.downsamples.\1.downsamples.\2."),
    (r"^decoder\.up_blocks\.(\d+)\.resnets\.(\d+)\.", r"decoder.upsamples.\1.upsamples.\2."),
)


def diffusers_name(official: str) -> str:
    """The diffusers name of a tensor in ``Wan2.2_VAE.pth`` (specification §1.5)."""
    for pattern, replacement in _STEMS:
        official = re.sub(pattern, replacement, official)
    return official


def official_name(diffusers: str, residual_blocks: int = OFFICIAL_RESIDUAL_BLOCKS) -> str:
    """The name in ``Wan2.2_VAE.pth`` of a diffusers tensor; the inverse of :func:`diffusers_name`.

    Args:
        diffusers: Name in the state dict of an autoencoder of :func:`build_autoencoder`.
        residual_blocks: Its residual blocks per encoder stage; the decoder has one more, and a stage's resampling is
            numbered after them.
    """
    for pattern, replacement in _OFFICIAL_STEMS:
        diffusers = re.sub(pattern, replacement, diffusers)
    # English: names of tensors
    down = rf"encoder.downsamples.\1.downsamples.{residual_blocks}."
    diffusers = re.sub(r"^encoder\.down_blocks\.(\d+)\.downsampler\.", down, diffusers)
    # English: as above
    up = rf"decoder.upsamples.\1.upsamples.{residual_blocks + 1}."
    return re.sub(r"^decoder\.up_blocks\.(\d+)\.upsampler\.", up, diffusers)


def official_state(autoencoder: WanAutoencoder) -> dict[str, Tensor]:
    """The tensors of an autoencoder under their official names, as ``Wan2.2_VAE.pth`` stores them."""
    blocks = autoencoder.residual_blocks
    return {official_name(name, blocks): value for name, value in autoencoder.state_dict().items()}


@dataclass(frozen=True, slots=True)
class AutoencoderShape:
    """What may differ between autoencoders of the Wan 2.2 kind.

    Attributes:
        encoder_width: Base width of the encoder; 160 in the released file.
        decoder_width: Base width of the decoder; 256 in the released file.
        multipliers: Widths of the four stages in multiples of the base width, from the pixels to the latents.
        residual_blocks: Residual blocks of an encoder stage; a decoder stage has one more.

    Raises:
        ValueError: No such autoencoder can be built: a number is out of range, or the averages of the shortcuts do not
            come out even.
    """

    encoder_width: int
    decoder_width: int
    multipliers: tuple[int, ...] = OFFICIAL_MULTIPLIERS
    residual_blocks: int = OFFICIAL_RESIDUAL_BLOCKS

    def __post_init__(self) -> None:
        numbers = (self.encoder_width, self.decoder_width, self.residual_blocks, *self.multipliers)
        if len(self.multipliers) != STAGES or min(numbers) < 1 or max(numbers) > MAX_WIDTH:
            raise ValueError(f"{self} is no autoencoder of four stages")
        down = zip((1, *self.multipliers), self.multipliers, _DOWN_FACTORS, strict=False)
        inwards = self.multipliers[::-1]
        up = zip((inwards[0], *inwards), inwards, _UP_FACTORS, strict=False)
        if any(before * factor % after for before, after, factor in down) or any(
            after * factor % before for before, after, factor in up
        ):
            raise ValueError(f"the widths of {self} do not divide each other")


def build_autoencoder(
    encoder_width: int,
    decoder_width: int,
    multipliers: Sequence[int] = OFFICIAL_MULTIPLIERS,
    residual_blocks: int = OFFICIAL_RESIDUAL_BLOCKS,
) -> WanAutoencoder:
    """A Wan 2.2 autoencoder with new weights; see :class:`AutoencoderShape` for the numbers.

    Raises:
        ValueError: No such autoencoder can be built.
    """
    shape = AutoencoderShape(encoder_width, decoder_width, tuple(multipliers), residual_blocks)
    return WanAutoencoder(
        shape.encoder_width, shape.decoder_width, shape.multipliers, shape.residual_blocks, LATENT_CHANNELS
    )


def infer_shape(shapes: Mapping[str, Sequence[int]]) -> AutoencoderShape:
    """The shape of the autoencoder that a file's tensors belong to; whether all of them fit it is not looked at.

    Args:
        shapes: Shapes of the tensors by their official names.

    Raises:
        ValueError: The tensors that tell the shape are missing, or such an autoencoder cannot be built.
    """

    def width(name: str) -> int:
        if not shapes.get(name):
            raise ValueError(f"{name} is missing")
        return shapes[name][0]

    def multiple(number: int, of: int) -> int:
        if of < 1 or number % of:
            raise ValueError(f"{number} is not a multiple of {of}")
        return number // of

    block = "encoder.downsamples.{}.downsamples.{}.residual.6.weight"
    encoder_width = width("encoder.conv1.weight")
    multipliers = tuple(multiple(width(block.format(stage, 0)), encoder_width) for stage in range(STAGES))
    blocks = sum(block.format(0, number) in shapes for number in range(len(shapes)))
    # The decoder's last stage has the widths of the encoder's first.
    decoder_width = multiple(width("decoder.head.0.gamma"), multipliers[0])
    return AutoencoderShape(encoder_width, decoder_width, multipliers, blocks)
