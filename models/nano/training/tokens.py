"""The tokenizer: byte-level BPE in Qwen2's form, learnt from the world's texts.

Each word of a prompt begins with a space, the first one too: "car" is the token that " car" is. The only setting for
that which transformers honours when it rebuilds a Qwen2 tokenizer is ``add_prefix_space`` (normalisers are replaced by
its own, so small and capital letters stay different). Answers are written without it: see :func:`for_answers`.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from lance_studio.engine import prompts
from lance_studio.requests import caption_system_prompts
from lance_studio.requests.tasks import DEFAULT_IMAGE_SYSTEM, DEFAULT_VIDEO_SYSTEM
from models.nano.training.settings import ORDINARY_TOKENS

#: How Qwen2 cuts text before merging: contractions, words with one character before them, single digits, marks, spaces.
_PIECES = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_END = "<|endoftext|>"
_MARKS = (
    prompts.TURN_START,
    prompts.TURN_END,
    prompts.VISION_START,
    prompts.VISION_END,
    "<|vision_pad|>",
    "<|image_pad|>",
    prompts.VISION_PAD,
)


def system_prompts() -> tuple[str, ...]:
    """Every system prompt that the tasks use."""
    return (
        prompts.DESCRIBE_IMAGE,
        prompts.DESCRIBE_VIDEO,
        *(make(kind) for make in (prompts.edit_system_prompt, prompts.reference_system_prompt) for kind in _KINDS),
        DEFAULT_IMAGE_SYSTEM,
        DEFAULT_VIDEO_SYSTEM,
        prompts.DEMO_IMAGE_QUESTION,
        prompts.DEMO_VIDEO_QUESTION,
        *(text for kind in _KINDS for text in caption_system_prompts(kind)),
    )


_KINDS: tuple[prompts.Kind, ...] = ("image", "video")
#: The system prompts come with every example, so they count as often as this many texts of the world.
_SYSTEM_WEIGHT = 400


def train_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Learn merges from texts of the world and the system prompts."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False, use_regex=False, add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=ORDINARY_TOKENS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    chat = ["system\n", "user\n", "assistant\n", *system_prompts()]
    tokenizer.train_from_iterator([*texts, *chat * _SYSTEM_WEIGHT], trainer)
    tokenizer.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in (_END, *_MARKS)])
    return tokenizer


def for_answers(tokenizer: Tokenizer) -> Tokenizer:
    """A copy that puts no space in front of words: what it makes of a text is decoded to that text."""
    return _with_space(tokenizer, first=False)


def _with_space(tokenizer: Tokenizer, *, first: bool) -> Tokenizer:
    settings = json.loads(tokenizer.to_str())
    for step in settings["pre_tokenizer"]["pretokenizers"]:
        if step["type"] == "ByteLevel":
            step["add_prefix_space"] = first
    return Tokenizer.from_str(json.dumps(settings))


def renew_tokenizer(folder: Path) -> None:
    """Write a model's tokenizer files again in the present form; vocabulary, merges and ids stay as they are.

    Args:
        folder: The folder with ``tokenizer.json``, possibly of a model that knew no space before the first word.
    """
    save_tokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")), folder)


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write the files of the official layout, with a space in front of the first word of a text."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _with_space(tokenizer, first=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    tokenizer.model.save(str(folder))
    special = {
        str(index): {
            "content": token.content,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": True,
        }
        for index, token in tokenizer.get_added_tokens_decoder().items()
    }
    config = {
        "add_bos_token": False,
        "add_prefix_space": True,
        "added_tokens_decoder": special,
        "additional_special_tokens": list(_MARKS),
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": prompts.TURN_END,
        "errors": "replace",
        "model_max_length": 8192,
        "pad_token": _END,
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    }
    _write_json(folder / "tokenizer_config.json", config)
    ends = [tokenizer.token_to_id(prompts.TURN_END), tokenizer.token_to_id(_END)]
    _write_json(folder / "generation_config.json", {"eos_token_id": ends, "pad_token_id": ends[1]})


def _write_json(path: Path, data: dict[str, object]) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
