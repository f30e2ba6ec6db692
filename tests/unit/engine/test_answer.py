from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from torch import Tensor

from lance_studio.engine import Control, Engine
from lance_studio.engine.answer import TextStream, choose_token
from lance_studio.engine.results import TokenProgress
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.requests import AskImage, AskVideo, Decoding
from tests.asking import Asked, clips, pictures
from tests.unit.engine.samples import CHECKPOINT, clip, picture

TOKENIZER = LanceTokenizer(CHECKPOINT / "Lance_3B")
QUESTION = Asked(AskImage(question="what is it?", decoding=Decoding(max_new_tokens=12)), pictures(picture()))

pytestmark = pytest.mark.usefixtures("small_presets")


def tokens(engine: Engine, asked: Asked = QUESTION, **decoding: Any) -> tuple[int, ...]:
    return engine.run(*asked.but(decoding=replace(asked.request.decoding, **decoding))).token_ids


# --- runs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["float32", "reference"])
def test_greedy_answers_do_not_depend_on_the_seed(engine: Engine, reference_engine: Engine, kind: str) -> None:
    used = engine if kind == "float32" else reference_engine
    answers = {tokens(used, seed=seed, top_p=top_p) for seed, top_p in ((1, 1.0), (2, 1.0), (3, 0.1))}
    assert len(answers) == 1


def test_a_temperature_draws_by_seed(engine: Engine) -> None:
    greedy = tokens(engine)
    drawn = [tokens(engine, temperature=1.0, seed=seed) for seed in range(6)]
    assert drawn == [tokens(engine, temperature=1.0, seed=seed) for seed in range(6)]
    assert any(answer != greedy for answer in drawn)
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("decoding", [{"top_p": 1e-6, "temperature": 2.0}, {"temperature": 1e-30}])
def test_the_least_variety_is_greedy(engine: Engine, decoding: dict[str, Any]) -> None:
    assert {tokens(engine, seed=seed, **decoding) for seed in range(3)} == {tokens(engine)}


def test_the_greedy_answer_is_the_most_probable_token_each_time(engine: Engine) -> None:
    seen: dict[str, Tensor] = {}
    result = engine.run(*QUESTION, Control(observer=lambda name, value: seen.__setitem__(name, value.clone())))
    logits = [seen[f"logits.{index}"] for index in range(len(result.token_ids))]
    assert [int(values.argmax()) for values in logits] == list(result.token_ids)
    assert all(torch.isneginf(values[TOKENIZER.vocabulary_size :]).all() for values in logits)
    assert all(values[: TOKENIZER.vocabulary_size].isfinite().all() for values in logits)


def test_an_answer_ends_with_its_end_mark_or_at_the_limit(engine: Engine) -> None:
    natural = engine.run(*QUESTION)
    assert natural.finished
    assert natural.token_ids[-1] == TOKENIZER.turn_end
    assert TOKENIZER.turn_end not in natural.token_ids[:-1]
    assert natural.text == TOKENIZER.decode(list(natural.token_ids[:-1])).strip()
    for limit in range(1, len(natural.token_ids)):
        cut = engine.run(*QUESTION.but(decoding=Decoding(max_new_tokens=limit)))
        assert cut.token_ids == natural.token_ids[:limit]
        assert not cut.finished
        assert cut.text == TOKENIZER.decode(list(cut.token_ids)).strip()


@pytest.mark.parametrize("least", [5, 8, 12])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_an_answer_does_not_end_too_early(engine: Engine, least: int, temperature: float) -> None:
    natural = tokens(engine)
    assert natural[-1] == TOKENIZER.turn_end
    assert len(natural) == 5  # so each of these asks for more
    for seed in range(3):
        answer = tokens(engine, min_new_tokens=least, temperature=temperature, seed=seed)
        assert TOKENIZER.turn_end not in answer[:least]
        assert len(answer) >= least
        if temperature == 0:
            assert answer[:4] == natural[:4]


def test_a_question_is_not_needed_and_matters(engine: Engine) -> None:
    asked = QUESTION.but(decoding=Decoding(max_new_tokens=6, min_new_tokens=6))
    answers = [tokens(engine, asked.but(question=question)) for question in ("", "what?", "A red boat?")]
    assert len(set(answers)) > 1


def test_a_clip_is_answered_about_and_its_frames_matter(engine: Engine) -> None:
    request = AskVideo(question="what?", decoding=Decoding(max_new_tokens=6, min_new_tokens=6))
    seen: list[Tensor] = []

    def observe(name: str, value: Tensor) -> None:
        if name == "logits.0":
            seen.append(value.clone())

    for frames in (clip(5), clip(5)[::-1]):
        engine.run(request, clips(frames), Control(observer=observe))
    assert not torch.equal(*seen)


