"""Running a checked request on loaded parts: the flow from pixels and prompt to frames or text."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine.answer import answer, prefill_question
from lance_studio.engine.context import ContextBuilder
from lance_studio.engine.control import Control, finish
from lance_studio.engine.denoise import Denoiser
from lance_studio.engine.masking import LockedLatents, held_cells
from lance_studio.engine.model import LanceModel
from lance_studio.engine.plan import VisualPlan, plan_visual, question_pixels
from lance_studio.engine.positions import Modality
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import normalise_vae
from lance_studio.engine.preview import PreviewProjector
from lance_studio.engine.prompts import render_chat
from lance_studio.engine.results import Answer, MaskedSource, Timings, Visual
from lance_studio.engine.sampling import NoiseGenerator
from lance_studio.engine.sequence import BlockSpec, PackedSequence, build_sequence
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.vae import LatentCodec, sample_latent, to_uint8
from lance_studio.engine.vision import VisionTower
from lance_studio.requests.checks import check_grid, user_texts
from lance_studio.requests.geometry import LATENT_CHANNELS, Presets, latent_grid
from lance_studio.requests.inputs import InputBlock
from lance_studio.requests.tasks import TextRequest, VisualRequest


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One checkpoint, ready to run; towers, codec and projector may be shared between checkpoints."""

    model: LanceModel
    tokenizer: LanceTokenizer
    tower: VisionTower
    codec: LatentCodec
    projector: PreviewProjector
    precision: Precision

    @property
    def device(self) -> torch.device:
        """Where the weights live."""
        return self.model.device


class _Clock:
    """Wall seconds between laps, with the device's work included."""

    def __init__(self, device: torch.device) -> None:
        self._device, self._last = device, time.perf_counter()

    def lap(self) -> float:
        finish(self._device)
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds


def _encode_clean(
    parts: LoadedModel,
    pixels: Tensor,
    noise: Tensor | None,
    control: Control,
) -> Tensor:
    """Clean latent [t, h, w, 48] of ``uint8`` pixels [3, T, H, W] in the run's format."""
    mean, logvar = parts.codec.encode(normalise_vae(pixels))
    latent = sample_latent(mean, logvar, noise)
    control.observe("vae_mu", mean)
    control.observe("vae_logvar", logvar)
    control.observe("vae_cond_latent", latent)
    return latent.to(parts.precision.dtype)


def visual_sequence(parts: LoadedModel, plan: VisualPlan) -> PackedSequence:
    """The packed sequence of a plan: for each source a ViT and a VAE block, the text, the target."""
    blocks: list[BlockSpec] = []
    for source in plan.sources:
        blocks.append(BlockSpec(Modality.VIT, parts.tower.merged_grid(source.vit)))
        frames, height, width = source.vae.shape[1:]
        blocks.append(BlockSpec(plan.source_modality, latent_grid(frames, height, width)))
    prompt = render_chat(plan.system, len(blocks), plan.user_text, generates=True)
    blocks.append(BlockSpec(Modality.TARGET, plan.grid))
    return build_sequence(parts.tokenizer, prompt, blocks, parts.model.config.tokens_per_second)


def _encode_sources(
    parts: LoadedModel, plan: VisualPlan, sequence: PackedSequence, draws: NoiseGenerator | None, control: Control
) -> Mapping[int, Tensor]:
    """Features and clean latents of the sources, by the position of their split."""
    places = [index for index, split in enumerate(sequence.context) if split.block]
    vision: dict[int, Tensor] = {}
    for number, source in enumerate(plan.sources):
        control.check_cancelled()
        features = parts.tower(source.vit)
        control.observe("vit_embeds", features)
        vision[places[2 * number]] = features
        kept = plan.source_latents[number]
        if kept is not None:
            vision[places[2 * number + 1]] = kept.to(parts.device, parts.precision.dtype).flatten(0, 2)
            continue
        noise = draws.for_latent(latent_grid(*source.vae.shape[1:])) if draws else None
        vision[places[2 * number + 1]] = _encode_clean(parts, source.vae, noise, control).flatten(0, 2)
    return vision


def _encode_given(
    parts: LoadedModel, plan: VisualPlan, draws: NoiseGenerator | None, control: Control
) -> tuple[Tensor, Tensor] | None:
    """Which cells of the target are held at given frames, bool [n, 1], and their latents [n, 48]."""
    if not plan.given:
        return None
    frames, rows, columns = plan.grid
    held = torch.zeros(frames, dtype=torch.bool, device=parts.device)
    latents = torch.zeros(frames, rows, columns, LATENT_CHANNELS, dtype=parts.precision.dtype, device=parts.device)
    for one in plan.given:
        control.check_cancelled()
        used = latent_grid(*one.pixels.shape[1:])[0]
        noise = draws.for_latent(one.draw, used) if draws else None
        place = slice(one.start, one.start + used - one.lead)
        latents[place] = _encode_clean(parts, one.pixels, noise, control)[one.lead :]
        held[place] = True
    return held.repeat_interleave(rows * columns)[:, None], latents.flatten(0, 2)


def _check_marks(parts: LoadedModel, request: VisualRequest | TextRequest) -> None:
    for name, text in user_texts(request).items():
        parts.tokenizer.check_user_text(text, name)


