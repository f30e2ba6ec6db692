"""A frame of a timeline or film as a picture of its own, to be edited on the canvas."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.project.commands.media import AddMedia
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.timing import to_timecode
from lance_studio.ui.background import Background
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.files import MediaFiles
    from lance_studio.workflows.importing import Import


class FrameTaker(QObject):
    """Makes pictures of frames, in the thread pool.

    Args:
        session: Gets the picture as its current node.
        panel: Says in its banner what went wrong.
    """

    def __init__(self, session: Session, panel: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._background = Background(self)
        session.project_closing.connect(self._background.forget_all)

    def take(self, timeline: Timeline, time: Fraction) -> None:
        """Open the frame at a time on the canvas."""
        project = self._session.project
        if project is None:
            return
        name = f"{timeline.name or tr('Timeline')} {to_timecode(time, timeline.rate)}"
        files = project.files
        self._background.start(lambda: _store(files, timeline, time, f"{name}.png"), self._add, self._tell)

    def _add(self, taken: "Import") -> None:
        assert taken.node is not None
        try:
            self._session.run(AddMedia(taken.media, taken.node, name=mark("Open frame")))
        except LanceStudioError as error:
            self._tell(error)
            return
        self._session.select_node(taken.node.id)
        self._session.view("node")

    def _tell(self, error: LanceStudioError) -> None:
        self._session.report(self._panel, error)


def _store(files: "MediaFiles", timeline: Timeline, time: Fraction, name: str) -> "Import":
    from lance_studio.media.images import write_png
    from lance_studio.media.scratch import scratch_folder
    from lance_studio.render.renderer import Renderer
    from lance_studio.workflows.importing import read_picture
    from lance_studio.workflows.sources import ProjectMedia

    with Renderer(ProjectMedia(files), precise=True) as renderer, scratch_folder() as folder:
        target = folder / "frame.png"
        write_png(target, renderer.frame_at(timeline, time))
        return read_picture(target, name, files)
