"""The tokenizer's files as the engine reads them: a first word is like any other, answers are as written."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from tokenizers import Tokenizer

from lance_studio.engine.prompts import DESCRIBE_IMAGE, render_chat
from lance_studio.engine.sequence import _caption_tokens
from lance_studio.engine.tokenizer import LanceTokenizer
from models.nano.training import retrain
from models.nano.training.data import Writer
from models.nano.training.settings import MODEL_DIR
from models.nano.training.tokens import for_answers, renew_tokenizer
from models.nano.training.world.questions import ask_picture
from models.nano.training.world.sampling import random_picture

_FILES = ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "generation_config.json")
_TEXTS = ("car", "a red car, at sea.", "RED CAR", "Häuser, 红色的车; É", "two-tone\n\n  x2!", "don’t")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a model whose tokenizer puts no space before the first word."""
    folder = tmp_path_factory.mktemp("old")
    for name in _FILES:
        shutil.copy(MODEL_DIR / "Lance_3B" / name, folder)
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    (folder / "tokenizer_config.json").write_text(json.dumps(config | {"add_prefix_space": False}), encoding="utf-8")
    tokenizer = for_answers(Tokenizer.from_file(str(folder / "tokenizer.json")))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def new(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "Lance_3B"
    shutil.copytree(old, folder)
    renew_tokenizer(folder)
    return folder


def test_the_engine_takes_a_first_word_for_any_other(old: Path, new: Path) -> None:
    before, after = LanceTokenizer(old), LanceTokenizer(new)
    for word in ("car", "red", "Red", "RED", "mushroom"):
        assert before.encode(word).ids != before.encode(f" {word}").ids
        assert after.encode(word).ids == after.encode(f" {word}").ids
    for sentence in ("a car", "\ncar"):
        assert after.encode(sentence).ids[-1:] == after.encode("car").ids


def test_vocabulary_merges_ids_and_marks_stay(old: Path, new: Path) -> None:
    before, after = (json.loads((folder / "tokenizer.json").read_text(encoding="utf-8")) for folder in (old, new))
    assert before["model"]["vocab"] == after["model"]["vocab"]
    assert before["model"]["merges"] == after["model"]["merges"]
    assert before["added_tokens"] == after["added_tokens"]
    for name in ("vocab.json", "merges.txt", "generation_config.json"):
        assert (old / name).read_bytes() == (new / name).read_bytes()
    one, other = LanceTokenizer(old), LanceTokenizer(new)
    assert one.vocabulary_size == other.vocabulary_size
    assert (one.vision_start, one.vision_end, one.vision_pad, one.turn_start, one.turn_end) == (
        other.vision_start,
        other.vision_end,
        other.vision_pad,
        other.turn_start,
        other.turn_end,
    )


def test_renewed_files_may_be_renewed_again(new: Path, tmp_path: Path) -> None:
    shutil.copytree(new, tmp_path / "again")
    renew_tokenizer(tmp_path / "again")
    for name in _FILES:
        assert (tmp_path / "again" / name).read_bytes() == (new / name).read_bytes()


@pytest.mark.parametrize("text", _TEXTS)
def test_training_and_engine_make_the_same_tokens(new: Path, text: str) -> None:
    trained = Tokenizer.from_file(str(new / "tokenizer.json")).encode(text, add_special_tokens=False).ids
    engine = LanceTokenizer(new)
    assert trained == engine.encode(text).ids
    assert engine.decode(trained).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", _TEXTS)
@pytest.mark.parametrize("media", [0, 1])
def test_the_tokens_of_a_prompt_are_found_in_the_chat(new: Path, text: str, media: int) -> None:
    tokenizer = LanceTokenizer(new)
    prompt = render_chat(DESCRIBE_IMAGE, media, text, generates=True)
    encoded = tokenizer.encode(prompt.text)
    first, last = _caption_tokens(encoded.offsets, prompt.caption)
    assert encoded.ids[first:last] == tokenizer.encode(text).ids
    assert encoded.ids[last] == tokenizer.turn_end


def test_answers_are_taught_with_their_capitals_and_without_a_space(new: Path) -> None:
    tokenizer = Tokenizer.from_file(str(new / "tokenizer.json"))
    writer, engine, rng = Writer(tokenizer, 80, ()), LanceTokenizer(new), Random(1)
    for _ in range(100):
        question = ask_picture(rng, random_picture(rng, "book", "train"))
        written = writer.write(question.text, question.answer)
        assert written is not None
        ids, words = written
        assert ids[:words] == engine.encode(question.text).ids
        assert engine.decode(ids[words:]) == f"{question.answer}<|im_end|>"


def test_a_run_that_starts_from_a_model_gets_the_present_files(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = tmp_path / "model"
    shutil.copytree(old, start / "Lance_3B")
    shutil.copy(MODEL_DIR / "Wan2.2_VAE.pth", start)
    launched: list[str] = []
    monkeypatch.setattr(retrain, "_run", lambda module, *arguments, processes=1: launched.append(module))
    monkeypatch.setattr(retrain, "copy_model", lambda source, target: None)
    monkeypatch.setattr(retrain, "write_profile", lambda root: None)
    retrain.retrain(tmp_path / "run", 1, start)
    assert launched == ["train"]
    for name in _FILES:
        assert (tmp_path / "run" / "Lance_3B" / name).read_bytes() == (new / name).read_bytes()
