"""The checkpoint's Qwen2 tokenizer, and its special tokens looked up by name (specification §1.4)."""

import codecs
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from transformers import Qwen2Tokenizer

from lance_studio import limits
from lance_studio.catalog.strangers import refuse_stranger
from lance_studio.engine import prompts
from lance_studio.engine.weights import printable
from lance_studio.errors import CheckpointError, InvalidRequestError
from lance_studio.language import tr, translate
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory
from lance_studio.regular_files import is_regular, open_regular, path_refused, require_regular

_MOST_ENTRIES = 10_000  # of a folder that has about ten
_FILES = ("vocab.json", "merges.txt", "tokenizer_config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class EncodedText:
    """Token ids of a text and the character range [start, end) that each comes from."""

    ids: list[int]
    offsets: list[tuple[int, int]]


def _refuse_strange_files(folder: Path) -> None:
    """Refuse what transformers would wait for, or read without end: it opens more files than those in `_FILES`.

    Raises:
        CheckpointError: A file is a pipe, a socket or a device, or longer than any tokenizer's.
    """
    try:
        entries = list(itertools.islice(folder.rglob("*"), _MOST_ENTRIES))
    except OSError as error:
        raise path_refused(folder, error, CheckpointError) from error
    for entry in entries:
        if entry.is_dir() or entry.suffix not in (".json", ".txt", ".jinja", ".model"):
            continue
        size = require_regular(entry, CheckpointError).st_size
        limits.TOKENIZER_BYTES.require(size, str(entry), tr("Copy the checkpoint folder again."), CheckpointError)


@contextmanager
def _without_marks(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """The folder, or a copy of its tokenizer where a file begins with a byte order mark, at which parsers stumble."""
    if not any(_begins_with_mark(folder / name) for name in names):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="lance-studio-") as copy:
        for name in names:
            content = (folder / name).read_bytes().removeprefix(codecs.BOM_UTF8)
            (Path(copy) / name).write_bytes(content)
        yield Path(copy)


def _begins_with_mark(path: Path) -> bool:
    with open_regular(path, CheckpointError) as file:
        return file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


@contextmanager
def _output_to_errors() -> Iterator[None]:
    """Send what the parser prints to standard error: standard output belongs to results and to a child's messages."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):
        # There is no standard output.
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class LanceTokenizer:
    """Text to ids and back.

    Args:
        folder: A checkpoint folder with ``tokenizer.json``, or ``vocab.json`` and ``merges.txt``.

    Raises:
        CheckpointError: The tokenizer's files are missing, damaged, or lack a token that Lance needs.
    """

    def __init__(self, folder: Path) -> None:
        _refuse_strange_files(folder)
        present = {name for name in _FILES if is_regular(folder / name)}
        if "tokenizer.json" not in present and not {"vocab.json", "merges.txt"} <= present:
            raise CheckpointError(
                tr(
                    "{folder} has no tokenizer: tokenizer.json, or vocab.json and merges.txt, are missing.",
                    folder=folder,
                ),
                tr("Copy the complete checkpoint folder."),
            )
        for name in present:
            refuse_stranger(folder / name)
        try:
            with _without_marks(folder, present) as readable, _output_to_errors():
                self._tokenizer = Qwen2Tokenizer.from_pretrained(str(readable), local_files_only=True)
                unmade = () if "tokenizer.json" in present else self._tokens_without_merge(readable)
        # The Rust parser behind it raises bare Exception; whatever it says, the files are at fault.
        except Exception as error:
            if is_memory_shortage(error):
                raise too_little_memory(tr("the tokenizer in {folder}", folder=folder), CheckpointError) from error
            raise CheckpointError(
                tr(
                    "The tokenizer files in {folder} cannot be read: {reason}.",
                    folder=folder,
                    reason=printable(str(error))[:200],
                ),
                tr("Copy the checkpoint folder again."),
            ) from error
        if unmade:
            raise CheckpointError(
                tr(
                    "{file} is cut short: it does not lead to {count} tokens of vocab.json, for example {example}.",
                    file=folder / "merges.txt",
                    count=len(unmade),
                    example=repr(unmade[0]),
                ),
                tr("Copy the checkpoint folder again."),
            )
        #: Vocabulary in use; logits of higher ids are never chosen.
        self.vocabulary_size: int = len(self._tokenizer)
        self.largest_id: int = max(self._tokenizer.get_vocab().values(), default=0)
        self.vision_start = self._id(folder, prompts.VISION_START)
        self.vision_end = self._id(folder, prompts.VISION_END)
        self.vision_pad = self._id(folder, prompts.VISION_PAD)
        self.turn_start = self._id(folder, prompts.TURN_START)
        self.turn_end = self._id(folder, prompts.TURN_END)
        self._marks = tuple(str(token) for token in self._tokenizer.added_tokens_decoder.values() if token.special)

    def _tokens_without_merge(self, folder: Path) -> Sequence[str]:
        """Tokens of several characters that no line of ``merges.txt`` makes; a list that is cut parses as well."""
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")
        made = {line.strip("\r").replace(" ", "", 1) for line in lines}
        added = {str(token) for token in self._tokenizer.added_tokens_decoder.values()}
        return [token for token in vocabulary if len(token) > 1 and token not in made and token not in added]

    def _id(self, folder: Path, token: str) -> int:
        token_id = self._tokenizer.get_vocab().get(token)
        if token_id is None:
            raise CheckpointError(
                tr("The tokenizer in {folder} lacks the token {token}.", folder=folder, token=token),
                tr("This is not Lance's tokenizer."),
            )
        return token_id

    def encode(self, text: str) -> EncodedText:
        """Tokenise without adding special tokens; special tokens written in the text are recognised."""
        encoding = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        return EncodedText(list(encoding["input_ids"]), [tuple(pair) for pair in encoding["offset_mapping"]])

    def decode(self, ids: list[int]) -> str:
        """Ids to text, control marks included, without any clean-up of spaces."""
        return str(self._tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False))

    def check_user_text(self, text: str, name: str) -> None:
        """Refuse text that holds control marks: they would break the chat's structure.

        Raises:
            InvalidRequestError: A control mark such as ``<|im_end|>`` is in the text.
        """
        marks = prompts.forbidden_marks(text, self._marks)
        if marks:
            raise InvalidRequestError(
                tr("The {name} contains the model's control mark {mark}.", name=translate(name), mark=marks[0]),
                tr("Remove it or write it differently."),
            )
