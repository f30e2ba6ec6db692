"""What can be done to the timelines of a project as a whole, for the tabs, the bin and the menu. It draws nothing."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lance_studio import limits
from lance_studio.errors import CommandRefusedError, TimelineError
from lance_studio.language import mark, tr
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline, OrderTimelines, RemoveTimeline, RenameTimeline
from lance_studio.project.rows import CURRENT_TIMELINE, TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.duplicating import duplicated
from lance_studio.timeline.model import Timeline, new_timeline
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.project import Project

_NUMBER = re.compile(r" (\d{1,6})$", re.ASCII)
_COPY = re.compile(r" copy( \d{1,6})?$", re.ASCII)


class Timelines:
    """Makes, names, copies, orders, deletes and shows timelines, each as one step to undo.

    Args:
        session: The open project and the timeline that is shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self) -> tuple[TimelineRow, ...]:
        """Return the timelines of the open project, in order."""
        project = self._session.project
        return () if project is None else tuple(project.timelines())

    def new(self) -> str:
        """Add an empty timeline and show it.

        Returns:
            Its id.

        Raises:
            ProjectError: It could not be stored.
        """
        made = new_timeline(next_name((row.name for row in self._project().timelines()), tr("Timeline")))
        return self.add(made, mark("New timeline"))

    def add(self, timeline: Timeline, step: str, before: Sequence[Command] = ()) -> str:
        """Store a timeline and show it.

        Args:
            timeline: A timeline that the project does not hold yet.
            step: What the undo list calls it.
            before: What must be in the project before it, for example its media; a part of the same step.

        Returns:
            Its id.

        Raises:
            ProjectError: It could not be stored.
        """
        row = TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))
        self._session.run(Together(step, (*before, AddTimeline(row), SetSetting(CURRENT_TIMELINE, timeline.id))))
        self._session.select_timeline(timeline.id)
        return timeline.id

    def rename(self, timeline_id: str, name: str) -> None:
        """Give a timeline another name; a blank one, or the one that it has, changes nothing.

        Raises:
            TimelineError: The name is too long.
            ProjectError: It could not be stored.
        """
        words = " ".join(name.split())
        if words and words != self._row(timeline_id).name:
            self._session.run(RenameTimeline(timeline_id, words))

    def duplicate(self, timeline_id: str) -> str:
        """Add a copy of a timeline and show it.

        Returns:
            The copy's id.

        Raises:
            TimelineError: The timeline cannot be read.
            ProjectError: It could not be stored.
        """
        row, project = self._row(timeline_id), self._project()
        timeline = project.timeline_value(timeline_id)
        assert timeline is not None
        name = copy_name((each.name for each in project.timelines()), row.name)
        return self.add(duplicated(timeline, name), mark("Duplicate timeline"))

    def delete(self, timeline_id: str) -> None:
        """Remove a timeline; one that is shown gives way to its neighbour.

        Raises:
            ProjectError: It could not be removed.
        """
        self._row(timeline_id)
        self._session.run(RemoveTimeline(timeline_id, name=mark("Delete timeline")))

    def order(self, timeline_ids: Sequence[str]) -> None:
        """Put the timelines into another order; without a difference nothing happens.

        Raises:
            CommandRefusedError: One of them is not in the project any more.
            ProjectError: The order could not be stored.
        """
        if [row.id for row in self.rows()] != list(timeline_ids):
            self._session.run(OrderTimelines(tuple(timeline_ids)))

    def move(self, timeline_id: str, step: int) -> None:
        """Move a timeline by a number of places among the others; at an end it stays.

        Raises:
            ProjectError: The order could not be stored.
        """
        ids = [row.id for row in self.rows()]
        place = ids.index(self._row(timeline_id).id)
        ids.insert(min(max(place + step, 0), len(ids) - 1), ids.pop(place))
        self.order(ids)

    def show(self, timeline_id: str) -> None:
        """Show a timeline in its panel; what is selected elsewhere stays."""
        self._row(timeline_id)
        self._session.select_timeline(timeline_id)

    def open(self, timeline_id: str) -> None:
        """Show a timeline in its panel and in the viewer, and bring the panel to the front."""
        self.show(timeline_id)
        self._session.view("timeline")
        self._session.reveal("timeline")

    def show_next(self, step: int) -> None:
        """Show the timeline that stands a number of places further; after the last one comes the first."""
        ids = [row.id for row in self.rows()]
        if ids:
            shown = self._session.timeline_id
            self.show(ids[(ids.index(shown) + step) % len(ids)] if shown in ids else ids[0])

    def _project(self) -> "Project":
        if self._session.project is None:
            raise CommandRefusedError(tr("No project is open."), tr("Open or create one first."))
        return self._session.project

    def _row(self, timeline_id: str) -> TimelineRow:
        row = self._project().timeline(timeline_id)
        if row is None:
            raise TimelineError(tr("This timeline is not in the project any more."), tr("Choose another one."))
        return row


def next_name(names: Iterable[str], word: str) -> str:
    """Return the name of a new timeline, such as "Timeline 3", which none has: numbers go on from the greatest one.

    Args:
        names: The names that are taken.
        word: What the name begins with.
    """
    numbers = (m[1] for name in names if name.startswith(word) and (m := _NUMBER.fullmatch(name, len(word))))
    return f"{word} {max(map(int, numbers), default=0) + 1}"


def copy_name(names: Iterable[str], original: str) -> str:
    """Return the name of a copy, which none has: "Film copy", then "Film copy 2"; of a copy as of its original.

    Args:
        names: The names that are taken.
        original: The name of what is copied; it is cut where the copy's would be too long.
    """
    taken = set(names)
    # English: the next copy's name is found by this word, in projects of any language.
    stem = _COPY.sub("", original)[: limits.NAME_CHARACTERS.most - len(" copy 000000")]
    # English: as above.
    numbered = (f"{stem} copy{f' {number}' if number > 1 else ''}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
