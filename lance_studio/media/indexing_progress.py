"""Who follows the indexing of a film that must be decoded for it, and may stop it.

Between whoever imports a film and what indexes it lie the facts, the reader and the cache of indexes, none of which has
anything to say about it; hence it is noted for the thread.
"""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from lance_studio.errors import CancelledError

Progress = Callable[[float], None]
"""Told which share of a film is done, 0 to 1."""

Cancel = Callable[[], bool]
"""Asked from time to time whether to give up."""


class _Watcher(threading.local):
    progress: Progress | None = None
    cancel: Cancel | None = None


_watcher = _Watcher()


@contextmanager
def watched_indexing(progress: Progress | None = None, cancel: Cancel | None = None) -> Generator[None, None, None]:
    """Follow the indexing of films by this thread within the `with` body.

    Args:
        progress: Told how far the film is; called often, and in this thread.
        cancel: Asked whether to give up; then indexing raises `CancelledError`, and nothing is kept.
    """
    before = _watcher.progress, _watcher.cancel
    _watcher.progress, _watcher.cancel = progress, cancel
    try:
        yield
    finally:
        _watcher.progress, _watcher.cancel = before


def report_share(share: float) -> None:
    """Tell whoever follows how far the indexing of a film is.

    Raises:
        CancelledError: It is not wanted any more.
    """
    if _watcher.cancel is not None and _watcher.cancel():
        raise CancelledError
    if _watcher.progress is not None:
        _watcher.progress(min(max(share, 0.0), 1.0))
