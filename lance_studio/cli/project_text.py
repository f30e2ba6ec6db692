"""What `info` says of a project: what it holds, and its timelines."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lance_studio.errors import TimelineError

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rows import TimelineRow


def project_document(project: "Project") -> dict[str, Any]:
    """Return what an open project holds, for programs.

    The timelines stand in the window's order. Of one that cannot be read, everything but its id, its name and whether
    it is shown is null.
    """
    from lance_studio.project.rows import CURRENT_TIMELINE

    rows, current = project.timelines(), project.setting(CURRENT_TIMELINE)
    ids = {row.id for row in rows}
    shown = current if current in ids else next((row.id for row in rows), None)
    return {
        "media": len(project.media_list()),
        "nodes": len(project.nodes()),
        "messages": len(project.messages()),
        "jobs": len(project.jobs()),
        "timelines": [
            {"id": row.id, "name": row.name, "shown": row.id == shown, **_facts(project, row)} for row in rows
        ],
    }


def _facts(project: "Project", row: "TimelineRow") -> dict[str, Any]:
    from lance_studio.timeline.queries import clips, duration

    try:
        timeline = project.timeline_value(row.id)
    except TimelineError:
        timeline = None
    if timeline is None:
        return dict.fromkeys(("width", "height", "rate", "duration", "duration_exact", "clips"))
    length = duration(timeline)
    return {
        "width": timeline.width,
        "height": timeline.height,
        "rate": str(timeline.rate),
        "duration": float(length),
        "duration_exact": str(length),
        "clips": len(clips(timeline)),
    }


def project_lines(document: dict[str, Any]) -> list[str]:
    """Return what `project_document` says, for people; the timeline that the window shows has an asterisk."""
    counts = (("media", "media"), ("node", "nodes"), ("message", "messages"), ("job", "jobs"))
    held = ", ".join(f"{document[key]} {key if document[key] != 1 else one}" for one, key in counts)
    lines = [f"Holds: {held}"]
    timelines = document["timelines"]
    if not timelines:
        return [*lines, "", "It has no timeline."]
    rows = [("", "Timeline", "Length", "Picture", "Clips", "Id")]
    rows += [("*" if each["shown"] else "", each["name"], *_cells(each), each["id"]) for each in timelines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines += ["", *("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)]
    hint = "Render one with 'lance-studio render PROJECT --timeline NAME -o FILE'; * is what the window shows."
    return [*lines, "", hint]


def _cells(each: dict[str, Any]) -> tuple[str, str, str]:
    if each["rate"] is None:
        return "damaged", "", ""
    rate = float(Fraction(each["rate"]))
    return f"{each['duration']:.2f} s", f"{each['width']}x{each['height']} at {rate:g} fps", str(each["clips"])
