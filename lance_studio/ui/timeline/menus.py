"""The menus that open on clips, on empty places, on markers and on tracks."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from lance_studio.language import tr
from lance_studio.timeline.queries import find_clip, gap_at, linked, track
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.theme import icon
from lance_studio.ui.timeline.geometry import Hit
from lance_studio.ui.timeline.intents import ClipIntents
from lance_studio.ui.timeline.presenter import TimelinePresenter
from lance_studio.ui.timeline.timeline_view_model import PANEL
from lance_studio.ui.widgets.dialogs import ask_name
from lance_studio.ui.widgets.layouts import named

_ADD_TRACK = ("timeline.add_video_track", "timeline.add_audio_track")
SPEEDS = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(4))


class Menus:
    """Builds the menus.

    Args:
        presenter: Does what concerns the timeline.
        intents: Asks other panels.
        actions: Does what the table knows.
        parent: Owns the menus.
    """

    def __init__(self, presenter: TimelinePresenter, intents: ClipIntents, actions: Actions, parent: QWidget) -> None:
        self._presenter, self._intents, self._actions, self._parent = presenter, intents, actions, parent
        self._view = presenter.view_model

    def for_hit(self, hit: Hit) -> QMenu:
        """Return the menu for what lies under the pointer."""
        if hit.clip is not None:
            return self._for_clip(hit)
        if hit.marker_id is not None:
            return self._for_marker(hit.marker_id)
        menu = self._menu("timeline.menu.lane")
        timeline = self._view.stored
        if timeline is not None and hit.track_id is not None:
            lane = track(timeline, hit.track_id)
            gap = self._add(
                menu, tr("Close gap"), "arrow-line-left", lambda: self._presenter.close_gap(lane.id, hit.time)
            )
            gap.setEnabled(gap_at(lane, hit.time) is not None and not lane.locked)
            menu.addSeparator()
        self._add_known(menu, "edit.paste", "clip.paste_over", "clip.insert", "clip.overwrite", "clip.append")
        menu.addSeparator()
        self._add_known(menu, "timeline.marker", *_ADD_TRACK, "timeline.fit")
        return menu

    def _for_marker(self, marker_id: str) -> QMenu:
        menu = self._menu("timeline.menu.marker")
        self._add(menu, tr("Go to marker"), "flag", lambda: self._presenter.markers.go_to(marker_id))
        self._add(menu, tr("Rename…"), "pencil-simple", lambda: self.ask_marker_name(marker_id))
        self._add(menu, tr("Remove marker"), "trash", lambda: self._presenter.markers.remove(marker_id))
        menu.addSeparator()
        self._add_known(menu, "timeline.previous_marker", "timeline.next_marker", "timeline.markers")
        return menu

    def for_track(self, track_id: str) -> QMenu:
        """Return the menu of a track's header."""
        menu = self._menu("timeline.menu.track")
        self._add_known(menu, *_ADD_TRACK)
        menu.addSeparator()
        self._add(menu, tr("Remove track"), "trash", lambda: self._presenter.remove_track(track_id))
        return menu

    def _for_clip(self, hit: Hit) -> QMenu:
        place = hit.clip
        assert place is not None
        clip, intents, presenter = place.clip, self._intents, self._presenter
        menu = self._menu("timeline.menu.clip")
        if place.track.kind == "video":
            edit = self._add(menu, tr("Edit by instruction…"), "magic-wand", lambda: intents.request("edit", clip.id))
            self._follow(edit, "clip.edit")
            if clip.endless:
                animate = self._add(menu, tr("Animate…"), "film-strip", lambda: intents.request("animate", clip.id))
                self._follow(animate, "clip.animate")
            else:
                extend = self._add(
                    menu, tr("Extend clip…"), "arrow-line-right", lambda: intents.request("extend", clip.id)
                )
                self._follow(extend, "clip.extend")
            ask = self._add(
                menu, tr("Ask about this clip…"), "chat-circle-text", lambda: intents.request("ask", clip.id)
            )
            self._follow(ask, "clip.ask")
            frame = self._add(menu, tr("Ask about this frame…"), "image", lambda: intents.ask_about_frame(clip.id))
            frame.setEnabled(place.start <= presenter.view_model.state.playhead < place.end)
            self._follow(frame, "clip.ask")
            menu.addSeparator()
        self._add_known(menu, "edit.cut", "edit.copy", "edit.paste", "clip.duplicate")
        menu.addSeparator()
        self._add_known(menu, "clip.split", "clip.lift", "clip.ripple_delete")
        menu.addMenu(self._speeds(clip.id, clip.speed, menu))
        self._add_links(menu, clip.id)
        self._add(menu, tr("Rename…"), "pencil-simple", lambda: self.ask_name(clip.id))
        menu.addSeparator()
        self._add(menu, tr("Properties"), "sliders-horizontal", lambda: self._show_properties(clip.id))
        self._add(menu, tr("Reveal in media"), "folder-open", lambda: self._reveal(clip.id))
        return menu

    def _speeds(self, clip_id: str, now: Fraction, menu: QMenu) -> QMenu:
        speeds = named(QMenu(tr("Speed"), menu), "timeline.menu.speed")
        speeds.setIcon(icon("gauge", "muted"))
        for speed in SPEEDS:
            text = f"{float(speed) * 100:g} %"
            chosen = self._add(speeds, text, "", lambda speed=speed: self._presenter.set_speed(clip_id, speed))
            chosen.setCheckable(True)
            chosen.setChecked(speed == now)
        return speeds

    def _add_links(self, menu: QMenu, clip_id: str) -> None:
        timeline = self._view.stored
        if timeline is not None and len(linked(timeline, clip_id)) > 1:
            self._add(menu, tr("Unlink"), "link-simple", lambda: self._presenter.unlink(clip_id))
        elif len(self._view.state.selected) > 1:
            self._add(menu, tr("Link clips"), "link-simple", self._presenter.link_selected)

    def ask_name(self, clip_id: str) -> None:
        """Let the user type another name for a clip."""
        timeline = self._view.stored
        if timeline is not None:
            name = find_clip(timeline, clip_id).clip.name
            self._ask(tr("Rename clip"), name, lambda text: self._presenter.rename_clip(clip_id, text))

    def ask_marker_name(self, marker_id: str) -> None:
        """Let the user type another name for a marker."""
        marker = self._presenter.markers.find(marker_id)
        if marker is not None:
            self._ask(tr("Rename marker"), marker.name, lambda text: self._presenter.markers.rename(marker_id, text))

    def _ask(self, title: str, name: str, work: Callable[[str], None]) -> None:
        def take(text: str) -> None:
            self._guarded(lambda: work(text))

        ask_name(self._parent, title, "timeline.rename", name, take)

    def _show_properties(self, clip_id: str) -> None:
        self._view.select(clip_id)
        self._view.session.reveal("inspector")

    def _reveal(self, clip_id: str) -> None:
        self._intents.reveal(clip_id)
        self._view.session.reveal("media")

    def _menu(self, name: str) -> QMenu:
        menu = named(QMenu(self._parent), name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        return menu

    def _add(self, menu: QMenu, text: str, icon_name: str, work: Callable[[], object]) -> QAction:
        sign = icon(icon_name, "muted") if icon_name else None
        return texts.add_action(menu, text, sign, lambda: self._guarded(work))

    def _add_known(self, menu: QMenu, *names: str) -> None:
        menu.addActions([self._actions.action(name) for name in names])

    def _follow(self, action: QAction, action_id: str) -> None:
        """Refuse what the engine's backend cannot do, as the action of the table does, and show why."""
        if reason := self._actions.refusal(action_id):
            action.setEnabled(False)
            texts.set_tooltip(action, reason)

    def _guarded(self, work: Callable[[], object]) -> None:
        guarded(work, partial(self._view.session.report, PANEL))
