"""Each film is indexed once: indexes are shared within the program and kept in the cache folder by content.

An index is kept under the SHA-256 of the film's content where that is known (`digests`): projects know it of all their
media. Of other files it is kept under their identity (place, size and times), because hashing a long film takes as long
as indexing it. It moves to the content's hash once that is known, so that a film that was moved or embedded is not
indexed again. What cannot be read or written in the cache folder is no error: the index is built.

All functions may be called from any thread; two that want the same index wait for one another.
"""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Generator
from pathlib import Path
from weakref import WeakValueDictionary

from lance_studio.media.cache_folder import INDEX, read_kept, rename_kept, write_kept
from lance_studio.media.digests import known_digest
from lance_studio.media.identity import FileIdentity, identify
from lance_studio.media.index import MediaIndex
from lance_studio.media.index_format import from_bytes, to_bytes
from lance_studio.media.indexing import build_index
from lance_studio.media.sources import Source

HELD_FRAMES = 1_000_000
"""Frames whose times are held in memory, of all indexes together: about ten hours of film, 40 MB."""

_LOOSE = "file-"  # before the key of an identity


class _Gate:
    """Held by the thread that looks for an index."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


_lock = threading.Lock()
_held: OrderedDict[str, MediaIndex] = OrderedDict()
_gates: "WeakValueDictionary[str, _Gate]" = WeakValueDictionary()


def load_index(source: Source) -> MediaIndex:
    """Find a film's index, in memory, in the cache folder, or else by building it.

    Args:
        source: The film; the index of a stream is built every time, because nobody knows its content.

    Returns:
        The index; the same object for the same film as long as it is held.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    file = source if isinstance(source, Path) else None
    identity = None if file is None else identify(file)
    if file is None or identity is None:
        return build_index(source)
    with _gate(_key(identity)):
        known = _find(identity)
        if known is not None:
            return known
        certain = _is_certain(identity)
        index = build_index(source)
        # Only what belongs to this content without doubt is kept: somebody may have written to the file meanwhile.
        if certain and identify(file) == identity:
            _keep(_key(identity), index)
        return index


def keep_index(source: Source, index: MediaIndex) -> None:
    """Replace a film's index by a better one, for example one that was proven by decoding.

    Args:
        source: The film; nothing is kept of a stream.
        index: Its index, which must belong to the film's present content.
    """
    identity = identify(source) if isinstance(source, Path) else None
    if identity is not None and _is_certain(identity):
        _keep(_key(identity), index)


def forget_all() -> None:
    """Drop what is held in memory; the cache folder stays as it is."""
    with _lock:
        _held.clear()


@contextlib.contextmanager
def _gate(key: str) -> Generator[None, None, None]:
    with _lock:
        gate = _gates.setdefault(key, _Gate())
    with gate.lock:
        yield


def _key(identity: FileIdentity) -> str:
    return known_digest(identity) or _LOOSE + identity.key


def _is_certain(identity: FileIdentity) -> bool:
    """Whether a change of the file from now on would show, or its content is known anyway."""
    return identity.is_settled() or known_digest(identity) is not None


def _find(identity: FileIdentity) -> MediaIndex | None:
    key, loose = _key(identity), _LOOSE + identity.key
    index = _kept(key)
    if index is None and key != loose:
        index = _kept(loose)
        if index is not None:
            with _lock:
                _held.pop(loose, None)
            rename_kept(loose + INDEX, key + INDEX)
    if index is not None:
        _hold(key, index)
    return index


def _kept(key: str) -> MediaIndex | None:
    with _lock:
        index = _held.get(key)
    return index or from_bytes(read_kept(key + INDEX))


def _keep(key: str, index: MediaIndex) -> None:
    _hold(key, index)
    data = to_bytes(index)
    if data is not None:
        write_kept(key + INDEX, data)


def _hold(key: str, index: MediaIndex) -> None:
    with _lock:
        _held[key] = index
        _held.move_to_end(key)
        while len(_held) > 1 and sum(each.frames.decoded_count for each in _held.values()) > HELD_FRAMES:
            _held.popitem(last=False)
