"""The timeline's panel: the row of controls, the track headers, the painted tracks, and the scroll bars."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QScrollBar, QStackedWidget, QWidget

from lance_studio.language import tr
from lance_studio.project.rows import Media
from lance_studio.timeline.clipboard import Copied
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.playback.player import MakeSound
from lance_studio.ui.playback.transport import Transport
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.by_key import handlers_at_playhead
from lance_studio.ui.timeline.clip_painter import MediaShape
from lance_studio.ui.timeline.clips import ClipClipboard
from lance_studio.ui.timeline.controls import Controls
from lance_studio.ui.timeline.geometry import RULER, Hit
from lance_studio.ui.timeline.headers import Headers
from lance_studio.ui.timeline.intents import ClipIntents, handlers, placing_handlers, timeline_handlers
from lance_studio.ui.timeline.lanes import Lanes
from lance_studio.ui.timeline.marker_list import MarkerList
from lance_studio.ui.timeline.menus import Menus
from lance_studio.ui.timeline.pictures import ClipPictures, Opener, PictureSource
from lance_studio.ui.timeline.presenter import TimelinePresenter
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.tabs import TimelineTabs
from lance_studio.ui.timeline.timeline_view_model import PANEL
from lance_studio.ui.widgets import EmptyState, PanelFrame
from lance_studio.ui.widgets.layouts import box, column, named, wide

if TYPE_CHECKING:
    from lance_studio.project.files import MediaFiles

_STEPS = 1000
"""Steps of the scroll bar in a second."""
_TOOLS = {
    "timeline.select": Tool.SELECT,
    "timeline.blade": Tool.BLADE,
    "timeline.ripple": Tool.RIPPLE,
    "timeline.roll": Tool.ROLL,
    "timeline.slip": Tool.SLIP,
}


class TimelinePanel(PanelFrame):
    """The panel.

    Args:
        studio: The shared parts.
        make_sound: Makes the sound of playing.
        pictures: Makes what stands in clips; None means from the media themselves.
    """

    def __init__(self, studio: Studio, make_sound: MakeSound, pictures: PictureSource | None = None) -> None:
        super().__init__(PANEL)
        self._studio = studio
        self._pastes = False
        self._enabled_by: tuple[object, ...] | None = None
        self.presenter = TimelinePresenter(studio.session, studio.bus)
        self.presenter.setParent(self)
        self._view = self.presenter.view_model
        self.transport = Transport(studio.session, studio.bus, make_sound)
        self.transport.setParent(self)
        self.pictures = ClipPictures(pictures, self)
        self._shapes: dict[str, MediaShape] = {}
        self._clips = ClipClipboard(self)
        self._intents = ClipIntents(self.presenter, studio.session, self)
        self._menus = Menus(self.presenter, self._intents, studio.actions, self)
        self.lanes = Lanes(self.presenter, self.pictures)
        self._headers = Headers(self._view, self._toggle_track)
        self._across = QScrollBar(Qt.Orientation.Horizontal)
        self._down = QScrollBar(Qt.Orientation.Vertical)
        self._controls = Controls(self.tools, studio.actions)
        self.show_tools()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_tracks())
        self._stack.addWidget(self._make_damaged())
        timelines = self.presenter.timelines
        self.tabs = TimelineTabs(studio.session, studio.bus, studio.actions, timelines, self.show_error)
        self.set_body(box(column(self.tabs, wide(self._stack), spacing=0)))
        self.setFocusProxy(self.lanes)
        self._register()
        self._connect()
        self._read_media()
        self._show_state()

    # --- building ----------------------------------------------------------------------------------------------

    def _make_empty(self) -> QWidget:
        self._empty = EmptyState(
            tr("Drag pictures and videos here to put them in order, or press Shift+A to append what is selected."),
            button=tr("Import media"),
            link=tr("New timeline"),
            icon_name="film-strip",
        )
        self._empty.button_clicked.connect(lambda: self._studio.actions.trigger("file.import"))
        self._empty.link_clicked.connect(lambda: self._guarded(self.presenter.new_timeline))
        return DropEmpty(self._empty, self.lanes)

    def _make_damaged(self) -> QWidget:
        shown = EmptyState(
            tr("This timeline is damaged and cannot be shown. The project keeps it until you delete it."),
            button=tr("Delete timeline"),
            icon_name="warning-circle",
        )
        shown.button_clicked.connect(lambda: self._studio.actions.trigger("timeline.delete"))
        return named(shown, "timeline.damaged")

    def _make_tracks(self) -> QWidget:
        tracks = QWidget()
        grid = QGridLayout(tracks)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._headers, 0, 0)
        grid.addWidget(self.lanes, 0, 1)
        grid.addWidget(self._down, 0, 2)
        grid.addWidget(self._across, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        for bar, name in ((self._across, tr("Scroll the timeline")), (self._down, tr("Scroll the tracks"))):
            texts.set_name(bar, name)
        # The tracks keep their height while zooming shows and hides the bar below them.
        kept = self._across.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._across.setSizePolicy(kept)
        return tracks

    def _register(self) -> None:
        register = self._studio.actions.register
        for name, handler in handlers(self.presenter, self._intents, self.transport).items():
            register(name, handler, panel=_panel_of(name))
        for name, handler in handlers_at_playhead(self.presenter).items():
            register(name, handler)
        for name, handler in placing_handlers(
            self.presenter, self._studio.session, lambda: self._studio.actions.panel
        ).items():
            register(name, handler)
        register("clip.use_frame", self._intents.open_frame, panel=PANEL)
        register("edit.rename", self._rename, panel=PANEL)
        register("edit.cut", lambda: self._hold(self.presenter.cut()), panel=PANEL)
        register("edit.copy", lambda: self._hold(self.presenter.copy()), panel=PANEL)
        register("clip.paste_over", lambda: self._paste(over=True))
        register("clip.lift", self._delete)
        register("timeline.markers", self._show_markers)
        register("timeline.snap", self._view.set_snapping)
        for name, handler in timeline_handlers(self.presenter.timelines, self.tabs, self._studio.session).items():
            register(name, handler)
        for name, tool in _TOOLS.items():
            register(name, lambda _on, tool=tool: self._choose(tool))

    def _connect(self) -> None:
        session, bus = self._studio.session, self._studio.bus
        self._view.changed.connect(self._show_state)
        self._view.playhead_moved.connect(self._show_playhead)
        self.lanes.menu_requested.connect(self._show_menu)
        self.lanes.opened.connect(lambda clip_id: self._guarded(lambda: self._intents.reveal(clip_id)))
        self.lanes.marker_opened.connect(self._menus.ask_marker_name)
        self._clips.changed.connect(self._show_state)
        for button in self._controls.transport:
            # Their actions are those of the panel in which one works.
            button.pressed.connect(self.lanes.setFocus)
        self._headers.menu_requested.connect(self._show_track_menu)
        self._across.valueChanged.connect(lambda value: self._view.scroll_to(value / _STEPS))
        self._down.valueChanged.connect(self._view.scroll_rows)
        self._controls.zoom.zoomed.connect(self._view.set_zoom)
        self.transport.speed_changed.connect(self._controls.show_speed)
        self.transport.player.rate_changed.connect(self._controls.show_rate)
        self.transport.failed.connect(lambda error: session.report(PANEL, error))
        bus.timelines_changed.connect(lambda _ids: self._show_actions())
        # From one that cannot be read to none the state stays what it was.
        session.timeline_selected.connect(lambda _timeline_id: self._show_state())
        bus.media_changed.connect(self._read_media)
        session.project_replaced.connect(self._read_media)
        # From one project without a timeline to another the state stays, but not what can be done.
        session.project_replaced.connect(self._show_state)
        session.project_closing.connect(self._forget_media)
        session.links_answered.connect(self._read_media_again)
        session.project_closing.connect(self._clips.forget)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        state = self._view.state
        # Before the actions: what they do depends on it.
        self.transport.set_timeline(self._view.stored)
        self.transport.show_edge(state.shots)
        damaged = state.timeline is None and self._studio.session.timeline_id is not None
        self._stack.setCurrentIndex(2 if damaged else 0 if state.timeline is None else 1)
        self._controls.show_state(state, self._view.duration())
        self._show_bars()
        self._show_tool(state.tool)
        self._show_actions()

    def _show_tool(self, tool: Tool) -> None:
        actions = self._studio.actions
        actions.set_checked("timeline.snap", self._view.state.snapping)
        for name, each in _TOOLS.items():
            actions.set_checked(name, tool is each)

    def _show_actions(self) -> None:
        """Enable what can be done now; a drag calls this with every movement, and nothing of it changes meanwhile."""
        state, project = self._view.state, self._studio.session.project
        there, can_paste = state.timeline is not None, self._clips.copied is not None
        facts = (
            there, bool(state.selected), state.marker, bool(self.presenter.markers.all()),
            self.presenter.markers.active() is not None, can_paste, project is not None,
            self._studio.session.timeline_id, self.tabs.ids(),
        )  # fmt: skip
        if facts == self._enabled_by:
            return
        self._enabled_by = facts
        actions = self._studio.actions
        for name in _NEEDING_TIMELINE:
            actions.set_enabled(name, there and self._has_what_it_needs(name), panel=_panel_of(name))
        self._show_paste(there and can_paste)
        for name in ("clip.insert", "clip.overwrite", "clip.append", "timeline.new"):
            actions.set_enabled(name, project is not None)
        self._show_timeline_actions()

    def _show_timeline_actions(self) -> None:
        """Enable what is done to timelines as a whole, even to one that cannot be read."""
        actions, ids = self._studio.actions, self.tabs.ids()
        for name in ("timeline.rename", "timeline.duplicate", "timeline.delete"):
            actions.set_enabled(name, self._studio.session.timeline_id in ids)
        for name in ("timeline.next", "timeline.previous"):
            actions.set_enabled(name, len(ids) > 1)

    def _has_what_it_needs(self, name: str) -> bool:
        state = self._view.state
        if name in ("clip.lift", "edit.deselect"):
            return bool(state.selected) or state.marker is not None
        if name in ("timeline.previous_marker", "timeline.next_marker", "timeline.markers"):
            return bool(self.presenter.markers.all())
        return name not in _NEEDING_SELECTION or bool(state.selected)

    def _show_paste(self, can: bool) -> None:
        """Pasting is the timeline's only while copied clips are what would be pasted."""
        actions = self._studio.actions
        if can != self._pastes:
            self._pastes = can
            if can:
                actions.register("edit.paste", self._paste, panel=PANEL)
            else:
                actions.unregister("edit.paste", panel=PANEL)
        actions.set_enabled("clip.paste_over", can)

    def _show_playhead(self, _former: Fraction, _now: Fraction) -> None:
        self._controls.show_time(self._view.state)
        # The marker under the playhead is what "Rename" is about.
        self._show_actions()

    def _show_bars(self) -> None:
        scale, width = self._view.state.scale, max(self.lanes.width(), 1)
        page = width / scale.pixels
        most = max(self._view.most_scroll(), scale.scroll)
        for bar, value, limit, size in (
            (self._across, scale.scroll * _STEPS, most * _STEPS, page * _STEPS),
            (
                self._down,
                self._view.state.scroll_y,
                self._view.most_scroll_rows(),
                self.lanes.height() - RULER,
            ),
        ):
            blocked = bar.blockSignals(True)
            bar.setRange(0, min(round(limit), 2**30))
            bar.setPageStep(max(min(round(size), 2**30), 1))
            bar.setSingleStep(max(round(size / 10), 1))
            bar.setValue(min(round(value), 2**30))
            bar.blockSignals(blocked)
            bar.setVisible(bar.maximum() > 0)

    def _show_menu(self, hit: Hit, place: QPoint) -> None:
        self._menus.for_hit(hit).popup(place)

    def _show_track_menu(self, track_id: str, place: QPoint) -> None:
        self._menus.for_track(track_id).popup(place)

    # --- doing -------------------------------------------------------------------------------------------------

    def _choose(self, tool: Tool) -> None:
        self._view.set_tool(tool)
        # A second click on the tool in use must not turn its button off.
        self._show_state()

    def _rename(self) -> None:
        marker = self.presenter.markers.active()
        if self.tabs.bar.hasFocus() or not (self._view.state.selected or marker is not None):
            self.tabs.rename(self._studio.session.timeline_id)
        elif self._view.state.selected:
            self._menus.ask_name(self._view.state.selected[0])
        elif marker is not None:
            self._menus.ask_marker_name(marker.id)

    def _delete(self) -> None:
        marker = self._view.state.marker
        if marker is not None:
            self.presenter.markers.remove(marker)
        else:
            self.presenter.lift()

    def _hold(self, copied: Copied | None) -> None:
        if copied is not None:
            self._clips.put(copied)

    def _paste(self, *, over: bool = False) -> None:
        if self._clips.copied is not None:
            self.presenter.paste(self._clips.copied, over=over)

    def _show_markers(self) -> None:
        shown = self.window().findChild(MarkerList)
        if shown is None:
            shown = MarkerList(self.presenter.markers, self.window())
        shown.show()
        shown.activateWindow()
        shown.list.setFocus()

    def _toggle_track(self, track_id: str, what: str) -> None:
        self._guarded(lambda: self.presenter.toggle_track(track_id, what))

    def _guarded(self, work: Callable[[], object]) -> None:
        guarded(work, self.show_error)

    # --- media -------------------------------------------------------------------------------------------------

    def _read_media(self, ids: object = None) -> None:
        project = self._studio.session.project
        if project is None:
            self.lanes.set_media({}, None)
            return
        if isinstance(ids, frozenset):
            self._shapes = {key: shape for key, shape in self._shapes.items() if key not in ids}
            changed = [media for key in ids if (media := project.media(key)) is not None]
        else:
            self._shapes, changed = {}, project.media_list()
        self._shapes.update((media.id, _shape(media)) for media in changed)
        self.lanes.set_media(self._shapes, _opener(project.files))

    def _read_media_again(self, ids: object) -> None:
        """Files may be opened now whose pictures could not be made."""
        self.pictures.forget()
        self._read_media(ids)

    def _forget_media(self) -> None:
        self.lanes.set_media({}, None)
        self.pictures.forget()


