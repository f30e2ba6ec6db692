"""Filling the key-value caches with everything before the target (specification §2.4)."""

from collections.abc import Mapping

import torch
from torch import Tensor

from lance_studio.engine.cache import KeyValueCache, storing
from lance_studio.engine.control import Control
from lance_studio.engine.embeddings import MultimodalRotary, latent_position_embedding
from lance_studio.engine.model import LanceModel
from lance_studio.engine.positions import Modality
from lance_studio.engine.precision import Precision
from lance_studio.engine.sequence import PackedSequence, Split, SplitMode, latent_table_rows


class ContextBuilder:
    """Runs a sequence's context splits through the model.

    Args:
        model: The language model.
        precision: Number format of tables.
        sequence: The packed sequence.
        vision: Features [n, width] or clean latents [n, 48] of each context block, by its position in
            ``sequence.splits``.
        control: Cancellation and observation.
    """

    def __init__(
        self,
        model: LanceModel,
        precision: Precision,
        sequence: PackedSequence,
        vision: Mapping[int, Tensor],
        control: Control,
    ) -> None:
        self._model, self._precision, self._sequence = model, precision, sequence
        self._vision, self._control = vision, control
        self.rotary = MultimodalRotary(model.config, precision)

    def embed(self, index: int) -> Tensor:
        """Input embeddings [L, width] of the split at ``index``."""
        split = self._sequence.splits[index]
        tokens = self._model.embed_text(self._sequence.ids[split.rows])
        if split.mode is SplitMode.FULL:
            tokens[1:-1] = self._vision[index].to(tokens.dtype)
        elif split.mode is SplitMode.CLEAN:
            assert split.block is not None
            tokens[1:-1] = self._model.embed_latents(
                self._vision[index].to(tokens.device, tokens.dtype),
                self._model.time_embedder(torch.zeros((), device=tokens.device)),
                self.latent_positions(split.block.grid),
            )
        return tokens

    def latent_positions(self, grid: tuple[int, int, int]) -> Tensor:
        """Latent position embeddings [n, width] of a block in the run's format."""
        exact = latent_position_embedding(latent_table_rows(grid), self._model.config.hidden_size, self._precision)
        return exact.to(self._model.device, self._model.dtype)

    def rotary_rows(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Cosine and sine [1, L, D] for positions [3, L]."""
        cos, sin = self.rotary(positions, self._model.device)
        return cos[None], sin[None]

    def _run(self, split: Split, index: int, cache: KeyValueCache, name: str) -> None:
        self._control.check_cancelled()
        embedded = self.embed(index)
        self._control.observe(f"{name}.embeds", embedded)
        self._model.run_layers(
            embedded[None],
            # Both branches use the conditional positions for their context (quirk Q2).
            self.rotary_rows(self._sequence.positions[:, split.rows]),
            storing(cache, causal=split.mode is SplitMode.CAUSAL),
            vae_chunk=split.mode is SplitMode.CLEAN,
            observer=self._control.observer_for(name),
        )
        cache.length += split.length

    def fill(self, *, guided: bool, spare: int = 0) -> tuple[KeyValueCache, KeyValueCache | None]:
        """Fill the conditional cache and, if guided, the unconditional one, which skips the user's text (quirk Q12).

        What comes before the user's text is computed once and copied.

        Args:
            guided: Whether the unconditional cache is needed.
            spare: Tokens of room to leave in the conditional cache.

        Returns:
            The two caches.
        """
        context = self._sequence.context
        caption = next((i for i, s in enumerate(context) if s.modality is Modality.USER_TEXT), len(context))
        cond = self._model.new_cache(sum(split.length for split in context) + spare)
        uncond: KeyValueCache | None = None
        skipped = 0
        for index, split in enumerate(context):
            if guided and index == caption:
                uncond = cond.fork(cond.capacity - split.length - spare)
                skipped = 1
            self._run(split, index, cond, f"prefix_cond.{index}")
            if uncond is not None and index > caption:
                self._run(split, index, uncond, f"prefix_uncond.{index - skipped}")
        if guided and uncond is None:
            uncond = cond.fork(cond.length)
        return cond, uncond
