"""What a person may choose beside the words; what is left open comes from the model's profile."""

from dataclasses import dataclass

from lance_studio.requests.sampling import NoiseSource, Renorm, Sampling, SamplingDefaults, chosen_sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one wish; None leaves one to the model's profile. Ranges are those of the requests.

    Attributes:
        seed: Of the noise, or of a drawn answer, 0 to 2**63 - 1; None draws one, which the request then holds.
        steps: Steps of sampling.
        guidance: Strength of the words.
        guidance_interval: Timesteps (low, high) between which guidance acts.
        shift: Timestep shift.
        renorm: What keeps guidance from oversaturating.
        noise: Where noise is drawn.
        renorm_min: Least factor of that renormalisation.
        sample_latents: Whether the latents of inputs are drawn from the encoder's distribution rather than its mean.
        width: Of a new picture or clip, in pixels.
        height: Of a new picture or clip, in pixels.
        frames: Length of a new clip; of an extension, how many frames are new.
        preset: Size at which the model sees the input, by the name that its profile gives it.
        kept_latents: Latent frames that a continuation starts from.
        feather: Width in pixels of a mask's soft edge, which lies inside the mask.
        temperature: Of an answer; 0 reads it off.
        top_p: Share of the likely words of an answer; acts only with a temperature.
        min_tokens: Shortest answer.
        max_tokens: Longest answer.
        system_prompt: How to answer, in place of the usual instruction.
        describe: Whether a detailed description is wanted in place of an answer.
    """

    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    guidance_interval: tuple[float, float] | None = None
    shift: float | None = None
    renorm: Renorm | None = None
    noise: NoiseSource = "cpu"
    renorm_min: float | None = None
    sample_latents: bool | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    preset: str | None = None
    kept_latents: int | None = None
    feather: int = 8
    temperature: float = 0.0
    top_p: float = 1.0
    min_tokens: int = 0
    max_tokens: int | None = None
    system_prompt: str | None = None
    describe: bool = False

    def sampling(self, defaults: SamplingDefaults, seed: int) -> Sampling:
        """Return the settings of a request: what was chosen, else what suits the model.

        Args:
            defaults: What suits the model.
            seed: Of the noise, unless one was chosen.
        """
        return chosen_sampling(
            defaults,
            seed if self.seed is None else self.seed,
            steps=self.steps,
            shift=self.shift,
            guidance_scale=self.guidance,
            guidance_interval=self.guidance_interval,
            renorm=self.renorm,
            noise=self.noise,
            renorm_min=self.renorm_min,
            sample_latents=self.sample_latents,
        )


DEFAULT_OPTIONS = Options()
"""Everything as the model's profile says."""
