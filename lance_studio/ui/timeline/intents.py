"""What the clip menu and the keys ask of other panels, and the table's actions of the timeline."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import ClipPlace, duration, find_clip, source_time
from lance_studio.timeline.timing import align, time_of
from lance_studio.timeline.visible import active_clip, topmost_visible
from lance_studio.ui.playback.frame_taker import FrameTaker
from lance_studio.ui.playback.transport import Transport
from lance_studio.ui.session import PromptRequest, Session
from lance_studio.ui.timeline.presenter import ZOOM_STEP, TimelinePresenter
from lance_studio.ui.timeline.tabs import TimelineTabs
from lance_studio.ui.timeline.timeline_view_model import PANEL
from lance_studio.ui.timelines import Timelines

if TYPE_CHECKING:
    from lance_studio.workflows.media_placement import How


class ClipIntents(QObject):
    """What is asked of others about a clip.

    Args:
        presenter: Knows the clips.
        session: Tells the other panels.
    """

    def __init__(self, presenter: TimelinePresenter, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._session = session
        self._frames = FrameTaker(session, PANEL, self)

    def request(self, mode: str, clip_id: str | None = None, time: Fraction | None = None) -> None:
        """Let the panel concerned begin an instruction about a clip.

        Args:
            mode: "edit", "extend", "animate" or "ask".
            clip_id: The clip; None means the selected one, or else the topmost that is seen at the playhead.
            time: The moment that it is about, or None for all of the clip.

        Raises:
            TimelineError: There is no such clip, or a film is to be animated.
        """
        place = self._active(clip_id)
        if mode == "animate" and not place.clip.endless:
            raise TimelineError(
                tr("Only a still picture can be animated."), tr("Choose a picture, or extend the clip.")
            )
        node_id = self._node_of(place.clip)
        if mode == "animate" and node_id is not None:
            self._session.select_node(node_id)
        self._session.request_prompt(PromptRequest(mode, node_id=node_id, clip_id=place.clip.id, time=time))

    def ask_about_frame(self, clip_id: str | None = None) -> None:
        """Ask about the frame under the playhead.

        Raises:
            TimelineError: Nothing is seen there.
        """
        timeline = self._require()
        time = min(self._session.playhead, duration(timeline) - time_of(1, timeline.rate))
        here = find_clip(timeline, clip_id) if clip_id is not None else topmost_visible(timeline, time)
        if here is None or not here.start <= time < here.end:
            raise TimelineError(tr("There is no picture under the playhead."), tr("Move the playhead into a clip."))
        self._session.view("timeline")
        self.request("ask", here.clip.id, time)

    def open_frame(self) -> None:
        """Make the frame under the playhead a picture of its own and open it on the canvas."""
        timeline = self._require()
        if duration(timeline) == 0:
            raise TimelineError(tr("The timeline is empty."), tr("Drag a picture or a video onto it first."))
        last = duration(timeline) - time_of(1, timeline.rate)
        self._frames.take(timeline, min(self._session.playhead, last))

    def match_frame(self) -> None:
        """Open what the clip under the playhead was made from, at the very frame that the clip shows there."""
        place = self._active(None, sounds=True)
        time = align(self._session.playhead, self._require().rate)
        inside = min(max(time, place.start), place.end - time_of(1, self._require().rate))
        self._session.select_media(place.clip.media_id)
        self._session.open_medium(
            place.clip.media_id,
            node_id=self._node_of(place.clip),
            time=None if place.clip.endless else source_time(place, inside),
        )

    def reveal(self, clip_id: str) -> None:
        """Select a clip's medium in the media bin and its node in the history."""
        clip = find_clip(self._require(), clip_id).clip
        self._session.select_media(clip.media_id)
        node_id = self._node_of(clip)
        if node_id is not None:
            self._session.select_node(node_id)

    def _require(self) -> Timeline:
        if self._presenter.view_model.stored is None:
            raise TimelineError(tr("There is no timeline yet."), tr("Drag a picture or a video onto it first."))
        return self._presenter.view_model.stored

    def _active(self, clip_id: str | None, *, sounds: bool = False) -> ClipPlace:
        timeline = self._require()
        if clip_id is not None:
            return find_clip(timeline, clip_id)
        place = active_clip(timeline, self._session.clip_ids, self._session.playhead, sounds=sounds)
        if place is None:
            raise TimelineError(tr("No clip is selected."), tr("Select one, or move the playhead into it."))
        return place

    def _node_of(self, clip: Clip) -> str | None:
        project = self._session.project
        if project is None:
            return None
        if clip.node_id is not None and project.node(clip.node_id) is not None:
            return clip.node_id
        return next((node.id for node in project.nodes() if node.media_id == clip.media_id), None)


