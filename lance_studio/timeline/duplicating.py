"""Copies of whole timelines."""

from collections.abc import Callable
from dataclasses import replace

from lance_studio.timeline.model import Gap, Item, Marker, Timeline, Track, new_id


def duplicated(timeline: Timeline, name: str, *, ids: Callable[[], str] = new_id) -> Timeline:
    """Copy a timeline with everything on it, under identifiers of its own.

    Nothing that is done to the copy can reach the original: tracks, clips, markers and link groups all have other
    identifiers. What is linked in the original is linked in the copy; media and nodes are shared.

    Args:
        timeline: The timeline, which may be locked in parts.
        name: What the copy is called.
        ids: Makes identifiers.

    Returns:
        The copy.

    Raises:
        TimelineError: The name is too long.
    """
    groups: dict[str, str] = {}

    def group_of(former: str | None) -> str | None:
        if former is None:
            return None
        if former not in groups:
            groups[former] = ids()
        return groups[former]

    def item(former: Item) -> Item:
        if isinstance(former, Gap):
            return former
        return replace(former, id=ids(), link_group=group_of(former.link_group))

    def track(former: Track) -> Track:
        return replace(former, id=ids(), items=tuple(item(each) for each in former.items))

    def marker(former: Marker) -> Marker:
        return replace(former, id=ids())

    return replace(
        timeline,
        id=ids(),
        name=name,
        tracks=tuple(track(each) for each in timeline.tracks),
        markers=tuple(marker(each) for each in timeline.markers),
    )
