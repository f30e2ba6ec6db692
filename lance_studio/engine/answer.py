"""Answering in text, one token at a time (specification §8)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.engine.cache import KeyValueCache
from lance_studio.engine.context import ContextBuilder
from lance_studio.engine.control import Control
from lance_studio.engine.model import LanceModel
from lance_studio.engine.requests import Decoding, Token
from lance_studio.engine.sequence import PackedSequence
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.errors import EngineError

#: What an incomplete UTF-8 sequence decodes to, and the longest such sequence in tokens.
_INCOMPLETE = "\ufffd"
_LONGEST_CHARACTER = 4


class TextStream:
    """Turns token ids into text as soon as whole characters are there."""

    def __init__(self, tokenizer: LanceTokenizer) -> None:
        self._tokenizer = tokenizer
        self._pending: list[int] = []

    def push(self, token_id: int) -> str:
        """Text that the next token completes; empty inside a character of several tokens."""
        self._pending.append(token_id)
        text = self._tokenizer.decode(self._pending)
        if text.endswith(_INCOMPLETE) and len(self._pending) < _LONGEST_CHARACTER:
            return ""
        self._pending.clear()
        return text


def choose_token(logits: Tensor, decoding: Decoding, generator: torch.Generator) -> int:
    """Pick a token from float32 logits [vocab] on any device.

    Greedy at temperature 0; otherwise drawn on the CPU from the smallest set of tokens whose probability reaches top-p,
    so that a seed gives the same answer wherever the logits are equal.
    """
    if decoding.temperature == 0:
        return int(logits.argmax())
    probabilities = torch.softmax(logits.cpu() / decoding.temperature, dim=-1)
    ordered, ids = probabilities.sort(descending=True)
    # A token stays if what is before it has not reached top-p yet; the first always stays.
    ordered[ordered.cumsum(0) - ordered >= decoding.top_p] = 0
    return int(ids[torch.multinomial(ordered, 1, generator=generator)])


@dataclass(frozen=True, slots=True)
class Question:
    """A prefilled question, about to be answered.

    Attributes:
        cache: Everything before the first query, with room for the answer.
        first_query: Id of the newline after "assistant", which is the first query (specification §8.3).
        position: Position of that query; the answer's tokens follow by 1 on all axes.
    """

    cache: KeyValueCache
    first_query: int
    position: int


def prefill_question(context: ContextBuilder, sequence: PackedSequence, decoding: Decoding) -> Question:
    """Run a question's context through the model.

    Args:
        context: Built for ``sequence.without_last_token()``.
        sequence: The question up to and including the newline after "assistant".
        decoding: How much room the answer needs.
    """
    cache, _ = context.fill(guided=False, spare=decoding.max_new_tokens)
    return Question(cache, int(sequence.ids[-1]), int(sequence.positions[:, -1].max()))


@torch.inference_mode()
def answer(
    model: LanceModel,
    tokenizer: LanceTokenizer,
    question: Question,
    context: ContextBuilder,
    decoding: Decoding,
    control: Control,
) -> list[int]:
    """Generate an answer.

    Args:
        model: The language model.
        tokenizer: For the end mark, the vocabulary in use, and streamed text.
        question: The prefilled question; its cache is used up.
        context: For rotary tables.
        decoding: Length and choice of tokens.
        control: Streaming and cancellation, looked at before every token.

    Returns:
        Generated ids, with the end mark if it was reached.

    Raises:
        CancelledError: The caller cancelled.
        EngineError: The model gave logits that are not finite.
    """
    query = question.first_query
    places = question.position + torch.arange(decoding.max_new_tokens)
    cos, sin = context.rotary_rows(places.expand(3, -1))
    generator = torch.Generator().manual_seed(decoding.seed)
    stream = TextStream(tokenizer)
    generated: list[int] = []
    for index in range(decoding.max_new_tokens):
        control.check_cancelled()
        hidden = model.run_layers(
            model.embed_text(torch.tensor([query]))[None],
            (cos[:, index : index + 1], sin[:, index : index + 1]),
            [question.cache],
            vae_chunk=False,
            store=True,
            observer=control.observer_for("first_query") if index == 0 else None,
        )
        logits = model.logits(hidden[0, -1]).float()
        logits[tokenizer.vocabulary_size :] = -torch.inf
        control.observe(f"logits.{index}", logits)
        if not bool(logits[: tokenizer.vocabulary_size].isfinite().all()):
            raise EngineError("The model gave probabilities that are not numbers.", "The checkpoint may be damaged.")
        if index < decoding.min_new_tokens:
            logits[tokenizer.turn_end] = -torch.inf
        query = choose_token(logits, decoding, generator)
        generated.append(query)
        if query == tokenizer.turn_end:
            break
        if control.on_token:
            control.on_token(Token(index=index, token_id=query, text=stream.push(query)))
    return generated
