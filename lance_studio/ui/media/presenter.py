"""What the media bin does: lists, imports, renames, removes, finds again. It draws nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from lance_studio.errors import LanceStudioError, MediaError, MediaMissingError, MediaNotOpenedError
from lance_studio.language import kept, mark, tr
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.media import AddMedia, EmbedMedia, RemoveMedia, RenameMedia
from lance_studio.project.commands.nodes import AddNode, RemoveNode, RenameNode
from lance_studio.project.commands.timelines import RemoveTimeline
from lance_studio.project.rows import TIMELINE_ORDER, Media, Node, new_id
from lance_studio.ui import problem_topics
from lance_studio.ui.background import Background
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.incoming import Arrival, Pixels
from lance_studio.ui.media import reading
from lance_studio.ui.media.entries import BinState, Entries, Entry
from lance_studio.ui.media.timeline_entries import TimelineEntries
from lance_studio.ui.media.timeline_import import SUFFIX, TimelineImport
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.session import Problem, PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.timelines import Timelines
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice
    from lance_studio.media.facts import MediaFacts
    from lance_studio.media.info import MediaInfo
    from lance_studio.project.commands.base import Command
    from lance_studio.project.project import Project
    from lance_studio.workflows.importing import Import

_Then: TypeAlias = Callable[[tuple[str, ...]], object]

PANEL = "media"
LOOK_MS = 2000
"""So often files are looked for that are missing."""
KINDS = ("all", "imported", "made", "timelines")


class MediaPresenter(StatePresenter[BinState]):
    """Follows the project's media and timelines.

    Args:
        studio: The shared parts of the window.

    Attributes:
        timelines: What can be done to timelines.
        relinked: A medium's file was found again; carries its id.
        page_wanted: A page of a file is to be chosen; carries the file and how many pages it has.
    """

    relinked = Signal(str)
    page_wanted = Signal(object, int)
    _indexed = Signal(int)

    def __init__(self, studio: Studio) -> None:
        super().__init__(BinState())
        self._studio, self._session = studio, studio.session
        self._background = Background(self)
        self._all: tuple[Entry, ...] = ()
        self._entries, self._timeline_entries = Entries(), TimelineEntries()
        self.timelines = Timelines(studio.session)
        self.timeline_import = TimelineImport(studio.session, self.timelines, self)
        self.timeline_import.failed.connect(self._report_import)
        self.timeline_import.ended.connect(self._end_timeline)
        self._cards: tuple[Entry, ...] = ()
        self._by_id: dict[str, Entry] = {}
        self._search, self._kind = "", "all"
        self._selected: tuple[str, ...] = ()
        self._missing: frozenset[str] = frozenset()
        self._unopened: frozenset[str] = frozenset()
        self._importing = self._percent = self._told = 0
        self._indexed.connect(self._show_percent)
        self._check = 0
        self._looks = self._looks_again = False
        # One look at the project for all changes of a moment.
        self._later = make_timer(self, 0, self._reread)
        bus, session = studio.bus, studio.session
        session.problem.connect(self._follow_problem)
        session.project_replaced.connect(self._open_project)
        bus.media_changed.connect(self._follow_media)
        bus.nodes_changed.connect(lambda _ids: self._later.start())
        bus.timelines_changed.connect(lambda _ids: self._later.start())
        bus.settings_changed.connect(lambda keys: self._later.start() if TIMELINE_ORDER in keys else None)
        session.media_selected.connect(self._follow_selection)
        session.files_dropped.connect(self.import_files)
        # A drive that is plugged in again tells nothing.
        self._patrol = make_timer(self, LOOK_MS, self.look_again)
        session.arrived.connect(self.take_in)
        self._open_project()

    def entry(self, media_id: str) -> Entry | None:
        """Return what is known of a medium or a timeline."""
        return self._by_id.get(media_id)

    def notes(self, entry: Entry) -> tuple[str, ...]:
        """Return what is converted, guessed or left out of a medium's file; nothing until that was read."""
        found = self._facts_of(entry.media_id) if not (entry.is_timeline or entry.missing or entry.unopened) else None
        return () if found is None else found.warnings

    def may_be_still(self, media_id: str) -> bool:
        """Return whether a medium is an animated picture."""
        from lance_studio.workflows.stills import ANIMATED

        media, found = self._media(media_id), self._facts_of(media_id)
        return media is not None and media.kind == "video" and found is not None and found.container in ANIMATED

    def is_used_as_still(self, media_id: str) -> bool:
        """Return whether a medium is an animated picture that is used as a still."""
        media, found = self._media(media_id), self._facts_of(media_id)
        return media is not None and media.kind == "picture" and found is not None and found.kind == "video"

    def use_as_still(self, media_id: str) -> None:
        """Take an animated picture as a still; clips that show it go on moving."""
        from lance_studio.workflows.stills import use_as_still

        media = self._media(media_id)
        if media is not None:
            self._guarded(lambda: self._session.run(use_as_still(media)))

    def use_as_film(self, media_id: str) -> None:
        """Let an animated picture move again; its file is measured in a worker thread."""
        project, media = self._session.project, self._media(media_id)
        if project is None or media is None:
            return
        files = project.files

        def measure() -> "MediaInfo":
            from lance_studio.media.probe import probe

            return probe(files.path(media))

        def done(info: "MediaInfo") -> None:
            from lance_studio.workflows.stills import use_as_film

            now = self._media(media_id)
            if now is not None and now.kind == "picture":
                self._guarded(lambda: self._session.run(use_as_film(now, info)))

        self._background.start(measure, done, self._report)

    def _media(self, media_id: str) -> Media | None:
        project = self._session.project
        return None if project is None else project.media(media_id)

    def _facts_of(self, media_id: str) -> "MediaFacts | None":
        media = self._media(media_id)
        return None if media is None else self._studio.facts.of(media)

    # --- looking -----------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Show only what has these words in its name."""
        self._search = text
        self._show_again()

    def show_kind(self, kind: str) -> None:
        """Show "all", only what was "imported", only what the model "made", or only "timelines"."""
        self._kind = kind
        self._show_again()

    def select(self, media_id: str, *, also: bool = False) -> None:
        """Select a medium or a timeline.

        Args:
            media_id: The medium or timeline.
            also: Keep what is selected, and let go of this one if it was.
        """
        if not also:
            self._selected = (media_id,)
        elif media_id in self._selected:
            self._selected = tuple(one for one in self._selected if one != media_id)
        else:
            self._selected = (*self._selected, media_id)
        self._tell_selection()

    def select_all(self) -> None:
        """Select everything that is listed."""
        self._selected = tuple(entry.media_id for entry in self._state.entries)
        self._tell_selection()

    def _tell_selection(self) -> None:
        """Tell the other panels which medium was selected last; timelines are selected here only."""
        media = [one for one in self._selected if not self._is_timeline(one)]
        self._session.select_media(media[-1] if media else None)
        self._show_again()

    def _is_timeline(self, entry_id: str) -> bool:
        entry = self._by_id.get(entry_id)
        return entry is not None and entry.is_timeline

    # --- importing ---------------------------------------------------------------------------------------------

    def take_in(self, arrival: Arrival) -> None:
        """Import what was dropped or pasted somewhere, and let whoever took it go on."""
        what = arrival.what
        if what.files:
            self.import_files(what.files, then=arrival.then, refused=what.refused)
        elif what.pixels is not None:
            self.import_pixels(what.pixels, then=arrival.then)
        elif what.refused:
            self._report_several(list(what.refused))

    def import_files(
        self,
        files: Sequence[Path],
        *,
        then: _Then | None = None,
        refused: Sequence[LanceStudioError] = (),
        choice: "Choice | None" = None,
    ) -> None:
        """Take files into the project, each in a worker thread; without a project one is made first.

        Args:
            files: Files, and folders whose own files are taken.
            then: Gets the ids of the media, those that were there already too.
            refused: Why others are not among them.
            choice: What is wanted of files that hold several pictures.
        """
        project = self._writable()
        if project is None or not files:
            return
        documents = [path for path in files if path.suffix.lower() == SUFFIX]
        for path in documents:
            self.import_timeline(path)
        files = [path for path in files if path not in documents]
        if not files and not refused:
            return
        content, folder, names, others = project.files, project.folder, tuple(files), tuple(refused)

        def read() -> list["Import | LanceStudioError"]:
            from lance_studio.media.indexing_progress import watched_indexing

            # Signals reach the window's thread; a project that was closed needs no film any more.
            with watched_indexing(self._tell_percent, lambda: self._session.project is not project):
                return [*others, *reading.read_all(names, content, folder, choice)]

        self._read(read, len(names), then)

    def import_page(self, file: Path, page: int) -> None:
        """Take one page of a file into the project, as a medium of its own."""
        from lance_studio.media.choosing import Choice

        self.import_files((file,), choice=Choice(page))

    def import_timeline(self, path: Path, *, trust_links: bool = False) -> None:
        """Take a timeline of another program into the project, with its files, and show it.

        Args:
            path: An OpenTimelineIO document.
            trust_links: Whether the user approves the files outside its folder.
        """
        if self._writable() is None:
            return
        self._importing += 1
        self.timeline_import.start(path, trust_links=trust_links)
        self._show_again()

    def _end_timeline(self) -> None:
        # A project that was closed meanwhile has forgotten what came in.
        self._importing = max(self._importing - 1, 0)
        self._show_again()

    def _report_import(self, error: LanceStudioError) -> None:
        self._session.report(PANEL, error, topic=problem_topics.IMPORT)

    def import_pixels(self, pixels: Pixels, *, then: _Then | None = None) -> None:
        """Take a picture that was pasted or dropped; it is encoded in a worker thread too."""
        project = self._writable()
        if project is not None:
            content = project.files
            self._read(lambda: [reading.read_pixels(pixels, content)], 1, then)

    def _tell_percent(self, share: float) -> None:
        """Pass on, from a worker thread, how far a film is; each per cent once."""
        percent = int(share * 100)
        if percent != self._told:
            self._told = percent
            self._indexed.emit(percent)

    def _show_percent(self, percent: int) -> None:
        self._percent = percent if self._importing else 0
        self._show_again()

    def _read(
        self, read: Callable[[], Sequence["Import | LanceStudioError"]], count: int, then: _Then | None = None
    ) -> None:
        project = self._session.project

        def done(found: Sequence["Import | LanceStudioError"]) -> None:
            self._importing -= count
            self._percent = 0
            if self._session.project is project:
                self._add(found, then)
            self._show_again()

        def failed(error: LanceStudioError) -> None:
            self._importing -= count
            self._percent = 0
            self._report_import(error)
            self._show_again()

        self._importing += count
        self._background.start(read, done, failed)
        self._show_again()

    def _add(self, found: Sequence["Import | LanceStudioError"], then: _Then | None = None) -> None:
        project = self._session.project
        assert project is not None
        errors = [one for one in found if isinstance(one, LanceStudioError)]
        new: dict[str, Import] = {}
        known: list[str] = []
        for one in found:
            if isinstance(one, LanceStudioError):
                continue
            there = project.find_media(one.media.digest)
            if there is not None:
                known.append(there.id)
            else:
                new.setdefault(one.media.digest, one)
        commands: list[Command] = [AddMedia(one.media, one.node) for one in new.values()]
        try:
            if len(commands) > 1:
                self._session.run(Together(kept("Import {n} files", n=len(commands)), tuple(commands)))
            elif commands:
                self._session.run(commands[0])
        except LanceStudioError as error:
            self._report(error)
            return
        added = [one.media.id for one in new.values()]
        self._show_imported(added or known, open_one=then is None)
        if then is not None and (added or known):
            then((*added, *known))
        if errors:
            self._report_several(errors, then)
            return
        self._session.solve(problem_topics.IMPORT)
        several = next((one for one in found if not isinstance(one, LanceStudioError) and one.pages > 1), None)
        if several is not None:
            self._offer_pages(several)

    def _offer_pages(self, of: "Import") -> None:
        """Say that a file has more pages than the one that was taken."""
        file, count = of.file, of.pages
        if file is not None:
            cause = tr("“{name}” has {count} pages; the first one was taken.", name=file.name, count=count)
            self._session.report(
                PANEL,
                MediaError(cause),
                action=tr("Choose a page"),
                on_action=lambda: self.page_wanted.emit(file, count),
                topic=problem_topics.IMPORT,
                good=True,
            )

    def _show_imported(self, media_ids: list[str], *, open_one: bool) -> None:
        """Select what came in; the canvas shows it if nothing else is open and nobody else says what to do with it."""
        if not media_ids:
            return
        self._reread()
        self._selected = tuple(media_ids)
        self._session.select_media(media_ids[-1])
        entry = self.entry(media_ids[-1])
        if open_one and entry is not None and entry.node_id is not None and self._session.node_id is None:
            self._session.select_node(entry.node_id)
        self._show_again()

    def _report_several(self, errors: list[LanceStudioError], then: _Then | None = None) -> None:
        raws = [each.raw for each in errors if isinstance(each, reading.FileRefusedError) and each.raw is not None]
        action = tr("Use the camera's JPEG") if raws else ""

        def take() -> None:
            from lance_studio.media.choosing import Choice

            self.import_files(raws, then=then, choice=Choice(camera_jpeg=True))

        on_action = take if raws else None
        if len(errors) == 1:
            self._session.report(PANEL, errors[0], action=action, on_action=on_action, topic=problem_topics.IMPORT)
            return
        log = "\n".join(str(error) for error in errors)
        self._session.report(
            PANEL,
            reading.summary(errors),
            action=action,
            on_action=on_action,
            log=log,
            topic=problem_topics.IMPORT,
        )

    # --- one medium --------------------------------------------------------------------------------------------

    def open(self, media_id: str) -> None:
        """Show a medium on the canvas, where films and sounds can be played, or a timeline in its panel."""
        entry = self.entry(media_id)
        if entry is not None and entry.is_timeline:
            self._guarded(lambda: self.timelines.open(media_id))
        elif entry is not None and entry.kind == "picture" and entry.node_id is None:
            self._guarded(lambda: self._open_again(entry))
        elif entry is not None:
            self._session.open_medium(media_id, node_id=entry.node_id)

    def _open_again(self, entry: Entry) -> None:
        """Open a picture whose node was removed, for example while a clip still shows it: it gets another one."""
        node = Node(id=new_id(), media_id=entry.media_id, kind="picture", name=entry.name)
        self._session.run(AddNode(node, name=mark("Open media")))
        self._session.view("node")
        self._session.select_node(node.id)

    def animate(self, media_id: str) -> None:
        """Begin to animate a picture."""
        self._prompt("animate", media_id)

    def ask(self, media_id: str) -> None:
        """Begin a question about a medium."""
        self._prompt("ask", media_id)

    def append(self, media_id: str) -> None:
        """Put a medium at the end of the timeline."""
        self._session.select_media(media_id)
        # Of what is selected here, not of what the viewer shows.
        self._studio.actions.set_panel(PANEL)
        self._studio.actions.trigger("clip.append")

    def show_in_history(self, media_id: str) -> None:
        """Select a medium's node and show the history."""
        entry = self.entry(media_id)
        if entry is not None and entry.node_id is not None:
            self._session.view("node")
            self._session.select_node(entry.node_id)
        self._session.reveal("history")

    def rename(self, media_id: str, name: str) -> None:
        """Give a medium and its node another name, or a timeline."""
        entry, name = self.entry(media_id), name.strip()
        if entry is None or not name or name == entry.name:
            return
        if entry.is_timeline:
            self._guarded(lambda: self.timelines.rename(media_id, name))
            return
        commands: list[Command] = [RenameMedia(media_id, name)]
        if entry.node_id is not None:
            commands.append(RenameNode(entry.node_id, name))
        self._run(Together(mark("Rename media"), tuple(commands)))

    def duplicate(self, timeline_id: str) -> None:
        """Add a copy of a timeline and show it."""
        self._guarded(lambda: self.timelines.duplicate(timeline_id))

    def remove(self, media_ids: Sequence[str]) -> None:
        """Remove media with the nodes that show them, and timelines; refused while something else needs a medium."""
        project = self._session.project
        if project is None:
            return
        films = [one for one in media_ids if self._is_timeline(one)]
        media = [one for one in media_ids if one not in films]
        wanted = set(media)
        nodes: list[Command] = [RemoveNode(node.id) for node in project.nodes() if node.media_id in wanted]
        # Timelines first: they may be all that a medium is needed for.
        commands = (*map(RemoveTimeline, films), *reversed(nodes), *map(RemoveMedia, media))
        if media_ids:
            name = (
                mark("Remove media")
                if media
                else mark("Delete timeline")
                if len(films) == 1
                else mark("Delete timelines")
            )
            self._run(Together(name, commands))

    def take_linked(self, media_ids: frozenset[str]) -> None:
        """Show media whose files were just linked again."""
        self._studio.facts.forget(media_ids)
        self._session.files_returned(media_ids)
        for media_id in media_ids:
            self.relinked.emit(media_id)

    def embed(self) -> None:
        """Take all linked files into the project itself."""
        project = self._session.project
        linked = [one for one in project.media_list() if one.link is not None] if project is not None else []
        if project is None or not linked:
            return
        files = project.files

        def embed() -> None:
            for media in linked:
                files.embed(media)

        def done(_nothing: None) -> None:
            if self._session.project is project:
                self._run(EmbedMedia(tuple(media.id for media in linked)))

        self._background.start(embed, done, self._report)

    def file_of(self, media_id: str) -> Path | None:
        """Return a file with a medium's content, for a drag out of the window; None if there is none."""
        project = self._session.project
        if project is None:
            return None
        try:
            return project.files.path(media_id)
        except LanceStudioError:
            return None

    def _prompt(self, mode: str, media_id: str) -> None:
        entry = self.entry(media_id)
        if entry is not None and entry.node_id is not None:
            self._session.request_prompt(PromptRequest(mode, node_id=entry.node_id))

    # --- following ---------------------------------------------------------------------------------------------

    def _open_project(self) -> None:
        self._background.forget_all()
        self._importing = self._percent = self._told = 0
        self._selected = ()
        self._missing = self._unopened = frozenset()
        self._reread()
        self._check_files()

    def _follow_media(self, _ids: object) -> None:
        self._later.start()
        self._check_files()

    def _follow_selection(self, media_id: str | None) -> None:
        if media_id is None:
            self._selected = tuple(one for one in self._selected if self._is_timeline(one))
            self._show_again()
        elif media_id not in self._selected:
            self._selected = (media_id,)
            self._show_again()

    def _reread(self) -> None:
        project = self._session.project
        self._all = self._entries.of(project) if project is not None else ()
        self._cards = self._timeline_entries.of(project) if project is not None else ()
        self._by_id = {entry.media_id: entry for entry in (*self._cards, *self._all)}
        self._selected = tuple(one for one in self._selected if one in self._by_id)
        self._show_again()

    def _check_files(self) -> None:
        """Look for the linked files, in a worker thread."""
        self._background.forget(self._check)
        self._looks = self._looks_again = False
        self._patrol.stop()
        project = self._session.project
        linked = [one for one in project.media_list() if one.link is not None] if project is not None else []
        if project is None or not linked:
            self._missing = self._unopened = frozenset()
            self._show_again()
            return
        folder = project.folder
        self._looks = True
        self._check = self._background.start(lambda: _missing_of(linked, folder), self._take_missing)

    def _take_missing(self, found: tuple[frozenset[str], frozenset[str]]) -> None:
        self._looks = False
        if self._looks_again:
            self._check_files()
        returned = self._missing - found[0] - found[1]
        self._missing, self._unopened = found
        if self._missing:
            self._patrol.start()
        self._show_again()
        project = self._session.project
        back = frozenset(one for one in returned if project is not None and project.media(one) is not None)
        if back:
            self.take_linked(back)

    def look_again(self) -> None:
        """Look whether linked files have gone or come back."""
        # One question at a time: a disk that does not answer must not fill the pool.
        if self._looks:
            self._looks_again = True
        else:
            self._check_files()

    def _follow_problem(self, problem: Problem) -> None:
        """A file was found missing where it was needed: notice when it is back."""
        if isinstance(problem.error, MediaMissingError) and problem.error.media_id not in self._missing:
            self.look_again()

    def _show_again(self) -> None:
        words, missing, unopened = self._search.casefold().split(), self._missing, self._unopened
        shown, films = self._all, self._cards
        if words or self._kind != "all":
            shown = tuple(entry for entry in shown if _lets_through(self._kind, words, entry))
            films = tuple(entry for entry in films if _lets_through(self._kind, words, entry))
        if missing:
            shown = tuple(replace(one, missing=True) if one.media_id in missing else one for one in shown)
        if unopened:
            shown = tuple(replace(one, unopened=True) if one.media_id in unopened else one for one in shown)
        held = tuple(entry.media_id for entry in self._all if entry.media_id in unopened) if unopened else ()
        lost = tuple(entry.media_id for entry in self._all if entry.media_id in missing) if missing else ()
        has_project = self._session.project is not None
        # Of thousands of media nothing is copied where there is no timeline.
        entries = (*shown, *films) if films else shown
        counts = (len(self._all), len(self._cards))
        reading = (self._importing, self._percent)
        self._publish(BinState(has_project, entries, *counts, self._selected, lost, held, *reading))

    # --- small -------------------------------------------------------------------------------------------------

    def _writable(self) -> "Project | None":
        if self._session.project is None:
            self._studio.actions.trigger("file.new")
        return self._session.project

    def _run(self, command: "Command") -> None:
        self._guarded(lambda: self._session.run(command))

    def _guarded(self, work: Callable[[], object]) -> None:
        guarded(work, self._report)

    def _report(self, error: LanceStudioError) -> None:
        self._session.report(PANEL, error)


def _lets_through(kind: str, words: Sequence[str], entry: Entry) -> bool:
    """Whether a choice of kinds and the words of a search let a card through."""
    if not all(word in entry.name.casefold() for word in words):
        return False
    if entry.is_timeline or kind == "timelines":
        return kind == "all" or (entry.is_timeline and kind == "timelines")
    return kind == "all" or entry.generated == (kind == "made")


def _missing_of(linked: Sequence[Media], folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of media whose files are missing, and of those whose files must not be looked for."""
    from lance_studio.project.linking import resolve

    missing: set[str] = set()
    unopened: set[str] = set()
    for media in linked:
        try:
            resolve(media, folder)
        except MediaNotOpenedError:
            unopened.add(media.id)
        except LanceStudioError:
            missing.add(media.id)
    return frozenset(missing), frozenset(unopened)
