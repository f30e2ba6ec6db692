"""The cache's page: what is used, how much may be, and where."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr, translate
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.settings import CACHE_FOLDER, CACHE_LIMIT, Settings
from lance_studio.user_settings import cache_place, declared
from lance_studio.user_settings.cache_place import GIGABYTE, Removed, Usage


@dataclass(frozen=True)
class CacheState:
    """What the page shows.

    Attributes:
        folder: What the user chose; empty for the usual place.
        place: Where the cache is.
        used: What it takes, in words.
        share: How much of the limit that is, 0 to 1.
        limit: In gigabytes.
        room: How much room its disk has, in words.
        message: What came of the last act.
        problem: Why something cannot be done; empty if it can.
        busy: Whether files are being removed.
    """

    folder: str = ""
    place: str = ""
    used: str = ""
    share: float = 0.0
    limit: int = 8
    room: str = ""
    message: str = ""
    problem: str = ""
    busy: bool = False


class CachePresenter(StatePresenter[CacheState]):
    """Looks at the cache and changes it in another thread.

    Args:
        settings: Name its place and its limit.
        parent: Its owner.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(CacheState(), parent)
        self._settings = settings
        # One after the other: what was removed is what the next look does not find.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._background = Background(self, self._pool)
        self._used, self._room = tr("Looking…"), ""
        self._share = 0.0
        self._message = self._problem = ""
        self._busy = 0
        self._place = cache_place.cache_dir()
        settings.changed.connect(self._follow)
        self._refresh()

    def look(self) -> None:
        """Say what the cache takes now, and how much room there is."""

        def look() -> tuple[Usage, int | None]:
            try:
                return cache_place.usage(), cache_place.check_place(self._settings.text(CACHE_FOLDER))
            except LanceStudioError:
                return cache_place.usage(), None

        self._background.start(look, self._show_usage)

    def set_limit(self, gigabytes: int) -> None:
        """Let the cache take at most so much; what is above goes now."""
        self._set(CACHE_LIMIT, gigabytes if gigabytes != declared.CACHE_LIMIT.default else None)

    def set_folder(self, folder: str) -> None:
        """Keep the cache in another folder, if it can be; an empty text means the usual place."""
        wanted = str(Path(folder.strip()).expanduser()) if folder.strip() else ""
        if wanted == self._settings.text(CACHE_FOLDER):
            return
        self._message = self._problem = ""

        def done(_: int) -> None:
            self._set(CACHE_FOLDER, wanted or None)

        self._background.start(lambda: cache_place.check_place(wanted), done, self._fail)

    def clear(self) -> None:
        """Remove all files that can be made again."""
        self._remove(
            cache_place.clear, mark("{count} files were removed, {size}. They are made again when they are needed.")
        )

    # --- what is changed elsewhere -----------------------------------------------------------------------------

    def _set(self, key: str, value: str | int | None) -> None:
        self._problem = ""
        try:
            self._settings.set(key, value)
        except LanceStudioError as error:
            self._fail(error)

    def _follow(self, key: str) -> None:
        if key == CACHE_LIMIT:
            self._remove(cache_place.trim, mark("{count} files were removed to keep to the limit, {size}."), quiet=True)
        elif key == CACHE_FOLDER:
            former, self._place = self._place, cache_place.cache_dir()
            if former != self._place:
                words = mark("The cache has another place. {count} files were removed from the former one, {size}.")
                self._remove(lambda: cache_place.clear(former), words)

    def _remove(self, remove: Callable[[], Removed], words: str, *, quiet: bool = False) -> None:
        self._busy += 1
        self._message = ""
        self._refresh()

        def done(removed: Removed) -> None:
            self._busy -= 1
            if removed.files or not quiet:
                self._message = translate(words, count=removed.files, size=in_bytes(removed.size))
            self._refresh()
            self.look()

        self._background.start(remove, done, self._fail)

    # --- what is shown -----------------------------------------------------------------------------------------

    def _fail(self, error: LanceStudioError) -> None:
        self._problem = str(error)
        self._refresh()

    def _show_usage(self, looked: tuple[Usage, int | None]) -> None:
        usage, free = looked
        limit = self._limit()
        self._share = min(1.0, usage.size / (limit * GIGABYTE))
        self._used = tr("{size} in {count} files", size=in_bytes(usage.size), count=usage.files)
        if free is None:
            self._room = tr("The place cannot be written at the moment; nothing is kept.")
        elif free + usage.size < limit * GIGABYTE:
            self._room = tr("{size} free there, which is less than the limit.", size=in_bytes(free))
        else:
            self._room = tr("{size} free there.", size=in_bytes(free))
        self._refresh()

    def _limit(self) -> int:
        limit = declared.CACHE_LIMIT.of({CACHE_LIMIT: self._settings.get(CACHE_LIMIT)})
        assert isinstance(limit, int)
        return limit

    def _refresh(self) -> None:
        self._publish(
            CacheState(
                self._settings.text(CACHE_FOLDER), os.fsdecode(cache_place.cache_dir()), self._used, self._share,
                self._limit(), self._room, self._message, self._problem, self._busy > 0,
            )
        )  # fmt: skip


def in_bytes(size: int) -> str:
    """Return a size for people, for example "1.4 GB"."""
    for unit, name in ((GIGABYTE, "GB"), (1_000_000, "MB"), (1000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return tr("{size} bytes", size=size)
