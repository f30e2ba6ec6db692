"""A file of keys is read whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.user_settings.key_file import KeyFileError, read_keys, write_keys


def known(key: str) -> bool:
    return key in ("B", "Ctrl+B", "Ctrl+K, S")


@given(
    st.dictionaries(
        st.sampled_from(["clip.split", "later.action"]), st.lists(st.sampled_from(["B", "Ctrl+B"]), unique=True)
    )
)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, list[str]]) -> None:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    file.write_bytes(write_keys(keys))
    assert read_keys(file, known) == {action: tuple(own) for action, own in keys.items()}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff", b"{}", b"[" * 100_000,
        b'{"program": "lance-studio", "kind": "keys", "format": 2, "keys": {}}',
        b'{"program": "other", "kind": "keys", "format": 1, "keys": {}}',
        b'{"program": "lance-studio", "kind": "keys", "format": 1, "keys": {"a.b": "B"}}',
        b'{"program": "lance-studio", "kind": "keys", "format": 1, "keys": {"a.b": ["Ctrl+Nothing"]}}',
        b'{"program": "lance-studio", "kind": "keys", "format": 1, "keys": {"no id": ["B"]}}',
        b'{"program": "lance-studio", "kind": "keys", "format": 1, "keys": {}, "more": 1}',
        b" " * (1 << 20) + b"{}",
    ],
)  # fmt: skip
def test_anything_else_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(content)
    with pytest.raises(KeyFileError, match=r"keys\.json") as error:
        read_keys(file, known)
    assert "as they were" in error.value.remedy


def test_a_folder_and_a_missing_file_are_sentences(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.json"):
        with pytest.raises(KeyFileError):
            read_keys(path, known)
