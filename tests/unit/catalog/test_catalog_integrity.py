import dataclasses
import hashlib
from pathlib import Path

import pytest

from lance_studio.catalog.integrity import RecordedFiles, sha256_of
from lance_studio.catalog.layout import ModelFolder
from lance_studio.catalog.profile import OFFICIAL
from lance_studio.errors import CheckpointError
from tests.unit.catalog.profiles import hashes_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Lance_3B").mkdir()
    (tmp_path / "Lance_3B" / "a").write_bytes(b"first")
    (tmp_path / "b").write_bytes(b"x" * 3_000_000)
    return tmp_path


def recorded(root: Path, hashes: dict[str, str]) -> RecordedFiles:
    return RecordedFiles(ModelFolder(root), dataclasses.replace(OFFICIAL, sha256=hashes))


def test_files_as_recorded_are_accepted(root: Path) -> None:
    recorded(root, hashes_of(root)).check([root / "Lance_3B" / "a", root / "b", root / "missing"])


@pytest.mark.parametrize("content", [b"", b"x" * 2_999_999, b"y" + b"x" * 2_999_999, b"x" * 3_000_001])
def test_a_changed_file_is_refused_and_named(content: bytes, root: Path) -> None:
    files = recorded(root, hashes_of(root))
    (root / "b").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"b is damaged or was changed.* Copy the complete model folder"):
        files.check([root / "Lance_3B" / "a", root / "b"])


def test_a_file_that_is_not_recorded_is_refused(root: Path) -> None:
    files = recorded(root, hashes_of(root))
    (root / "Lance_3B" / "ema.safetensors").touch()
    with pytest.raises(CheckpointError, match=r"ema\.safetensors is not among the files that studio\.json records"):
        files.check([root / "Lance_3B" / "ema.safetensors"])


def test_without_records_nothing_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lance_studio.catalog.integrity.sha256_of", lambda _: pytest.fail("read"))
    recorded(root, {}).check([root / "b"])


def test_a_file_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counting(path: Path) -> str:
        seen.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr("lance_studio.catalog.integrity.sha256_of", counting)
    files = recorded(root, hashes_of(root))
    files.check([root / "b"])
    files.check([root / "b", root / "Lance_3B" / "a"])
    assert seen == ["b", "a"]


def test_the_hash_is_of_the_whole_file(root: Path) -> None:
    assert sha256_of(root / "b") == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    with pytest.raises(CheckpointError, match="is a folder"):
        sha256_of(root)
