"""What is dropped on a prompt field or pasted into it becomes what the text acts on."""

from collections.abc import Callable

from lance_studio.ui.incoming import Incoming
from lance_studio.ui.session import Session


def attach(session: Session, what: Incoming, use: Callable[[str, str | None], object]) -> None:
    """Import what came, if it is not in the project yet, and use the first of it.

    Args:
        session: Whose project it goes into.
        what: What was dropped or pasted.
        use: Gets the ids of the medium and of its node, or None where a sound has no node.
    """
    if what.media:
        media_id, node_id = what.media[0]
        _use(session, media_id, node_id, use)
    else:
        session.take_in(what, lambda ids: _use(session, ids[0], None, use))


def _use(session: Session, media_id: str | None, node_id: str | None, use: Callable[[str, str | None], object]) -> None:
    from lance_studio.workflows.media_placement import node_of_medium

    project = session.project
    if project is None:
        return
    node = project.node(node_id) if node_id is not None else None
    if node is None and media_id is not None:
        node = node_of_medium(project, media_id)
    wanted = media_id or (node.media_id if node is not None else None)
    if wanted is not None and project.media(wanted) is not None:
        use(wanted, None if node is None else node.id)
