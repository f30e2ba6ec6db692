"""Keeps what takes long to find out about a file: shared within the program, and in the cache folder by content.

It is kept under the SHA-256 of the file's content where that is known (`digests`): projects know it of all their media.
Of other files it is kept under their identity (place, size and times), because hashing a long film takes as long as
reading it. It moves to the content's hash once that is known, so that a file that was moved or embedded is not read
again. What cannot be read or written in the cache folder is no error: it is found out again.

All methods may be called from any thread; two that want the same wait for one another.
"""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from lance_studio.media.cache_folder import read_kept, rename_kept, write_kept
from lance_studio.media.digests import known_digest
from lance_studio.media.identity import FileIdentity, identify
from lance_studio.media.sources import Source

_Kept = TypeVar("_Kept")

_LOOSE = "file-"  # before the key of an identity


class _Gate:
    """Held by the thread that looks for something."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


class ContentCache(Generic[_Kept]):
    """One kind of things that are known of files.

    Args:
        suffix: How the names of its files in the cache folder end; see `cache_folder`.
        build: Finds it out.
        to_bytes: Its form in a file; None where it cannot be kept.
        from_bytes: Reads that form; None where it cannot be used.
        weight: How much memory one takes, in whatever unit.
        most: Finds how much all that are held in memory may take together.
    """

    def __init__(
        self,
        suffix: str,
        build: Callable[[Source], _Kept],
        to_bytes: Callable[[_Kept], bytes | None],
        from_bytes: Callable[[bytes], _Kept | None],
        weight: Callable[[_Kept], int],
        most: Callable[[], int],
    ) -> None:
        self._suffix = suffix
        self._build = build
        self._to_bytes = to_bytes
        self._from_bytes = from_bytes
        self._weight = weight
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Kept] = OrderedDict()
        self._gates: WeakValueDictionary[str, _Gate] = WeakValueDictionary()

    def load(self, source: Source) -> _Kept:
        """Find it in memory, in the cache folder, or else by building it.

        Args:
            source: The file; what belongs to a stream is built every time, because nobody knows its content.

        Returns:
            The same object for the same file as long as it is held.

        Raises:
            MediaError: As `build` raises it.
        """
        file = source if isinstance(source, Path) else None
        identity = None if file is None else identify(file)
        if file is None or identity is None:
            return self._build(source)
        with self._gate(_key(identity)):
            known = self._find(identity)
            if known is not None:
                return known
            certain = _is_certain(identity)
            built = self._build(source)
            # Only what belongs to this content without doubt is kept: somebody may have written to the file meanwhile.
            if certain and identify(file) == identity:
                self._keep(_key(identity), built)
            return built

    def keep(self, source: Source, value: _Kept) -> None:
        """Replace what is kept of a file by something better.

        Args:
            source: The file; nothing is kept of a stream.
            value: What must belong to the file's present content.
        """
        identity = identify(source) if isinstance(source, Path) else None
        if identity is not None and _is_certain(identity):
            self._keep(_key(identity), value)

    def forget_all(self) -> None:
        """Drop what is held in memory; the cache folder stays as it is."""
        with self._lock:
            self._held.clear()

    @contextlib.contextmanager
    def _gate(self, key: str) -> Generator[None, None, None]:
        with self._lock:
            gate = self._gates.setdefault(key, _Gate())
        with gate.lock:
            yield

    def _find(self, identity: FileIdentity) -> _Kept | None:
        key, loose = _key(identity), _LOOSE + identity.key
        found = self._read(key)
        if found is None and key != loose:
            found = self._read(loose)
            if found is not None:
                with self._lock:
                    self._held.pop(loose, None)
                rename_kept(loose + self._suffix, key + self._suffix)
        if found is not None:
            self._hold(key, found)
        return found

    def _read(self, key: str) -> _Kept | None:
        with self._lock:
            held = self._held.get(key)
        return held if held is not None else self._from_bytes(read_kept(key + self._suffix))

    def _keep(self, key: str, value: _Kept) -> None:
        self._hold(key, value)
        data = self._to_bytes(value)
        if data is not None:
            write_kept(key + self._suffix, data)

    def _hold(self, key: str, value: _Kept) -> None:
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > 1 and sum(map(self._weight, self._held.values())) > self._most():
                self._held.popitem(last=False)


def _key(identity: FileIdentity) -> str:
    return known_digest(identity) or _LOOSE + identity.key


def _is_certain(identity: FileIdentity) -> bool:
    """Whether a change of the file from now on would show, or its content is known anyway."""
    return identity.is_settled() or known_digest(identity) is not None