def generate_visual(
    parts: LoadedModel,
    request: VisualRequest,
    inputs: Sequence[InputBlock],
    control: Control,
    presets: Presets = OFFICIAL.presets,
) -> Visual:
    """Generate a picture or clip.

    Args:
        parts: The model.
        request: A checked request.
        inputs: Its pictures and clips, checked.
        control: Callbacks, cancellation, injected noise.
        presets: The sizes that the request names one of.

    Raises:
        CancelledError: The caller cancelled.
        EngineError: The model gave values that are not finite.
        InvalidRequestError: The request's text or size does not fit the model.
    """
    sampling = request.sampling
    plan = plan_visual(request, inputs, parts.tower.cell, presets)
    check_grid(plan.grid)
    _check_marks(parts, request)
    sequence = visual_sequence(parts, plan)
    clock = _Clock(parts.device)
    draws = NoiseGenerator(sampling, parts.device, parts.precision.dtype, control.noise)
    latent_draws = draws if sampling.sample_latents else None

    vision = _encode_sources(parts, plan, sequence, latent_draws, control)
    given = _encode_given(parts, plan, latent_draws, control)
    encoded = clock.lap()

    with torch.inference_mode():
        context = ContextBuilder(parts.model, parts.precision, sequence, vision, control)
        caches = context.fill(guided=sampling.guidance_scale > 1)
        target = sequence.target.block
        assert target is not None
        clean_rows = sum(split.block.tokens for split in sequence.context if split.block and _is_clean(split.modality))
        x = draws.for_tokens(clean_rows + target.tokens)[clean_rows:].clone()
        clean = None
        if given is not None:
            clean, latents = given
            x = torch.where(clean, latents, x)
        # The last block of the context is the clean latent of the last source.
        held = None if plan.mask is None else _held(plan, vision[max(vision)], x)
        denoiser = Denoiser(parts.model, sequence, context, caches, sampling)
        del caches, vision
        prefilled = clock.lap()
        latent = denoiser.run(x, clean, control, parts.projector, held)
        # Contexts and tables of long clips are large; the decoder needs the room.
        del denoiser, context, held
        sampled = clock.lap()
        control.check_cancelled()
        pixels = parts.codec.decode(latent)
        control.observe("decoded", pixels)
        frames = to_uint8(pixels).cpu().numpy()
    return Visual(
        frames=frames,
        latent=latent.cpu(),
        given_frames=plan.promise.given_frames,
        given_end=plan.promise.given_end,
        timings=Timings(encode=encoded, prefill=prefilled, sample=sampled, decode=clock.lap()),
        warnings=plan.warnings,
        masked_source=_masked_source(plan),
    )


def _held(plan: VisualPlan, source: Tensor, noise: Tensor) -> LockedLatents:
    """What is held of a source's clean latent [n, 48], given the run's noise [n, 48]."""
    assert plan.mask is not None
    return LockedLatents(held_cells(plan.mask, plan.grid).to(noise.device), source.to(noise.device, noise.dtype), noise)


def _masked_source(plan: VisualPlan) -> MaskedSource | None:
    if plan.mask is None:
        return None
    return MaskedSource(frames=plan.sources[-1].vae.permute(1, 2, 3, 0).contiguous().numpy(), mask=plan.mask)


def _is_clean(modality: Modality) -> bool:
    return modality in (Modality.SOURCE, Modality.REFERENCE)


def generate_answer(
    parts: LoadedModel,
    request: TextRequest,
    inputs: Sequence[InputBlock],
    control: Control,
    presets: Presets = OFFICIAL.presets,
) -> Answer:
    """Answer a question about a picture or clip; the arguments are those of :func:`generate_visual`.

    Raises:
        CancelledError: The caller cancelled.
        EngineError: The model gave values that are not finite.
        InvalidRequestError: The request's text does not fit the model.
    """
    _check_marks(parts, request)
    clock = _Clock(parts.device)
    pixels = question_pixels(request, inputs, parts.tower.cell, presets)
    features = parts.tower(pixels)
    control.observe("vit_embeds", features)
    encoded = clock.lap()
    sequence = question_sequence(parts, request, pixels)
    control.check_cancelled()
    with torch.inference_mode():
        context = ContextBuilder(parts.model, parts.precision, sequence.without_last_token(), {1: features}, control)
        question = prefill_question(context, sequence, request.decoding)
        prefilled = clock.lap()
        ids = answer(parts.model, parts.tokenizer, question, context, request.decoding, control)
    finished = ids[-1] == parts.tokenizer.turn_end
    return Answer(
        text=parts.tokenizer.decode(ids[:-1] if finished else ids).strip(),
        token_ids=tuple(ids),
        finished=finished,
        timings=Timings(encode=encoded, prefill=prefilled, sample=clock.lap()),
    )


def question_sequence(parts: LoadedModel, request: TextRequest, pixels: Tensor) -> PackedSequence:
    """The packed sequence of a question: system prompt, ViT block, question, up to the newline after "assistant"."""
    prompt = render_chat(request.system_prompt, 1, request.question, generates=False)
    # Nothing is left out of a question, so no part of it counts as a caption.
    block = BlockSpec(Modality.VIT, parts.tower.merged_grid(pixels))
    return build_sequence(
        parts.tokenizer, replace(prompt, caption=(0, 0)), [block], parts.model.config.tokens_per_second
    )
