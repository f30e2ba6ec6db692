"""Which turn the next instruction follows: by default the last one on what the canvas shows that is not done."""

from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.session import Session
from lance_studio.ui.subject import Subject


class Chaining:
    """Follows the open turns on the node that the canvas shows.

    Somebody who sends a second instruction while the first is at work means what comes of it, unless they say
    otherwise, or have drawn a mask since: that speaks of the picture in sight.

    Args:
        session: Whose project it is.
        mask: The mask over the picture in sight.

    Attributes:
        words: The instruction of the turn that could be followed; empty for none.
    """

    def __init__(self, session: Session, mask: Mask) -> None:
        self._session, self._mask = session, mask
        self._node_id: str | None = None
        self._former: str | None = None
        self._chosen: bool | None = None
        self._sent_mask = mask.revision
        self._shown: str | None = None
        self.words = ""

    def follow(self, node_id: str | None) -> bool:
        """Look again for a turn to follow; returns whether there is another than before.

        Args:
            node_id: The node that the canvas shows.
        """
        before = (self._node_id, self._former)
        if node_id != self._node_id:
            self._node_id, self._chosen = node_id, None
        project = self._session.project
        job = None
        if project is not None and node_id is not None and _any_open(self._session):
            from lance_studio.workflows.chaining import facts_of, last_turn_on

            job = last_turn_on(project, node_id)
            facts = None if job is None else facts_of(job.request)
            self.words = "" if job is None or facts is None else facts.words
        self._former = None if job is None else job.id
        if job is None:
            self.words, self._chosen = "", None
        return before != (self._node_id, self._former)

    def turn(self, target: Subject | None) -> str | None:
        """Return the job that an instruction on a target follows; None where it goes from the target itself."""
        if self._former is None or target is None or target.timeline_id is not None:
            return None
        if target.node_id != self._node_id:
            return None
        drawn = not self._mask.is_empty() and self._mask.revision != self._sent_mask
        follows = not drawn if self._chosen is None else self._chosen
        return self._former if follows else None

    def choose(self, wanted: bool) -> None:
        """Follow the turn, or do not, with the next instruction."""
        self._chosen = wanted

    def sent(self) -> None:
        """An instruction was sent: the mask of now belongs to it, and the choice was for it."""
        self._sent_mask, self._chosen = self._mask.revision, None

    def may_change(self) -> bool:
        """Return whether a change of the mask may change what is followed."""
        return self._former is not None


def _any_open(session: Session) -> bool:
    project = session.project
    if project is None:
        return False
    line = project.job_line()
    return bool(len(line.running) or len(line.waiting))
