"""Hashes of files' contents, each computed once as long as the file does not change.

All functions may be called from any thread.
"""

import re
import threading
from collections import OrderedDict
from pathlib import Path

from lance_studio.media.cache_folder import DIGEST, read_kept, write_kept
from lance_studio.media.files import sha256_file
from lance_studio.media.identity import FileIdentity, identify

_HELD = 4096
_SHA256 = re.compile(r"[0-9a-f]{64}")

_lock = threading.Lock()
_held: OrderedDict[FileIdentity, str] = OrderedDict()


def content_digest(file: Path) -> str:
    """Hash a file's content, unless it is known and the file has not changed since.

    Args:
        file: The file.

    Returns:
        The SHA-256 as 64 lower-case hexadecimal digits.

    Raises:
        MediaError: The file is missing, empty, or cannot be read to its end.
    """
    identity = identify(file)
    known = None if identity is None else known_digest(identity)
    if known is not None:
        return known
    settled = identity is not None and identity.is_settled()
    digest = sha256_file(file)
    if identity is not None and settled and identify(file) == identity:
        _hold(identity, digest)
        write_kept(identity.key + DIGEST, digest.encode())
    return digest


def remember_digest(file: Path, digest: str) -> None:
    """Note the content of a file for as long as the program runs.

    Args:
        file: A file whose content was compared with the hash, or whose change would have been noticed.
        digest: The SHA-256 of its content, 64 lower-case hexadecimal digits.
    """
    identity = identify(file)
    if identity is not None:
        _hold(identity, digest)


def known_digest(identity: FileIdentity) -> str | None:
    """Look up the hash of a file that was hashed before.

    Args:
        identity: The file as it is now.

    Returns:
        The SHA-256 as 64 lower-case hexadecimal digits, or None.
    """
    with _lock:
        known = _held.get(identity)
    if known is None:
        known = read_kept(identity.key + DIGEST).decode("ascii", "replace")
        if not _SHA256.fullmatch(known):
            return None
        _hold(identity, known)
    return known


def forget_all() -> None:
    """Drop what is held in memory; the cache folder stays as it is."""
    with _lock:
        _held.clear()


def _hold(identity: FileIdentity, digest: str) -> None:
    with _lock:
        _held[identity] = digest
        while len(_held) > _HELD:
            _held.popitem(last=False)
