"""How a picture or clip is drawn from noise and an answer from probabilities; every range is declared here once."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr, translate
from lance_studio.requests.ranges import check_fields

Renorm = Literal["global", "channel", "none"]
NoiseSource = Literal["cpu", "device"]

MAX_SEED = 2**63 - 1
MAX_STEPS = 1000
MAX_GUIDANCE = 100
MAX_SHIFT = 100
MAX_ANSWER_TOKENS = 4096
MAX_TEMPERATURE = 10

Seed = Annotated[int, Meta(ge=0, le=MAX_SEED, title=mark("The seed"))]
Steps = Annotated[int, Meta(ge=1, le=MAX_STEPS, title=mark("The number of steps"))]
Shift = Annotated[float, Meta(gt=0, le=MAX_SHIFT, title=mark("The timestep shift"))]
Guidance = Annotated[float, Meta(ge=0, le=MAX_GUIDANCE, title=mark("The guidance scale"))]
Share = Annotated[float, Meta(ge=0, le=1)]
INTERVAL_IN_WORDS = mark("two increasing numbers from 0 to 1")
Interval = Annotated[
    tuple[Share, Share],
    Meta(title=mark("The guidance interval"), description=INTERVAL_IN_WORDS),
]
RenormChoice = Annotated[Renorm, Meta(title=mark("The renormalisation"))]
LeastFactor = Annotated[float, Meta(ge=0, le=1, title=mark("The least renormalisation factor"))]
NoiseChoice = Annotated[NoiseSource, Meta(title=mark("The noise source"))]
LongestAnswer = Annotated[
    int, Meta(ge=1, le=MAX_ANSWER_TOKENS, title=mark("The longest answer"), extra={"unit": mark(" tokens")})
]
ShortestAnswer = Annotated[
    int, Meta(ge=0, le=MAX_ANSWER_TOKENS, title=mark("The shortest answer"), extra={"unit": mark(" tokens")})
]
Temperature = Annotated[float, Meta(ge=0, le=MAX_TEMPERATURE, title=mark("The temperature"))]
TopP = Annotated[float, Meta(gt=0, le=1, title=mark("Top-p"))]


class SamplingDefaults(msgspec.Struct, frozen=True, kw_only=True):
    """What a model's profile may say of how its results are drawn; the defaults are the official code's.

    Attributes:
        steps: Euler steps, 1 to 1000.
        guidance_scale: Text guidance, 0 to 100; at most 1 means none.
        guidance_interval: Guidance acts at timesteps t with low < t <= high, both in [0, 1], after the shift.
        shift: Timestep shift σ, above 0 and at most 100.
        renorm: Norm that a guided velocity may not exceed: of the whole target, of each token, or none.

    Raises:
        InvalidRequestError: A value is out of its range.
    """

    steps: Steps = 30
    guidance_scale: Guidance = 4.0
    guidance_interval: Interval = (0.4, 1.0)
    shift: Shift = 3.5
    renorm: RenormChoice = "global"

    def __post_init__(self) -> None:
        check_fields(self)
        low, high = self.guidance_interval
        if low > high:
            raise InvalidRequestError(
                tr("The guidance interval is {low} to {high}.", low=repr(low), high=repr(high)),
                tr("Choose {allowed}.", allowed=translate(INTERVAL_IN_WORDS)),
            )


class Sampling(SamplingDefaults, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a picture or clip is drawn from noise (section 7 of the engine's specification).

    Attributes:
        renorm_min: Least factor that renormalisation applies, 0 to 1.
        seed: Of the noise, 0 to 2**63 - 1.
        noise: Where noise is drawn: ``cpu`` gives the same picture on every device, ``device`` what the official code
            draws on a GPU.
        sample_latents: Draw input latents from the encoder's distribution as the official code does (quirk Q4);
            otherwise use its mean.
    """

    renorm_min: LeastFactor = 0.0
    seed: Seed = 42
    noise: NoiseChoice = "cpu"
    sample_latents: bool = True


class Decoding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an answer is drawn from token probabilities (section 8 of the engine's specification).

    Attributes:
        max_new_tokens: Longest answer, 1 to 4096 tokens.
        min_new_tokens: The answer does not end before this many tokens, 0 to ``max_new_tokens``.
        temperature: 0 answers greedily, as the official code does; at most 10.
        top_p: Least total probability of the tokens drawn from, above 0 to 1; acts only with a temperature.
        seed: 0 to 2**63 - 1; acts only with a temperature.

    Raises:
        InvalidRequestError: A value is out of its range.
    """

    max_new_tokens: LongestAnswer = 256
    min_new_tokens: ShortestAnswer = 0
    temperature: Temperature = 0.0
    top_p: TopP = 1.0
    seed: Seed = 42

    def __post_init__(self) -> None:
        check_fields(self)
        if self.min_new_tokens > self.max_new_tokens:
            raise InvalidRequestError(
                tr("The shortest answer is {count}.", count=self.min_new_tokens),
                tr("Choose a whole number from 0 to {most} tokens.", most=self.max_new_tokens),
            )


def chosen_sampling(usual: SamplingDefaults, seed: int, **choices: Any) -> Sampling:
    """What somebody chose, and for the rest what suits the model.

    Args:
        usual: What the model's profile says.
        seed: Of the noise.
        choices: Fields of :class:`Sampling`; ``None`` leaves one to the model.

    Raises:
        InvalidRequestError: A value is out of its range.
    """
    values: dict[str, Any] = {name: getattr(usual, name) for name in SamplingDefaults.__struct_fields__}
    values |= {name: value for name, value in choices.items() if value is not None}
    return Sampling(seed=seed, **values)
