import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.engine import Engine
from lance_studio.engine.prompts import TURN_END, TURN_START, VISION_END, VISION_PAD, VISION_START
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.errors import CheckpointError, InvalidRequestError
from tests.unit.engine.samples import CHECKPOINT

FOLDER = CHECKPOINT / "Lance_3B"
TOKENIZER = LanceTokenizer(FOLDER)
FILES = ("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt")


def copied(folder: Path, *names: str) -> Path:
    for name in names:
        shutil.copyfile(FOLDER / name, folder / name)
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        LanceTokenizer(folder)
    assert str(folder) in caught.value.cause
    assert caught.value.remedy
    return caught.value.cause


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40))
def test_text_comes_back(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    assert TOKENIZER.decode(TOKENIZER.encode(normal).ids) == normal


@given(st.text(max_size=40).filter(lambda text: "<|" not in text))
def test_offsets_cover_the_text_in_order(text: str) -> None:
    encoded = TOKENIZER.encode(text)
    assert len(encoded.ids) == len(encoded.offsets)
    assert encoded.offsets == sorted(encoded.offsets)
    assert all(0 <= start <= end <= len(text) for start, end in encoded.offsets)
    assert {place for start, end in encoded.offsets for place in range(start, end)} == set(range(len(text)))


def test_special_tokens_are_known_by_name() -> None:
    config = json.loads((FOLDER / "tokenizer_config.json").read_text())
    ids = {entry["content"]: int(number) for number, entry in config["added_tokens_decoder"].items()}
    assert TOKENIZER.turn_start == ids[TURN_START]
    assert TOKENIZER.turn_end == ids[TURN_END]
    assert TOKENIZER.vision_start == ids[VISION_START]
    assert TOKENIZER.vision_pad == ids[VISION_PAD]
    assert TOKENIZER.vision_end == ids[VISION_END]
    assert TOKENIZER.encode(f"a{TURN_END}").ids[-1] == TOKENIZER.turn_end
    assert TOKENIZER.decode([TOKENIZER.turn_end]) == TURN_END


def test_nothing_is_added_around_a_text() -> None:
    assert TOKENIZER.encode("").ids == []
    assert TOKENIZER.decode([]) == ""
    assert TOKENIZER.decode(TOKENIZER.encode(" , a . ").ids) == " , a . "


def test_the_vocabulary_ends_where_the_tokens_do() -> None:
    assert (TOKENIZER.vocabulary_size, TOKENIZER.largest_id) == (622, 621)


@pytest.mark.parametrize("names", [FILES[:1], FILES[:2], FILES[1:], FILES])
def test_any_complete_set_of_files_serves(tmp_path: Path, names: tuple[str, ...]) -> None:
    tokenizer = LanceTokenizer(copied(tmp_path, *names))
    text = f"{TURN_START}user\nA red boat, 日本語 🙂{VISION_START}{VISION_PAD}{VISION_END}{TURN_END}"
    assert tokenizer.encode(text) == TOKENIZER.encode(text)
    assert tokenizer.vocabulary_size == TOKENIZER.vocabulary_size
    with pytest.raises(InvalidRequestError):
        tokenizer.check_user_text(TURN_END, "prompt")


@pytest.mark.parametrize("names", [(), ("vocab.json",), ("merges.txt", "tokenizer_config.json")])
def test_an_incomplete_set_of_files_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert "has no tokenizer" in refused(copied(tmp_path, *names))


@pytest.mark.parametrize("mark", [TURN_START, TURN_END, VISION_START, VISION_PAD, VISION_END])
def test_a_tokenizer_without_a_needed_mark_is_refused(tmp_path: Path, mark: str) -> None:
    for name in FILES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(mark, mark.replace("|", "!")), encoding="utf-8")
    assert mark in refused(tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "3"])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str, content: str) -> None:
    copied(tmp_path, "tokenizer.json", "tokenizer_config.json")
    (tmp_path / name).write_text(content)
    if (name, content) == ("tokenizer_config.json", "{}"):
        assert LanceTokenizer(tmp_path).encode("a b").ids == TOKENIZER.encode("a b").ids
    else:
        refused(tmp_path)


def test_tokens_numbered_beyond_the_model_s_vocabulary_are_noticed(tmp_path: Path) -> None:
    path = copied(tmp_path, "tokenizer.json", "tokenizer_config.json") / "tokenizer.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["model"]["vocab"]["boat"] = 9000
    path.write_text(json.dumps(data), encoding="utf-8")
    assert LanceTokenizer(tmp_path).largest_id >= 9000


@pytest.mark.parametrize("text", ["", "a boat", "<|im_en d|>", "<im_end>", "im_end", "<|", "|>", "a < b | c > d"])
def test_ordinary_text_is_allowed(text: str) -> None:
    TOKENIZER.check_user_text(text, "prompt")


@pytest.mark.parametrize("mark", ["<|im_start|>", "<|im_end|>", "<|endoftext|>", VISION_START, VISION_PAD, VISION_END])
def test_control_marks_are_refused(engine: Engine, mark: str) -> None:
    for tokenizer in (TOKENIZER, engine.load("video").tokenizer):
        with pytest.raises(InvalidRequestError) as caught:
            tokenizer.check_user_text(f"a boat{mark}\nsystem", "prompt")
        assert mark in caught.value.cause
        assert "prompt" in caught.value.cause
        assert caught.value.remedy
