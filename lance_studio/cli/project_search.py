"""`project search`: find prompts, answers, notes and names in a project."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import Json, Reporter, print_json, print_result, printable
from lance_studio.cli.options import JsonOption
from lance_studio.cli.projects import ProjectArgument, open_to_read
from lance_studio.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lance_studio.project.search.excerpts import Excerpt
    from lance_studio.project.search.query import Hit

GROUP_NAMES = {
    "pictures": "Pictures and clips",
    "answers": "Questions and answers",
    "notes": "Notes",
    "timelines": "Timelines and markers",
}
_KINDS = {"timeline_clip": "clip on a timeline", "medium": "file"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_TextArgument = Annotated[
    list[str],
    typer.Argument(metavar="TEXT", help="Words in any order; a phrase in quotes. Parts of words are found too."),
]


def search(project: ProjectArgument, text: _TextArgument, json_output: JsonOption = False) -> None:
    """Find prompts, answers, notes and names in a project.

    Case and accents do not count. The project may be open in the window at the same time.
    """
    from lance_studio.project.search.folding import terms_of

    # A shell has taken the quotes of what was given as one argument with spaces; there every word counts alone.
    question = " ".join(text)
    if not terms_of(question):
        raise InvalidRequestError("There is no word to search for.", "Give a word, or a part of one.")
    with Reporter(json_output=json_output, quiet=False) as reporter, open_to_read(project) as opened:
        hits = opened.search.find(question)
        reporter.close()
        if json_output:
            found = [_document(hit) for hit in hits]
            print_json({"ok": True, "project": str(opened.path), "question": question, "found": found})
        elif hits:
            print_result(_listed(hits))
        else:
            reporter.note("Nothing in this project holds these words.")


def _document(hit: "Hit") -> Json:
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": _part(hit.title),
        "text": _part(hit.body),
        "node": hit.node_id,
        "media": hit.media_id,
        "timeline": hit.timeline_id,
        "seconds": None if hit.time is None else str(hit.time),
        "created": hit.created or None,
    }


def _part(part: "Excerpt") -> Json:
    return {"text": part.text, "found": [list(mark) for mark in part.marks], "whole": part.starts and part.ends}


def _listed(hits: "Sequence[Hit]") -> str:
    from lance_studio.project.search.query import grouped

    lines: list[str] = []
    for group, listed in grouped(hits).items():
        lines += [*([""] if lines else []), GROUP_NAMES[group]]
        for hit in listed:
            texts = [_shown(part) for part in (hit.title, hit.body) if part.text]
            when = "" if hit.time is None else f"{float(hit.time):.2f} s"
            facts = [_KINDS.get(hit.kind, hit.kind), when or hit.created[:16].replace("T", " ")]
            lines.append(f"  {' – '.join(texts)}  ({', '.join(filter(None, facts))})")
    return "\n".join(lines)


def _shown(part: "Excerpt") -> str:
    """Return a part of a text; in a terminal what was found is bold."""
    bold, plain = (_BOLD, _PLAIN) if sys.stdout.isatty() else ("", "")
    shown, last = "", 0
    for start, end in part.marks:
        shown += printable(part.text[last:start]) + bold + printable(part.text[start:end]) + plain
        last = end
    return f"{'' if part.starts else '…'}{shown}{printable(part.text[last:])}{'' if part.ends else '…'}"
