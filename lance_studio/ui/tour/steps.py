"""The steps of the tour: what each one says, where it points, and how it is known that the user has done it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.language import mark

if TYPE_CHECKING:
    from lance_studio.project.project import Project


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        id: Its name in the code.
        title: A verb and its object.
        words: What to do; `{example}` stands for an instruction that the active model knows, `{keys}` for the keys of
            `action`.
        place: Where it is done; see `places.py`.
        action: The action whose keys it names, or nothing.
        measure: Counts in the project what the step adds to; the step is done when there is more of it. None where a
            signal tells.
    """

    id: str
    title: str
    words: str
    place: str
    action: str = ""
    measure: "Callable[[Project], int] | None" = None


def _made(project: "Project") -> int:
    return len(project.edges())


def _masks(project: "Project") -> int:
    return len(project.masks())


def _clips(project: "Project") -> int:
    shown = (project.timeline_value(row.id) for row in project.timelines())
    return sum(len(track.items) for timeline in shown if timeline is not None for track in timeline.tracks)


def _answers(project: "Project") -> int:
    return sum(message.role == "assistant" and message.state == "complete" for message in project.messages())


STEPS = (
    Step(
        "edit",
        mark("Change the picture"),
        mark("Write what must change, for example “{example}”, and press Enter. The result takes some seconds."),
        "prompt",
        measure=_made,
    ),
    Step(
        "compare",
        mark("Look at before and after"),
        mark("Press {keys} or this button: both pictures lie over each other. Drag the line between them."),
        "compare",
        "view.compare",
    ),
    Step(
        "mask",
        mark("Change a part only"),
        mark("Leave the comparison, take the brush ({keys}) and paint on the picture. What you paint may change."),
        "brush",
        "tool.brush",
        measure=_masks,
    ),
    Step(
        "history",
        mark("Go back to an earlier turn"),
        mark("Every turn stays in the history. Click on an earlier one: the next change begins there."),
        "history",
    ),
    Step(
        "timeline",
        mark("Put it on the timeline"),
        mark("In the workspace Film press {keys}: the picture in sight comes behind the last clip."),
        "timeline",
        "clip.append",
        measure=_clips,
    ),
    Step(
        "ask",
        mark("Ask about it"),
        mark("In the workspace Ask write a question about what you see, for example “What colour is the car?”"),
        "chat",
        measure=_answers,
    ),
    Step(
        "export",
        mark("Export"),
        mark("In the File menu, export the video or the current frame ({keys}). The file keeps its recipe."),
        "file",
        "file.export_frame",
    ),
)
