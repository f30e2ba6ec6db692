"""Search in an open project, from any thread."""

import contextlib
import sqlite3
from collections.abc import Callable

from lance_studio.errors import ProjectError
from lance_studio.project import db_errors
from lance_studio.project.files import MediaFiles
from lance_studio.project.search.index import rebuild_index
from lance_studio.project.search.query import Hit, Searcher
from lance_studio.project.store import Store


class ProjectSearch:
    """Finds what was written, answered and named in a project; may be used by any thread.

    Args:
        store: The open file.
        files: Lends connections for reading.
    """

    def __init__(self, store: Store, files: MediaFiles) -> None:
        self._store, self._files = store, files
        self._searcher = Searcher()

    def find(self, question: str, cancelled: Callable[[], bool] = lambda: False) -> list[Hit]:
        """Find what holds all words and quoted phrases of a question, in any order, as parts of words too.

        Case, accents and width of letters do not count. An index that is damaged is done without, and made again.

        Args:
            question: What was typed; nothing in it is taken for a command.
            cancelled: Is asked now and then whether the answer is of no use any more; what was found is returned then.

        Returns:
            The hits, at most `query.MOST_HITS`, the best ones first.

        Raises:
            ProjectError: The project is closed, or cannot be read.
        """
        with self._files.connection() as connection, db_errors.in_words(self._store.path):
            hits = self._searcher.search(connection, question, cancelled)
        if self._searcher.is_index_broken:
            self._mend()
        return hits

    def _mend(self) -> None:
        """Make the index again; where that fails, searching without it goes on."""
        if self._store.read_only or self._store.displaced is not None:
            return
        with contextlib.suppress(ProjectError, sqlite3.Error, OSError):
            generation = self._store.generation
            with (
                contextlib.closing(self._store.connect(write=True)) as connection,
                self._store.transaction(connection, generation),
            ):
                rebuild_index(connection)
            self._searcher.mended()