def handlers(
    presenter: TimelinePresenter, intents: ClipIntents, transport: Transport
) -> dict[str, Callable[..., object]]:
    """Return what the actions of the table do that belong to the timeline, by their ids."""
    p, v, m, t = presenter, presenter.view_model, presenter.markers, transport
    return {
        "clip.edit": lambda: intents.request("edit"),
        "clip.extend": lambda: intents.request("extend"),
        "clip.animate": lambda: intents.request("animate"),
        "clip.ask": lambda: intents.request("ask"),
        "clip.split": p.split_at_playhead,
        "clip.ripple_delete": p.ripple_delete,
        "clip.match_frame": intents.match_frame,
        "clip.duplicate": p.duplicate,
        "timeline.marker": m.toggle,
        "timeline.previous_marker": lambda: m.go_to_next(forward=False),
        "timeline.next_marker": lambda: m.go_to_next(forward=True),
        "timeline.add_video_track": lambda: p.add_track("video"),
        "timeline.add_audio_track": lambda: p.add_track("audio"),
        "timeline.zoom_in": lambda: v.zoom(ZOOM_STEP),
        "timeline.zoom_out": lambda: v.zoom(1 / ZOOM_STEP),
        "timeline.fit": v.fit,
        "edit.select_all": v.select_all,
        "edit.deselect": lambda: v.select(None),
        "playback.play": t.toggle,
        "playback.stop": t.stop,
        "playback.backward": lambda: t.shuttle(forward=False),
        "playback.forward": lambda: t.shuttle(forward=True),
        "playback.previous_frame": lambda: v.step(-1),
        "playback.next_frame": lambda: v.step(1),
        "playback.second_back": lambda: v.step_second(-1),
        "playback.second_on": lambda: v.step_second(1),
        "playback.previous_cut": lambda: v.go_to_cut(forward=False),
        "playback.next_cut": lambda: v.go_to_cut(forward=True),
        "playback.start": v.go_to_start,
        "playback.end": v.go_to_end,
        "playback.set_in": m.set_in,
        "playback.set_out": m.set_out,
        "playback.go_in": m.go_to_in,
        "playback.go_out": m.go_to_out,
        "playback.clear_range": m.clear_range,
    }


def placing_handlers(
    presenter: TimelinePresenter, session: Session, panel: Callable[[], str | None]
) -> dict[str, Callable[..., object]]:
    """Return what the actions do that put media on the timeline, and bring its panel to sight.

    Args:
        presenter: Does it.
        session: Shows the panel.
        panel: Says which panel was used last: the media bin's keys act on what is selected there.
    """

    def place(how: "How") -> Callable[[], None]:
        def run() -> None:
            seen = presenter.seen() if panel() != "media" else None
            if seen is not None:
                presenter.place_seen(seen, how)
                session.reveal(PANEL)
                return
            items = presenter.chosen()
            if not items:
                raise TimelineError(tr("No picture or video is selected."), tr("Select one in the media bin first."))
            presenter.place(items, how)
            session.reveal(PANEL)

        return run

    def begin() -> None:
        presenter.new_timeline()
        session.reveal(PANEL)

    return {
        "clip.insert": place("insert"),
        "clip.overwrite": place("overwrite"),
        "clip.append": place("append"),
        "timeline.new": begin,
    }


def timeline_handlers(timelines: Timelines, tabs: TimelineTabs, session: Session) -> dict[str, Callable[..., object]]:
    """Return what the actions do that concern a timeline as a whole: the one that is shown."""

    def shown(work: Callable[[str], object]) -> Callable[[], object]:
        return lambda: None if session.timeline_id is None else work(session.timeline_id)

    def rename(timeline_id: str) -> None:
        session.reveal(PANEL)
        tabs.rename(timeline_id)

    return {
        "timeline.rename": shown(rename),
        "timeline.duplicate": shown(timelines.duplicate),
        "timeline.delete": shown(timelines.delete),
        "timeline.next": lambda: timelines.show_next(1),
        "timeline.previous": lambda: timelines.show_next(-1),
    }
