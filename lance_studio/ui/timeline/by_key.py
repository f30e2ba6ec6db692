"""What the mouse does by pointing at a clip, done at the playhead: clips are selected and trimmed by keys alone."""

from collections.abc import Callable

from lance_studio.errors import TimelineError
from lance_studio.language import mark, tr
from lance_studio.timeline import queries, trimming
from lance_studio.timeline.queries import ClipPlace
from lance_studio.ui.timeline.presenter import TimelinePresenter


def handlers_at_playhead(presenter: TimelinePresenter) -> dict[str, Callable[..., object]]:
    """Return what the actions do that work on what lies under the playhead, by their ids."""
    return {
        "clip.select_here": lambda: select(presenter),
        "clip.trim_start": lambda: trim(presenter, head=True),
        "clip.trim_end": lambda: trim(presenter, head=False),
    }


def select(presenter: TimelinePresenter) -> None:
    """Select the topmost clip under the playhead, with what is linked to it; pressed again, the one below it.

    Raises:
        TimelineError: No clip lies there.
    """
    places = _under(presenter)
    video = [place for place in places if place.track.kind == "video"]
    found = [place.clip.id for place in (*video[::-1], *(place for place in places if place not in video))]
    view = presenter.view_model
    chosen = next((number for number, clip_id in enumerate(found) if clip_id in view.state.selected), -1)
    view.select(found[(chosen + 1) % len(found)], alone=chosen >= 0)


def trim(presenter: TimelinePresenter, *, head: bool) -> None:
    """Let the selected clips under the playhead begin or end there; all clips under it, if none of them is selected.

    Args:
        presenter: The timeline's.
        head: Whether it is their start.

    Raises:
        TimelineError: No clip lies there, or it is locked.
    """
    view = presenter.view_model
    timeline, time = view.stored, view.state.playhead
    under = [place for place in _under(presenter) if place.start < time < place.end]
    chosen = [place for place in under if place.clip.id in view.state.selected]
    work = trimming.trim_head if head else trimming.trim_tail
    if timeline is None or not under:
        raise _nothing()
    for place in chosen or [place for place in under if not place.track.locked] or under:
        timeline = work(timeline, place.clip.id, time, linked=False)
    view.commit(mark("Trim clip"), timeline)


def _under(presenter: TimelinePresenter) -> tuple[ClipPlace, ...]:
    timeline = presenter.view_model.stored
    found = () if timeline is None else queries.clips_at(timeline, presenter.view_model.state.playhead)
    if not found:
        raise _nothing()
    return found


def _nothing() -> TimelineError:
    return TimelineError(tr("No clip lies under the playhead."), tr("Move the playhead into a clip."))
