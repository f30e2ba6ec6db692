"""The language model with its latent input and output (specification §2).

Module names are those of the checkpoint's tensors, so a checkpoint is assigned without renaming.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from lance_studio.engine.cache import KeyValueCache, LayerAttention
from lance_studio.engine.config import TIMESTEP_FREQUENCIES, LanguageConfig
from lance_studio.engine.embeddings import timestep_sinusoid
from lance_studio.engine.layers import DecoderLayer, RMSNorm
from lance_studio.requests.geometry import LATENT_CHANNELS

#: Called with a name and a value at points that parity tests compare.
Observer = Callable[[str, Tensor], None]


class Decoder(nn.Module):
    """Embedding, layers and the two final norms."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.num_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.norm_moe_gen = RMSNorm(config.hidden_size, config.rms_norm_eps)


class LanguageModel(nn.Module):
    """The decoder and its untied output head."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        self.model = Decoder(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)


class TimestepEmbedder(nn.Module):
    """Timestep to an embedding of the model's width (specification §2.5)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(TIMESTEP_FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, timestep: Tensor) -> Tensor:
        """float32 timesteps [...] in [0, 1] to [..., width]."""
        weight = self.mlp[0].weight
        assert isinstance(weight, Tensor)
        return self.mlp(timestep_sinusoid(timestep).to(weight.dtype))


class LanceModel(nn.Module):
    """Lance without its vision tower and VAE.

    Build it under ``torch.device("meta")`` and assign a checkpoint's tensors (:mod:`lance_studio.engine.checkpoint`).
    """

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        self.config = config
        self.language_model = LanguageModel(config)
        self.time_embedder = TimestepEmbedder(config.hidden_size)
        self.vae2llm = nn.Linear(LATENT_CHANNELS, config.hidden_size)
        self.llm2vae = nn.Linear(config.hidden_size, LATENT_CHANNELS)

    @property
    def dtype(self) -> torch.dtype:
        """Number format of weights and activations."""
        return self.vae2llm.weight.dtype

    @property
    def device(self) -> torch.device:
        """Where the weights live."""
        return self.vae2llm.weight.device

    def new_cache(self, capacity: int) -> KeyValueCache:
        """An empty cache for this model."""
        return KeyValueCache(self.config, capacity, self.dtype, self.device)

    def embed_text(self, ids: Tensor) -> Tensor:
        """Token ids int64 [L] to embeddings [L, width]."""
        return self.language_model.model.embed_tokens(ids.to(self.device))

    def embed_latents(self, latents: Tensor, times: Tensor, positions: Tensor) -> Tensor:
        """Embed VAE tokens (specification §2.7).

        Args:
            latents: [n, 48].
            times: Timestep embeddings, [n, width] or [width].
            positions: Latent position embeddings [n, width].

        Returns:
            [n, width]; the three terms are added left to right.
        """
        return self.vae2llm(latents) + times + positions

    def run_layers(
        self,
        x: Tensor,
        rotary: tuple[Tensor, Tensor],
        attention: LayerAttention,
        *,
        vae_chunk: bool,
        observer: Observer | None = None,
    ) -> Tensor:
        """Run a chunk through all layers.

        Args:
            x: [B, L, width]; overwritten.
            rotary: Cosine and sine, each [B, L, D].
            attention: What the chunk attends to; see :mod:`lance_studio.engine.cache`.
            vae_chunk: The chunk is a VAE block with its two brackets, otherwise all text or ViT.
            observer: Receives ``layer0`` and ``last``, hidden states before the final norm.

        Returns:
            Hidden states [B, L, width] before the final norm.
        """
        for index, layer in enumerate(self.language_model.model.layers):
            x = layer(x, rotary, vae_chunk, partial(attention, index))
            if observer and index == 0:
                observer("layer0", x.clone())
        if observer:
            observer("last", x.clone())
        return x

    def velocity(self, hidden: Tensor) -> Tensor:
        """Velocities [B, n, 48] of a VAE chunk's hidden states [B, n + 2, width]; the brackets are dropped."""
        return self.llm2vae(self.language_model.model.norm_moe_gen(hidden[:, 1:-1]))

    def logits(self, hidden: Tensor) -> Tensor:
        """Vocabulary logits [..., vocab] of text hidden states [..., width]."""
        return self.language_model.lm_head(self.language_model.model.norm(hidden))
