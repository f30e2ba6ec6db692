"""Somebody who works in the studio without a plan: what a person does with mouse and keys, drawn by chance."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer

from lance_studio.errors import LanceStudioError
from lance_studio.project.project import Project
from lance_studio.timeline import queries, trimming
from lance_studio.ui.main_window import MainWindow
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import (
    Animate,
    AskPicture,
    EditClip,
    EditPicture,
    ExtendClip,
    GenerateClip,
    GeneratePicture,
)
from tests.e2e.kills.ledger import Writer

SIZE = 64
MOST_NODES, MOST_JOBS, MOST_MESSAGES, MOST_CLIPS = 40, 30, 30, 30
_WORDS = ("a red boat", "a green house", "two birds", "the sea at night", "make it blue", "fail", "snow on the roof")


class User(QObject):
    """Does one thing after the other, until there is a file that says to stop.

    Args:
        window: The studio.
        writer: Where it is noted what was done.
        seed: What is done.
        project: The file that is closed and opened again now and then.
        media: A folder with files to import.
        stop: The file.
        pauses: Milliseconds between two deeds, to choose from; an engine that computes needs longer ones, because jobs
            that are not done soon are cancelled again.
    """

    def __init__(
        self, window: MainWindow, writer: Writer, seed: int, project: Path, media: Path, stop: Path,
        pauses: tuple[int, ...],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._writer, self._path, self._stop = window, writer, project, stop
        self._chance, self._pauses = random.Random(seed), pauses
        self._media = sorted(media.iterdir())
        self._work, self._session, self._actions = window.studio.work, window.studio.session, window.studio.actions
        # The presenters of the panels, which `PanelFrame` does not know of.
        self._timeline, self._history, self._bin, self._chat, self._queue, self._inspector, self._canvas = (
            cast(Any, window.panel(name)).presenter
            for name in ("timeline", "history", "media", "chat", "queue", "inspector", "canvas")
        )
        # What a person would do, and how often.
        self._habits: dict[Callable[[Project], object], int] = {
            self._draw: 6, self._submit: 3, self._film: 2, self._edit: 5, self._edit_inside: 4, self._longer: 2,
            self._ask: 4, self._say: 4, self._replay: 1, self._edit_on_timeline: 2,
            self._import: 3, self._rename: 4, self._star: 2, self._hide: 1, self._remove: 2, self._remove_media: 1,
            self._collect: 1, self._place: 6, self._split: 4, self._lift: 2, self._trim: 4, self._mark: 3,
            self._switch_track: 1, self._drag_number: 4, self._name_clip: 2,
            self._undo: 10, self._redo: 6, self._cancel: 3, self._cancel_all: 1, self._reorder: 4, self._pause: 1,
            self._retry: 2, self._change_job: 2, self._tidy: 1, self._reopen: 1, self._fill_disk: 1,
        }  # fmt: skip
        self._disk_is_full = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)
        self._timer.start(0)

    # --- one thing after the other ------------------------------------------------------------------------------------

    def _act(self) -> None:
        if self._stop.exists():
            # Again and again: the window stays where the project could not be closed, so that its banner is read.
            self._window.close()
            self._window.leaving.agree()
            return
        self._timer.setInterval(self._chance.choice(self._pauses))
        project = self._session.project
        if project is None:
            return
        habit = self._next(project)
        try:
            habit(project)
        except LanceStudioError as error:
            self._writer.say("refused", what=habit.__name__, text=str(error))
        else:
            self._writer.say("did", what=habit.__name__)

    def _next(self, project: Project) -> Callable[[Project], object]:
        """Choose at random; but nothing grows without end, and there is always something to compute."""
        jobs = project.jobs()
        if self._disk_is_full and self._chance.random() < 0.1:
            return self._free_disk
        if self._work.queue.paused:
            return self._chance.choice((self._resume, self._reorder, self._place))
        if len(jobs) > MOST_JOBS or len(project.messages()) > MOST_MESSAGES:
            return self._tidy
        waiting = sum(job.state == "queued" for job in jobs)
        if waiting > 6:
            return self._chance.choice((self._cancel_all, self._reorder, self._cancel, self._undo, self._redo))
        if not waiting:
            return self._chance.choice((self._draw, self._submit, self._ask))
        if len(project.nodes()) > MOST_NODES:
            return self._chance.choice((self._remove, self._remove, self._remove_media, self._undo))
        return self._chance.choices(list(self._habits), list(self._habits.values()))[0]

    # --- what to do it with -------------------------------------------------------------------------------------------

    def _words(self) -> str:
        return f"{self._chance.choice(_WORDS)} {self._chance.randrange(1000)}"

    def _options(self) -> Options:
        return Options(seed=self._chance.randrange(1 << 20), width=SIZE, height=SIZE)

    def _node(self, project: Project, kind: str | None = None) -> str | None:
        found = [node.id for node in project.nodes() if kind in (None, node.kind)]
        return self._chance.choice(found) if found else None

    def _job(self, project: Project, *kinds: str) -> str | None:
        found = [job.id for job in project.jobs() if job.state in kinds]
        return self._chance.choice(found) if found else None

    def _clip(self) -> queries.ClipPlace | None:
        timeline = self._timeline.view_model.state.timeline
        clips = queries.clips(timeline) if timeline is not None else ()
        return self._chance.choice(clips) if clips else None

    def _seek(self) -> None:
        self._timeline.view_model.seek(Fraction(self._chance.randrange(240), 24))

    # --- pictures, clips, words ---------------------------------------------------------------------------------------

    def _draw(self, _project: Project) -> None:
        wish = GeneratePicture(self._words(), self._options(), self._chance.choice((1, 1, 1, 2)))
        self._work.submit(wish, chat=self._chance.random() < 0.3)

    def _submit(self, project: Project) -> None:
        self._canvas.set_mode(self._chance.choice(("new", "edit")))
        if (node := self._node(project)) is not None and self._chance.random() < 0.5:
            self._session.select_node(node)
        self._canvas.submit(self._words())

    def _film(self, project: Project) -> None:
        node = self._node(project, "picture")
        if node is not None and self._chance.random() < 0.5:
            self._work.submit(Animate(OfNode(node), self._words(), Options(frames=5)))
        else:
            self._work.submit(GenerateClip(self._words(), Options(width=SIZE, height=SIZE, frames=5)))

    def _edit(self, project: Project) -> None:
        if (node := self._node(project, "picture")) is not None:
            self._work.submit(EditPicture(node, self._words()), chat=self._chance.random() < 0.3)

    def _edit_inside(self, project: Project) -> None:
        node = project.node(self._node(project, "picture") or "")
        media = None if node is None else project.media(node.media_id)
        if node is None or media is None or media.width is None or media.height is None:
            return
        mask = np.zeros((media.height, media.width), np.uint8)
        mask[: self._chance.randrange(1, media.height)] = 255
        self._work.submit_masked(EditPicture(node.id, self._words()), mask)

    def _longer(self, project: Project) -> None:
        if (node := self._node(project, "clip")) is not None:
            self._work.submit(ExtendClip(OfNode(node), self._words(), Options(frames=4)))

    def _edit_on_timeline(self, _project: Project) -> None:
        place, timeline = self._clip(), self._timeline.view_model.state.timeline
        if place is not None and timeline is not None:
            where = OnTimeline(timeline.id, place.clip.id)
            self._work.submit(self._chance.choice((EditClip, ExtendClip, Animate))(where, self._words()))

    def _ask(self, project: Project) -> None:
        if (node := self._node(project, "picture")) is not None:
            self._work.submit(AskPicture(node, self._words()))

    def _say(self, project: Project) -> None:
        if (node := self._node(project)) is not None:
            self._session.select_node(node)
        self._chat.set_mode(self._chance.choice(("ask", "edit", "generate", "extend")))
        self._chat.send(self._words())

    def _replay(self, project: Project) -> None:
        if (node := self._node(project)) is not None:
            self._history.replay(node)

    # --- media and history --------------------------------------------------------------------------------------------

    def _import(self, _project: Project) -> None:
        self._bin.import_files(self._chance.sample(self._media, self._chance.choice((1, 1, 2))))

    def _rename(self, project: Project) -> None:
        if (node := self._node(project)) is not None:
            self._history.rename(node, self._words())

    def _star(self, project: Project) -> None:
        if (node := self._node(project)) is not None:
            self._history.star(node)

    def _hide(self, project: Project) -> None:
        if (node := self._node(project)) is not None:
            self._history.hide(node)

    def _remove(self, project: Project) -> None:
        edges = project.edges()
        leaves = {node.id for node in project.nodes()} - {parent for edge in edges for parent in edge.parents}
        if leaves:
            self._history.remove(self._chance.choice(sorted(leaves)))

    def _remove_media(self, project: Project) -> None:
        if found := project.media_list():
            self._bin.remove([self._chance.choice(found).id])

    def _collect(self, _project: Project) -> None:
        self._bin.embed()

    # --- the timeline -------------------------------------------------------------------------------------------------

    def _place(self, project: Project) -> None:
        timeline = self._timeline.view_model.state.timeline
        if timeline is not None and len(queries.clips(timeline)) > MOST_CLIPS:
            self._timeline.view_model.edit("Remove track", lambda t: t if len(t.tracks) < 2 else _without_clips(t))
            return
        items = self._timeline.found([(None, self._node(project))])
        self._seek()
        self._timeline.place(items, self._chance.choice(("insert", "overwrite", "append")))

    def _split(self, _project: Project) -> None:
        self._seek()
        self._timeline.split_at_playhead()

    def _lift(self, _project: Project) -> None:
        if (place := self._clip()) is not None:
            self._session.select_clips((place.clip.id,))
            self._chance.choice((self._timeline.lift, self._timeline.ripple_delete))()

    def _trim(self, _project: Project) -> None:
        if (place := self._clip()) is not None:
            time = place.start + place.clip.duration * Fraction(self._chance.randrange(1, 8), 8)
            trim = self._chance.choice((trimming.trim_tail, trimming.trim_head, trimming.ripple_trim_tail))
            self._timeline.view_model.edit("Trim clip", lambda t: trim(t, place.clip.id, time))

    def _mark(self, _project: Project) -> None:
        self._seek()
        markers = self._timeline.markers
        self._chance.choice((markers.toggle, markers.set_in, markers.set_out, markers.clear_range))()

    def _switch_track(self, _project: Project) -> None:
        if (timeline := self._timeline.view_model.state.timeline) is not None:
            self._timeline.toggle_track(
                self._chance.choice(timeline.tracks).id, self._chance.choice(("muted", "hidden"))
            )

    def _drag_number(self, _project: Project) -> None:
        if (place := self._clip()) is not None:
            self._session.select_clips((place.clip.id,))
            for _ in range(self._chance.randrange(1, 4)):
                self._inspector.drag_clip("opacity", self._chance.randrange(100))
            if self._chance.random() < 0.5:
                self._inspector.set_clip("opacity", self._chance.randrange(100))

    def _name_clip(self, _project: Project) -> None:
        if (place := self._clip()) is not None:
            self._timeline.rename_clip(place.clip.id, self._words())

    # --- undo, redo, queue, project -----------------------------------------------------------------------------------

    def _undo(self, _project: Project) -> None:
        self._actions.trigger("edit.undo")

    def _redo(self, _project: Project) -> None:
        self._actions.trigger("edit.redo")

    def _cancel(self, project: Project) -> None:
        if (job := self._job(project, "queued", "running")) is not None:
            self._queue.cancel(job)

    def _cancel_all(self, _project: Project) -> None:
        self._queue.cancel_all()

    def _reorder(self, project: Project) -> None:
        if (job := self._job(project, "queued")) is not None:
            self._queue.move_by(job, self._chance.choice((-1, 1)))

    def _pause(self, _project: Project) -> None:
        self._queue.set_paused(True)

    def _resume(self, _project: Project) -> None:
        self._queue.set_paused(False)

    def _retry(self, project: Project) -> None:
        if (job := self._job(project, "failed", "cancelled")) is not None:
            self._queue.retry(job)

    def _change_job(self, project: Project) -> None:
        if (job := self._job(project, "queued")) is not None:
            self._work.change_job(job, prompt=self._words())

    def _tidy(self, _project: Project) -> None:
        self._queue.clear_finished()
        self._chat.clear()

    def _fill_disk(self, project: Project) -> None:
        """Let the file grow no more, so that nearly every commit is refused."""
        [pages] = project._store.connection.execute("PRAGMA page_count").fetchone()
        project._store.connection.execute(f"PRAGMA max_page_count = {pages}")
        self._disk_is_full = True

    def _free_disk(self, project: Project) -> None:
        project._store.connection.execute("PRAGMA max_page_count = 4294967294")
        self._disk_is_full = False

    def _reopen(self, _project: Project) -> None:
        self._disk_is_full = False  # a limit of the connection, not of the file
        self._writer.say("closing")
        self._actions.trigger("file.close")
        self._window.leaving.agree()
        self._writer.say("opening")
        self._window.files.open(self._path)


def _without_clips(timeline: queries.Timeline) -> queries.Timeline:
    from dataclasses import replace

    return replace(timeline, tracks=tuple(replace(track, items=()) for track in timeline.tracks))