class DropEmpty(QStackedWidget):
    """The empty state, on which media can be dropped as on the tracks.

    Args:
        empty: What is shown.
        lanes: Takes what is dropped.
    """

    def __init__(self, empty: EmptyState, lanes: Lanes) -> None:
        super().__init__()
        self.setObjectName("timeline.empty")
        self.setAcceptDrops(True)
        self.addWidget(empty)
        self._lanes = lanes

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        self._lanes.dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802, D102
        self._lanes.dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, D102
        self._lanes.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        self._lanes.dropEvent(event)


_NEEDING_SELECTION = frozenset({"clip.ripple_delete", "clip.duplicate", "edit.cut", "edit.copy"})


_PLAYBACK = (
    "playback.play", "playback.stop", "playback.backward", "playback.forward", "playback.previous_frame",
    "playback.next_frame", "playback.second_back", "playback.second_on", "playback.previous_cut", "playback.next_cut",
    "playback.start", "playback.end", "playback.set_in", "playback.set_out", "playback.go_in", "playback.go_out",
    "playback.clear_range",
)  # fmt: skip

_NEEDING_TIMELINE = (
    "clip.edit", "clip.extend", "clip.animate", "clip.ask", "clip.select_here", "clip.split", "clip.trim_start",
    "clip.trim_end", "clip.lift", "clip.ripple_delete",
    "clip.match_frame", "clip.use_frame", "clip.duplicate", "timeline.marker", "timeline.previous_marker",
    "timeline.next_marker", "timeline.markers", "timeline.add_video_track", "timeline.add_audio_track",
    "timeline.zoom_in", "timeline.zoom_out", "timeline.fit", "edit.cut", "edit.copy", "edit.select_all",
    "edit.deselect", "edit.rename", *_PLAYBACK,
)  # fmt: skip


def _panel_of(action_id: str) -> str | None:
    """The panel for which the timeline handles an action: others handle these for their panels or for the window."""
    shared = action_id.partition(".")[0] in ("edit", "playback") or action_id == "clip.use_frame"
    return PANEL if shared else None


def _shape(media: Media) -> MediaShape:
    return MediaShape(media.digest, media.width / media.height if media.width and media.height else 0.0)


def _opener(files: "MediaFiles") -> Callable[[str], Opener]:
    return lambda media_id: lambda: files.path(media_id)


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    from lance_studio.ui.playback.sound import open_sound

    return TimelinePanel(studio, open_sound)
