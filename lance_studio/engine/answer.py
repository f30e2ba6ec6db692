"""Answering in text, one token at a time (specification §8)."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.engine.cache import KeyValueCache, storing, storing_at
from lance_studio.engine.capture import captured
from lance_studio.engine.context import ContextBuilder
from lance_studio.engine.control import Control
from lance_studio.engine.model import LanceModel, Observer
from lance_studio.engine.results import TokenProgress
from lance_studio.engine.sequence import PackedSequence
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.errors import EngineError
from lance_studio.language import tr
from lance_studio.requests.sampling import Decoding

#: What an incomplete UTF-8 sequence decodes to.
_INCOMPLETE = "\ufffd"


class TextStream:
    """Turns token ids into text as soon as whole characters are there.

    All that :meth:`push` and :meth:`finish` return is, joined, what the tokenizer makes of all ids at once, bytes that
    are no text included.
    """

    def __init__(self, tokenizer: LanceTokenizer) -> None:
        self._tokenizer = tokenizer
        self._pending: list[int] = []
        self._shown = 0  # characters of the pending tokens that were returned

    def push(self, token_id: int) -> str:
        """Text that the next token completes; empty inside a character of several tokens."""
        self._pending.append(token_id)
        text = self._tokenizer.decode(self._pending)
        # A mark at the end may become a character with the next token.
        whole = text.removesuffix(_INCOMPLETE)
        new = whole[self._shown :]
        self._shown = len(whole)
        if whole == text:
            self._pending.clear()
            self._shown = 0
        return new

    def finish(self) -> str:
        """Text of an unfinished character at the end of the answer."""
        rest = self._tokenizer.decode(self._pending)[self._shown :] if self._pending else ""
        self._pending.clear()
        self._shown = 0
        return rest


def choose_token(logits: Tensor, decoding: Decoding, generator: torch.Generator) -> int:
    """Pick a token from float32 logits [vocab] on any device.

    Greedy at temperature 0; otherwise drawn from the smallest set of tokens whose probability reaches top-p. The random
    number comes from the CPU, so that a seed gives the same answer wherever the logits are equal.
    """
    if decoding.temperature == 0:
        return int(logits.argmax())
    # Relative to the largest and in float64, so that no temperature above 0 overflows.
    scaled = (logits - logits.max()).double() / decoding.temperature
    ordered, ids = torch.softmax(scaled, dim=-1).sort(descending=True)
    # A token stays if what is before it has not reached top-p yet; the first always stays.
    ordered[ordered.cumsum(0) - ordered >= decoding.top_p] = 0
    cumulative = ordered.cumsum(0)
    draw = float(torch.rand((), generator=generator)) * cumulative[-1]
    # Rounding may put the draw at the very end; the last token with any probability is then taken.
    last = int((ordered > 0).sum()) - 1
    return int(ids[min(int(torch.searchsorted(cumulative, draw, right=True)), last)])


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


class NextToken:
    """Runs one token at a time through the model.

    On a GPU the kernels of a token are recorded at the second call and replayed from then on.
    """

    def __init__(self, model: LanceModel, question: Question, rotary: tuple[Tensor, Tensor]) -> None:
        self._model, self._cache = model, question.cache
        self._cos, self._sin = rotary
        self._start = question.cache.length
        self._replay: Callable[..., Tensor] | None = None

    def _recordable(self, token: Tensor, place: Tensor) -> Tensor:
        row = place - self._start
        hidden = self._model.run_layers(
            self._model.embed_text(token)[None],
            (self._cos[:, row], self._sin[:, row]),
            storing_at(self._cache, place),
            vae_chunk=False,
        )
        return self._model.logits(hidden[0, -1])

    def __call__(self, token_id: int, index: int, observer: Observer | None) -> Tensor:
        """Logits [vocab], float32, after the answer's token ``index``, whose id is given."""
        device = self._model.device
        token = torch.tensor([token_id], device=device)
        if index > 0 and device.type == "cuda" and observer is None:
            place = torch.tensor([self._start + index], device=device)
            if self._replay is None:
                self._replay = captured(self._recordable, token, place)
            return self._replay(token, place).float()
        hidden = self._model.run_layers(
            self._model.embed_text(token)[None],
            (self._cos[:, index : index + 1], self._sin[:, index : index + 1]),
            storing(self._cache, causal=True),
            vae_chunk=False,
            observer=observer,
        )
        self._cache.length += 1
        return self._model.logits(hidden[0, -1]).float()


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
    next_token = NextToken(model, question, (cos, sin))
    generated: list[int] = []
    for index in range(decoding.max_new_tokens):
        control.check_cancelled()
        logits = next_token(query, index, control.observer_for("first_query") if index == 0 else control.observer)
        logits[tokenizer.vocabulary_size :] = -torch.inf
        control.observe(f"logits.{index}", logits)
        if not bool(logits[: tokenizer.vocabulary_size].isfinite().all()):
            raise EngineError(
                tr("The model gave probabilities that are not numbers."), tr("The checkpoint may be damaged.")
            )
        if index < decoding.min_new_tokens:
            logits[tokenizer.turn_end] = -torch.inf
        query = choose_token(logits, decoding, generator)
        generated.append(query)
        ended = query == tokenizer.turn_end
        text = "" if ended else stream.push(query)
        if ended or len(generated) == decoding.max_new_tokens:
            text += stream.finish()
        # The end mark is nobody's text, but what came before it may still be to show.
        if control.on_token and (text or not ended):
            control.on_token(TokenProgress(index=index, token_id=query, text=text))
        if ended:
            break
    return generated
