"""Whether a model's files are those that its ``studio.json`` records."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from lance_studio.catalog.layout import ModelFolder
from lance_studio.catalog.names import PROFILE_FILE
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import is_regular, open_regular

_READ_SIZE = 1 << 20


class RecordedFiles:
    """The files of a model folder, held to the hashes in its profile; each is read once.

    Args:
        folder: The model folder.
        profile: Its profile. If it records no hashes, every file is accepted unread.
    """

    def __init__(self, folder: ModelFolder, profile: ModelProfile) -> None:
        self._folder = folder
        self._hashes: Mapping[str, str] = profile.sha256
        self._right: set[str] = set()

    def check(self, files: Iterable[Path]) -> None:
        """Check files that are about to be loaded; one that does not exist is left to whoever loads it.

        Args:
            files: Files below the model folder.

        Raises:
            CheckpointError: A file is not recorded, cannot be read, or differs from what is recorded.
        """
        if not self._hashes:
            return
        for file in files:
            name = self._folder.official_name(file)
            if name in self._right or not is_regular(file):
                continue
            if name not in self._hashes:
                raise CheckpointError(
                    tr(
                        "{file} is not among the files that {record} records.",
                        file=file,
                        record=PROFILE_FILE,
                    ),
                    tr("Remove it, or copy the complete model folder again from its source."),
                )
            if sha256_of(file) != self._hashes[name]:
                raise CheckpointError(
                    tr(
                        "{file} is damaged or was changed: its SHA-256 is not the one that {record} records.",
                        file=file,
                        record=PROFILE_FILE,
                    ),
                    tr("Copy the complete model folder again from its source."),
                )
            self._right.add(name)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in 64 hexadecimal digits.

    Raises:
        CheckpointError: It cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open_regular(path, CheckpointError) as file:
            while block := file.read(_READ_SIZE):
                digest.update(block)
    except OSError as error:
        raise CheckpointError(
            tr("{path} cannot be read: {error}.", path=path, error=error), tr("Check the disk that it lies on.")
        ) from error
    return digest.hexdigest()