# --- streaming --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", [1.0, 5.0])
def test_streamed_text_is_the_answer_s_text(engine: Engine, temperature: float) -> None:
    """The small model writes bytes at random, so most of its characters are broken."""
    unfinished = 0
    for seed in range(12):
        told: list[TokenProgress] = []
        decoding = Decoding(max_new_tokens=15, temperature=temperature, seed=seed)
        result = engine.run(*QUESTION.but(decoding=decoding), Control(on_token=told.append))
        ids = list(result.token_ids[:-1] if result.finished else result.token_ids)
        assert "".join(token.text for token in told) == TOKENIZER.decode(ids)
        assert [token.token_id for token in told][: len(ids)] == ids
        assert [token.index for token in told] == list(range(len(told)))
        assert "".join(token.text for token in told).strip() == result.text
        unfinished += any(not token.text for token in told)
    assert unfinished


def streamed(ids: list[int]) -> list[str]:
    stream = TextStream(TOKENIZER)
    return [*(stream.push(token) for token in ids), stream.finish()]


@given(st.lists(st.integers(0, TOKENIZER.vocabulary_size - 1), max_size=30))
def test_any_tokens_stream_to_their_text(ids: list[int]) -> None:
    assert "".join(streamed(ids)) == TOKENIZER.decode(ids)


@given(st.text(alphabet="aé日🙂 𝔸ñ\u0301", max_size=12))
def test_characters_come_whole(text: str) -> None:
    pieces = streamed(TOKENIZER.encode(text).ids)
    assert "\ufffd" not in "".join(pieces)
    assert pieces[-1] == ""


def test_text_is_told_as_soon_as_it_is_whole() -> None:
    ids = TOKENIZER.encode("🙂x").ids
    assert len(ids) == 5  # one token for each byte
    assert streamed(ids) == ["", "", "", "🙂", "x", ""]
    assert streamed(ids[:2]) == ["", "", "\ufffd"]
    assert streamed([*ids[:2], ids[-1]]) == ["", "", "\ufffdx", ""]


# --- choosing a token -------------------------------------------------------------------------------------------------

LOGITS = st.lists(
    st.one_of(st.floats(-50, 50, width=32), st.just(float("-inf")), st.sampled_from([0.0, 1.0, 2.0])),
    min_size=1,
    max_size=40,
)
TEMPERATURES = st.one_of(st.floats(1e-3, 10), st.sampled_from([5e-324, 1e-40, 1e-10, 1.0, 10.0]))
TOP_P = st.one_of(st.floats(1e-9, 1), st.sampled_from([5e-324, 1e-9, 0.5, 1.0]))
SEEDS = st.integers(0, 2**63 - 1)


def choose(logits: list[float], seed: int = 0, **decoding: Any) -> int:
    values = torch.tensor(logits, dtype=torch.float32)
    return choose_token(values, Decoding(seed=seed, **decoding), torch.Generator().manual_seed(seed))


@settings(max_examples=300)
@given(LOGITS, TEMPERATURES, TOP_P, SEEDS)
def test_a_drawn_token_is_possible_and_in_the_smallest_set(
    logits: list[float], temperature: float, top_p: float, seed: int
) -> None:
    assume(max(logits) > float("-inf"))
    chosen = choose(logits, seed, temperature=temperature, top_p=top_p)
    assert logits[chosen] > float("-inf")
    scaled = (torch.tensor(logits, dtype=torch.float64) - max(logits)) / temperature
    probabilities = scaled.softmax(0)
    more_probable = float(probabilities[probabilities > probabilities[chosen]].sum())
    assert more_probable < top_p + 1e-6
    assert chosen == choose(logits, seed, temperature=temperature, top_p=top_p)


@given(LOGITS, SEEDS, TOP_P)
def test_greedy_takes_a_largest_logit(logits: list[float], seed: int, top_p: float) -> None:
    assume(max(logits) > float("-inf"))
    assert logits[choose(logits, seed, temperature=0.0, top_p=top_p)] == max(logits)


@given(LOGITS, SEEDS, TEMPERATURES)
def test_a_tiny_top_p_takes_a_largest_logit(logits: list[float], seed: int, temperature: float) -> None:
    assume(max(logits) > float("-inf"))
    assert logits[choose(logits, seed, temperature=temperature, top_p=1e-9)] == max(logits)


def frequencies(logits: list[float], **decoding: Any) -> list[float]:
    draws = 2000
    generator = torch.Generator().manual_seed(1)
    values = torch.tensor(logits)
    counts = [0] * len(logits)
    for _ in range(draws):
        counts[choose_token(values.clone(), Decoding(**decoding), generator)] += 1
    return [count / draws for count in counts]


def test_tokens_are_drawn_by_their_probability() -> None:
    probabilities = torch.tensor([0.1, 0.45, 0.0, 0.25, 0.2])
    logits = probabilities.log().tolist()
    assert frequencies(logits, temperature=1.0) == pytest.approx(probabilities.tolist(), abs=0.04)
    # The smallest set that reaches 0.6 is 0.45 and 0.25.
    assert frequencies(logits, temperature=1.0, top_p=0.6) == pytest.approx([0, 0.643, 0, 0.357, 0], abs=0.04)
    assert frequencies(logits, temperature=1.0, top_p=0.71) == pytest.approx([0, 0.5, 0, 0.278, 0.222], abs=0.04)
    squared = (probabilities**2 / (probabilities**2).sum()).tolist()
    assert frequencies(logits, temperature=0.5) == pytest.approx(squared, abs=0.04)
