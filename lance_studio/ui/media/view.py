"""The media bin's panel: a grid of cards with a search above it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QMessageBox, QStackedWidget

from lance_studio.errors import MediaMissingError
from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.file_places import MEDIA
from lance_studio.ui.incoming import incoming
from lance_studio.ui.media.entries import BinState, Entry
from lance_studio.ui.media.grid import CardGrid
from lance_studio.ui.media.presenter import PANEL, MediaPresenter
from lance_studio.ui.media.timeline_import import Approval, Imported
from lance_studio.ui.relinking.view import RelinkDialog
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import (
    Banner,
    EmptyState,
    Level,
    PanelFrame,
    Segments,
    ThumbnailCard,
    caption_label,
    show_words,
    tool_button,
)
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.dialogs import ask_file, ask_files, ask_name, ask_number
from lance_studio.ui.widgets.layouts import box, column, named, wide
from lance_studio.ui.widgets.thumbnail import CAPTION
from lance_studio.workflows.media_placement import MIME_TYPE, TIMELINE_MIME_TYPE, dragged_data

_CARD = QSize(112, 80)
_THUMBNAIL = 160
_FEW_NOTES = 3
_MISSING = mark("Its file is not where it was.")
_NOT_OPENED = mark("Its file was not opened: a project from elsewhere names it, outside its own folder.")
_ICONS = {"picture": "image", "video": "film-strip", "audio": "speaker-high", "timeline": "film-strip"}
_FILTER = mark(
    "Pictures, videos and sounds (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff *.avif *.heic *.heif *.dng *.mp4 "
    "*.mov *.mkv *.webm *.avi *.m4v *.wav *.mp3 *.flac *.ogg *.m4a);;All files (*)"
)


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    return MediaPanel(studio)


class MediaPanel(PanelFrame):
    """The media bin.

    Args:
        studio: The shared parts of the window.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self._studio = studio
        self.presenter = MediaPresenter(studio)
        self.presenter.setParent(self)
        self._images = MediaImages(studio.session, self, room=12 << 20)
        self._entries: tuple[Entry, ...] = ()
        self._told: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._make_tools()
        self._make_body()
        self._register()
        self.presenter.changed.connect(self._show)
        self.presenter.page_wanted.connect(self._ask_page)
        self.presenter.relinked.connect(self._images.forget)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._follow_application)
        self.presenter.timeline_import.imported.connect(self._tell_imported)
        self.presenter.timeline_import.approval_wanted.connect(self._ask_approval)
        studio.facts.ready.connect(self._show_notes)
        self._images.ready.connect(self._show_picture)
        self._show(self.presenter.state)

    # --- parts -------------------------------------------------------------------------------------------------

    def _make_tools(self) -> None:
        self._search = named(QLineEdit(), "media.search")
        self._search.setPlaceholderText(tr("Search media"))
        self._search.setAccessibleName(tr("Search media"))
        let_clear(self._search)
        self._search.textChanged.connect(self.presenter.search)
        add_files = tool_button("plus", self._studio.actions.tooltip("file.import"), clicked=self.ask_import)
        self._studio.actions.describe(add_files, "file.import")
        self.tools.setContentsMargins(PADDING, HALF, GRID, HALF)
        self.tools.addWidget(self._search, 1)
        self.tools.addWidget(named(add_files, "media.import"))
        self.show_tools()

    def _make_body(self) -> None:
        choices = (
            ("all", tr("All")),
            ("imported", tr("Imported")),
            ("made", tr("Made here")),
            ("timelines", "0", "film-strip"),
        )
        self._kinds = kinds = Segments(tr("Which media"), choices)
        kinds.chosen.connect(self.presenter.show_kind)
        self._note = named(caption_label(""), "media.note")
        self.grid = CardGrid(self._card, _CARD + QSize(0, CAPTION))
        head = column(named(kinds, "media.kinds"), self._note, margins=(PADDING, HALF, PADDING, 0))
        listed = box(column(head, wide(self.grid), spacing=HALF))
        self._empty = EmptyState(
            tr("Pictures, videos and sounds of the project come here. Import some, or drop files on the window."),
            button=tr("Import media"),
            icon_name="image",
        )
        self._empty.button_clicked.connect(self.ask_import)
        self._pages = QStackedWidget()
        self._pages.addWidget(listed)
        self._pages.addWidget(self._empty)
        self.set_body(self._pages)

    def _register(self) -> None:
        register, presenter = self._studio.actions.register, self.presenter
        register("file.import", self.ask_import)
        register("file.import_timeline", self.ask_import_timeline)
        register("file.embed", presenter.embed)
        register("file.relink", self.ask_relink)
        register("edit.delete", self._remove, panel=PANEL)
        register("edit.rename", self._rename, panel=PANEL)
        register("edit.select_all", presenter.select_all, panel=PANEL)
        register("edit.paste", self._paste, panel=PANEL)

    # --- what is shown -----------------------------------------------------------------------------------------

    def _show(self, state: BinState) -> None:
        self._pages.setCurrentIndex(0 if state.total or state.timelines or state.importing else 1)
        films = tr("{n} timelines", one="1 timeline", n=state.timelines)
        self._kinds.set_words("timelines", str(state.timelines), films)
        if state.entries != self._entries:
            self._entries = state.entries
            self.grid.show_entries(state.entries)
        for media_id, card in self.grid.cards().items():
            if card.is_selected() != (media_id in state.selected):
                card.set_selected(media_id in state.selected)
        reading = tr("Reading {n} files…", one="Reading 1 file…", n=state.importing) if state.importing else ""
        reading += f" {state.percent} %" if reading and state.percent else ""
        nothing = "" if state.entries or not (state.total or state.timelines) else self._nothing()
        show_words(self._note, reading or nothing)
        self.titled.emit(tr("Media ({total})", total=state.total) if state.total else tr("Media"))
        actions = self._studio.actions
        actions.set_enabled("file.embed", state.open)
        actions.set_enabled("file.relink", bool(state.missing))
        for name in ("edit.delete", "edit.rename"):
            actions.set_enabled(name, bool(state.selected), panel=PANEL)
        self._tell_missing(state)

    def _nothing(self) -> str:
        """Say why nothing is listed."""
        if self._search.text().strip():
            return tr("Nothing has these words in its name.")
        return {"timelines": tr("There is no timeline yet."), "made": tr("Nothing was made here yet.")}.get(
            self._kinds.value(), tr("Nothing was imported yet.")
        )

    def _card(self, entry: Entry) -> ThumbnailCard:
        detail = tr("Missing") if entry.missing else tr("Not opened") if entry.unopened else entry.detail
        name = "link-break" if entry.missing or entry.unopened else _ICONS[entry.kind]
        sign = _ICONS[entry.kind] if entry.is_timeline else ""
        card = ThumbnailCard(
            entry.media_id, entry.name, _CARD, generated=entry.generated, icon_name=name, detail=detail, sign=sign
        )
        if entry.is_timeline:
            texts.set_name(card, tr("{name}, timeline", name=entry.name))
        self._tell_notes(card, entry)
        card.clicked.connect(self._click)
        card.activated.connect(self.presenter.open)
        card.menu_requested.connect(self._open_menu)
        card.drag_started.connect(self._drag)
        card.set_selected(entry.media_id in self.presenter.state.selected)
        # Read only now: for what nobody looks at, nothing is read.
        picture = self._picture_of(entry)
        if picture is not None:
            card.set_picture(picture)
        return card

    def _tell_notes(self, card: ThumbnailCard, entry: Entry) -> None:
        """Say in the tooltip what is to be known of a medium, and by a sign that there is something."""
        notes = self.presenter.notes(entry)
        why = list(notes)
        if entry.is_timeline:
            why = [tr("Timeline")]
        elif entry.unopened or entry.missing:
            why = [translate(_NOT_OPENED if entry.unopened else _MISSING)]
        texts.set_tooltip(card, "\n".join((entry.name, *why)))
        card.set_noted(bool(notes))
        if notes:
            texts.set_description(card, " ".join(notes))
        if not (entry.missing or entry.unopened) and self.presenter.is_used_as_still(entry.media_id):
            card.set_detail(tr("Still"))

    def _show_notes(self, media_id: str) -> None:
        card, entry = self.grid.card(media_id), self.presenter.entry(media_id)
        if card is not None and entry is not None:
            self._tell_notes(card, entry)

    def _picture_of(self, entry: Entry) -> QImage | None:
        """Return the small picture of a card, or ask for it."""
        if entry.is_timeline:
            seen = self.presenter.entry(entry.picture or "")
            return None if seen is None or seen.is_timeline else self._picture_of(seen)
        held_back = (*self.presenter.state.missing, *self.presenter.state.unopened)
        if entry.kind == "audio" or entry.media_id in held_back:
            return None
        return self._images.image(entry.media_id, _THUMBNAIL)

    def _show_picture(self, media_id: str) -> None:
        card, picture = self.grid.card(media_id), self._images.image(media_id, _THUMBNAIL)
        if picture is None:
            return
        if card is not None:
            card.set_picture(picture)
        for entry in reversed(self._entries):
            if not entry.is_timeline:
                break  # timelines are listed last
            if entry.picture == media_id and (film := self.grid.card(entry.media_id)) is not None:
                film.set_picture(picture)

    def _tell_missing(self, state: BinState) -> None:
        """Say once that files are missing or not opened; the cards say it for as long as they are."""
        if (state.missing, state.unopened) == self._told:
            return
        self._told = (state.missing, state.unopened)
        if state.unopened:
            count = len(state.unopened)
            words = tr("{n} linked files were not opened.", one="1 linked file was not opened.", n=count)
            banner = Banner(words, level=Level.WARNING, action=tr("Show…"))
            banner.action_clicked.connect(lambda: self._studio.actions.trigger("file.links"))
            self.show_banner(banner)
            return
        if not state.missing:
            self.clear_banner()
            return
        count = len(state.missing)
        words = tr("{n} files are missing.", one="1 file is missing.", n=count)
        banner = Banner(words, level=Level.WARNING, action=tr("Relink…"))
        banner.action_clicked.connect(self.ask_relink)
        self.show_banner(banner)

    # --- what the user does ------------------------------------------------------------------------------------

    def _click(self, media_id: str, modifiers: Qt.KeyboardModifier) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.presenter.select(media_id, also=bool(modifiers & Qt.KeyboardModifier.ControlModifier))

    def menu_for(self, media_id: str) -> QMenu:
        """Return the menu of a card."""
        entry, presenter = self.presenter.entry(media_id), self.presenter
        menu = named(QMenu(self), "media.menu")
        if entry is None:
            return menu
        if entry.is_timeline:
            return self._timeline_menu(menu, media_id)
        seen = entry.node_id is not None
        missing = media_id in (*presenter.state.missing, *presenter.state.unopened)

        refusal = self._studio.actions.refusal
        menu.setToolTipsVisible(True)

        def add(
            name: str, text: str, icon_name: str, do: Callable[[], object], enabled: bool = True, refused: str = ""
        ) -> None:
            action = texts.add_action(menu, text, icon(icon_name), do)
            action.setObjectName(f"media.menu.{name}")
            action.setEnabled(enabled and not refused)
            texts.set_tooltip(action, refused)

        add("open", tr("Open"), "image", lambda: presenter.open(media_id), not missing)
        if entry.kind == "picture":
            animate = refusal("clip.animate")
            add("animate", tr("Animate…"), "film-strip", lambda: presenter.animate(media_id), seen, animate)
        asks = seen and not missing
        add(
            "ask",
            tr("Ask about it…"),
            "chat-circle-text",
            lambda: presenter.ask(media_id),
            asks,
            refusal("generate.ask"),
        )
        add("append", tr("Add to timeline"), "plus", lambda: presenter.append(media_id), not missing)
        if presenter.is_used_as_still(media_id):
            add("film", tr("Use as film"), "film-strip", lambda: presenter.use_as_film(media_id), not missing)
        elif presenter.may_be_still(media_id):
            add("still", tr("Use as still"), "image", lambda: presenter.use_as_still(media_id), not missing)
        add("history", tr("Show in history"), "git-branch", lambda: presenter.show_in_history(media_id), seen)
        menu.addSeparator()
        add("rename", tr("Rename…"), "pencil-simple", lambda: self._ask_name(media_id))
        if missing:
            add("relink", tr("Relink…"), "link", lambda: self.ask_relink(media_id))
        add("remove", tr("Remove from project"), "trash", lambda: presenter.remove(self._meant(media_id)))
        return menu

    def _timeline_menu(self, menu: QMenu, timeline_id: str) -> QMenu:
        presenter = self.presenter
        meant = self._meant(timeline_id)
        acts: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("open", tr("Open in timeline"), "film-strip", lambda: presenter.open(timeline_id)),
            ("rename", tr("Rename…"), "pencil-simple", lambda: self._ask_name(timeline_id)),
            ("duplicate", tr("Duplicate"), "copy-simple", lambda: presenter.duplicate(timeline_id)),
            ("remove", tr("Delete") if len(meant) == 1 else tr("Delete what is selected"), "trash", self._remove),
        )
        for name, text, sign, do in acts:
            texts.add_action(menu, text, icon(sign), do).setObjectName(f"media.menu.{name}")
        return menu

    def _open_menu(self, media_id: str, place: QPointF) -> None:
        if media_id not in self.presenter.state.selected:
            self.presenter.select(media_id)
        menu = self.menu_for(media_id)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place.toPoint())

    def _meant(self, media_id: str) -> tuple[str, ...]:
        selected = self.presenter.state.selected
        return selected if media_id in selected else (media_id,)

    def mime_of(self, media_ids: tuple[str, ...]) -> QMimeData:
        """Return what a drag of these media carries: their ids for the window's panels, files for other programs."""
        data = QMimeData()
        entries = [entry for one in media_ids if (entry := self.presenter.entry(one)) is not None]
        media = [entry for entry in entries if not entry.is_timeline]
        films = [entry.media_id for entry in entries if entry.is_timeline]
        if films:
            data.setData(TIMELINE_MIME_TYPE, "\n".join(films).encode())
        if not media:
            return data
        data.setData(MIME_TYPE, dragged_data([(entry.media_id, entry.node_id) for entry in media]))
        files = [file for one in media if (file := self.presenter.file_of(one.media_id)) is not None]
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        return data

    def _drag(self, media_id: str) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.mime_of(self._meant(media_id)))
        entry = self.presenter.entry(media_id)
        picture = None if entry is None else self._picture_of(entry)
        if picture is not None:
            size = picture.size().scaled(_CARD, Qt.AspectRatioMode.KeepAspectRatio)
            small = picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            drag.setPixmap(QPixmap.fromImage(small))
            drag.setHotSpot(QPoint(size.width() // 2, size.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def _remove(self) -> None:
        self.presenter.remove(self.presenter.state.selected)

    def _rename(self) -> None:
        if self.presenter.state.selected:
            self._ask_name(self.presenter.state.selected[-1])

    def _ask_name(self, media_id: str) -> None:
        entry = self.presenter.entry(media_id)
        if entry is None:
            return
        take = partial(self.presenter.rename, media_id)
        ask_name(self, tr("Rename"), "media.rename", entry.name, take).setOkButtonText(tr("Rename"))

    def _ask_page(self, file: Path, count: int) -> None:
        ask_number(
            self,
            tr("Choose a page"),
            "media.page",
            tr("Page (1 to {count})", count=count),
            count,
            partial(self.presenter.import_page, file),
        ).setOkButtonText(tr("Import"))

    def ask_import(self) -> None:
        """Let the user choose files and import them."""
        ask_files(
            self,
            tr("Import media"),
            "media.import-dialog",
            self.presenter.import_files,
            translate(_FILTER),
            self._studio.places.of(MEDIA),
        )

    def ask_import_timeline(self) -> None:
        """Let the user choose a timeline of another program and import it."""
        ask_file(
            self.window(),
            tr("Import timeline"),
            "media.import-timeline",
            self.presenter.import_timeline,
            tr("Timelines (*.otio)"),
            self._studio.places.of(MEDIA),
        )

    def _tell_imported(self, made: Imported) -> None:
        """Say once what was left out or changed of a timeline that came in."""
        if not made.notes:
            return
        words = tr("“{name}” was imported, not all of it as it was.", name=made.name)
        few = made.notes[:_FEW_NOTES]
        log = "\n".join(made.notes) if len(made.notes) > _FEW_NOTES else ""
        self.show_banner(Banner(words, " ".join(few), level=Level.WARNING, log=log))

    def _ask_approval(self, wanted: Approval) -> None:
        """Files that a document names elsewhere are opened only if the user says so."""
        box = texts.message_box(
            self.window(),
            tr("Import timeline"),
            tr("“{name}” names files outside its folder. Nothing of them was opened.", name=wanted.path.name),
            tr("Use them only if you know where the document comes from:") + "\n" + "\n".join(wanted.files),
        )
        box.setObjectName("media.approve")
        use = box.addButton(tr("Use these files"), QMessageBox.ButtonRole.AcceptRole)
        use.setObjectName("media.approve.use")
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        use.clicked.connect(lambda: self.presenter.import_timeline(wanted.path, trust_links=True))
        box.finished.connect(box.deleteLater)
        box.open()

    def _follow_application(self, state: Qt.ApplicationState) -> None:
        """Files may have come or gone while the user was in another program."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.presenter.look_again()

    def ask_relink(self, media_id: str = "") -> None:
        """Let the user say where missing files lie now.

        Args:
            media_id: The medium that is selected in the list; it may be one that was not opened. Empty for the first.

        Raises:
            MediaMissingError: If no file is missing.
        """
        project = self._studio.session.project
        wanted = dict.fromkeys((*self.presenter.state.missing, *((media_id,) if media_id else ())))
        rows = [] if project is None else [media for one in wanted if (media := project.media(one)) is not None]
        if project is None or not rows:
            raise MediaMissingError(tr("No file is missing."), "", "")
        dialog = RelinkDialog(self._studio, project, rows, self.window())
        dialog.presenter.linked.connect(self.presenter.take_linked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.choose(media_id)
        dialog.open()

    def _paste(self) -> None:
        # Before anything was copied there may be no data at all.
        self._studio.session.take_in(incoming(QGuiApplication.clipboard().mimeData() or QMimeData()))
