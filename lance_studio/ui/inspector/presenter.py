"""What the inspector shows and changes. It draws nothing."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.project.media_use import USE, choose_use, read_use
from lance_studio.project.rows import Changes, Edge, Media, Node
from lance_studio.ui.background import Background
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.generation import OF_RECIPES, Generation, GenerationSettings
from lance_studio.ui.inspector import facts
from lance_studio.ui.inspector.state import ClipValues, InspectorState, NextValues, UseValues, sizes_around
from lance_studio.ui.presenting import StatePresenter, medium_of, open_node
from lance_studio.ui.reusing import RecipeUser
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.timers import make_timer
from lance_studio.ui.wording.listing import listed
from lance_studio.ui.wording.sound_tracks import track_words

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe
    from lance_studio.timeline.model import Clip, Timeline

PANEL = "inspector"
_COALESCE_MS = 60
_OWN = ("steps", "guidance", "width", "height", "frames", "shift", "interval", "renorm", *OF_RECIPES)
"""What may be chosen beside the seed."""
_CHANGES = {
    "name": mark("Rename clip"),
    "gain": mark("Change gain"),
    "opacity": mark("Change opacity"),
    "speed": mark("Change speed"),
    "fade_in": mark("Change fade"),
    "fade_out": mark("Change fade"),
    "sound_track": mark("Choose sound track"),
    "deinterlace": mark("Change deinterlacing"),
    "black_outside": mark("Change picture beside sound"),
}

_USES = ("sound_track", "deinterlace", "black_outside")


class InspectorPresenter(StatePresenter[InspectorState]):
    """Follows the selection.

    Args:
        studio: The shared parts of the window.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(InspectorState())
        self._studio, self._session, self._work = studio, studio.session, studio.work
        self.generation = GenerationSettings(studio.settings, self)
        self.recipes = RecipeUser(studio, PANEL, self.generation, self)
        self._background = Background(self)
        self._subject = "node"
        self._made_node: str | None = None
        self._recipes: dict[str, Recipe | None] = {}
        self._reading = ""
        self._drag = 0
        self._pending: tuple[str, float] | None = None
        self._timer = make_timer(self, _COALESCE_MS, self._apply_pending)
        session, bus = studio.session, studio.bus
        session.node_selected.connect(lambda chosen: self._take("node", chosen))
        session.media_selected.connect(lambda chosen: self._take("media", chosen))
        session.clips_selected.connect(lambda chosen: self._take("clip", chosen))
        session.project_replaced.connect(self._open_project)
        session.links_answered.connect(self._forget_recipes)
        bus.changed.connect(self._follow_changes)
        studio.facts.ready.connect(self._refresh)
        studio.work.model_changed.connect(self._refresh)
        self.generation.changed.connect(self._refresh)
        self._refresh()

    # --- what the user wants -----------------------------------------------------------------------------------

    def reuse(self) -> None:
        """Take over how the selected node was made: its words, all its numbers, its source and its mask."""
        from lance_studio.workflows.export import recipe_of

        project, made = self._session.project, self._made_node
        recipe = recipe_of(project, made) if project is not None and made is not None else None
        if recipe is not None and project is not None and made is not None:
            edge = project.edge(made)
            self.recipes.use(recipe, edge.parents[-1] if edge is not None and edge.parents else None)
        elif self._state.prompt:
            self._session.request_prompt(PromptRequest("generate", self._state.prompt))

    def use_recipe(self) -> None:
        """Take over what the recipe of an imported file says; what cannot be taken is said."""
        media = self._selected_media()
        recipe = self._recipes.get(media.id) if media is not None else None
        if recipe is not None:
            self.recipes.use(recipe)

    def set_steps(self, steps: int) -> None:
        """Draw with this number of steps."""
        usual = self._work.profile.pictures.sampling.steps
        self.generation.set(steps=None if steps == usual else steps)

    def set_guidance(self, guidance: float) -> None:
        """Follow the prompt so strictly."""
        usual = self._work.profile.pictures.sampling.guidance_scale
        self.generation.set(guidance=None if guidance == usual else guidance)

    def set_size(self, width: int, height: int) -> None:
        """Make new pictures of this size."""
        usual = self._work.profile.pictures.size
        own = (width, height) != (usual.width, usual.height)
        # Those of a recipe of a clip were others.
        of_clip = self.generation.value.task not in (None, "text_to_image", "reference_guided")
        released = dict.fromkeys((*OF_RECIPES, "frames")) if of_clip else {}
        self.generation.set(width=width if own else None, height=height if own else None, **released)

    def lock_seed(self, locked: bool) -> None:
        """Keep one seed from now on, or draw one each time."""
        self.generation.lock() if locked else self.generation.choose_seed(None)

    def use_defaults(self) -> None:
        """Leave every number to the model's profile."""
        self.generation.clear()

    def rename_clip(self, name: str) -> None:
        """Give the clip another name."""
        clip = self._state.clip
        if clip is not None and name.strip() and name.strip() != clip.name:
            self._edit("name", name.strip())

    def drag_clip(self, what: str, value: float) -> None:
        """Change a number of the clip while the user drags: soon, and not for each step of the mouse.

        Args:
            what: "gain", "opacity", "speed", "fade_in" or "fade_out".
            value: Decibels, per cent or seconds, as `ClipValues` has them.
        """
        self._pending = (what, value)
        if not self._timer.isActive():
            self._timer.start()

    def set_clip(self, what: str, value: float) -> None:
        """End a drag with this number: it is one undo step."""
        self._timer.stop()
        self._pending = (what, value)
        self._apply_pending()
        self._drag += 1

    def choose_track(self, place: int) -> None:
        """Have another sound track of the clip or the medium heard.

        Args:
            place: Its place in `UseValues.tracks`.
        """
        use = self._state.use
        if place != use.track:
            self._choose("sound_track", use.numbers[place])

    def choose_fields(self, *, whole: bool) -> None:
        """Make whole frames of the fields of an interlaced film, or leave them as they are."""
        if whole != self._state.use.whole:
            self._choose("deinterlace", None if whole else False)

    def choose_black(self, *, black: bool) -> None:
        """Show nothing where the sound goes on without its picture, or hold the first or last picture."""
        if black != self._state.use.black:
            self._choose("black_outside", True if black else None)

    def _choose(self, what: str, value: int | bool | None) -> None:
        if self._state.clip is not None:
            self._edit(what, value)
            return
        project, media = self._session.project, self._selected_media()
        if project is None or media is None:
            return
        use = replace(read_use(project, media.id), **{what: value})
        step = choose_use(media.id, use, _CHANGES[what])
        guarded(lambda: self._session.run(step), lambda error: self._session.report(PANEL, error))
        self._refresh()

    def _apply_pending(self) -> None:
        if self._pending is not None:
            (what, value), self._pending = self._pending, None
            self._edit(what, value)

    def _edit(self, what: str, value: float | str | None) -> None:
        clip, timeline = self._state.clip, self._timeline()
        if clip is None or timeline is None:
            return
        try:
            changed = _changed(timeline, clip.clip_id, what, value)
            if changed != timeline:
                key = None if what in ("name", *_USES) else f"{what}:{clip.clip_id}:{self._drag}"
                self._session.run(EditTimeline(timeline.id, changed, name=_CHANGES[what], merge_key=key))
        except LanceStudioError as error:
            self._session.report(PANEL, error)
            self._refresh()

    # --- following ---------------------------------------------------------------------------------------------

    def _open_project(self) -> None:
        self._background.forget_all()
        self._recipes.clear()
        self._reading = ""
        self._refresh()

    def _take(self, subject: str, chosen: object) -> None:
        if chosen:
            self._subject = subject
        self._apply_pending()
        self._refresh()

    def _follow_changes(self, changes: Changes) -> None:
        # A result is a node, an edge and a medium at once, and is looked at once.
        uses = any(key.startswith(USE) for key in changes.settings)
        if changes.nodes or changes.edges or changes.media or changes.timelines or uses:
            self._refresh()

    def _refresh(self, *_what: object) -> None:
        self._publish(self._read())

    def _read(self) -> InspectorState:
        self._made_node = None
        readers: dict[str, Callable[[], InspectorState | None]] = {
            "clip": self._read_clip,
            "media": self._read_media,
            "node": self._read_node,
        }
        order = [self._subject, *(name for name in ("clip", "node", "media") if name != self._subject)]
        for name in order:
            found = readers[name]() if self._session.project is not None else None
            if found is not None:
                return found
        return InspectorState(next=self._next())

    def _read_node(self) -> InspectorState | None:
        project, node = self._session.project, open_node(self._session)
        if project is None or node is None:
            return None
        edge, media = project.edge(node.id), project.media(node.media_id)
        if edge is None and media is not None:
            return replace(self._described(media), kind="node", title=node.name)
        icon = "film-strip" if node.kind == "clip" else "image"
        return self._made(InspectorState("node", icon, node.name), node, edge, media)

    def _read_media(self) -> InspectorState | None:
        media, project = self._selected_media(), self._session.project
        if media is None or project is None:
            return None
        from lance_studio.workflows.media_placement import node_of_medium

        node = node_of_medium(project, media.id)
        edge = project.edge(node.id) if node is not None else None
        if node is not None and edge is not None:
            return self._made(InspectorState("media", "image", node.name), node, edge, media)
        return self._described(media)

    def _made(self, shown: InspectorState, node: Node, edge: Edge | None, media: Media | None) -> InspectorState:
        """Add to what is shown of a node how it was made."""
        from lance_studio.workflows.describe import facts as said

        self._made_node = node.id
        # English: the labels are translated where they are shown.
        prompt = dict(said(edge.request)).get("Prompt", "") if edge is not None else ""
        return replace(shown, prompt=prompt, facts=facts.of_node(node, edge, media), next=self._next())

    def _described(self, media: Media) -> InspectorState:
        from lance_studio.project.linking import place_of

        project = self._session.project
        assert project is not None
        place = str(place_of(media, project.folder)) if media.link is not None else ""
        icon = {"picture": "image", "video": "film-strip", "audio": "speaker-high"}[media.kind]
        lines = facts.of_media(media, place)
        recipe = self._recipe(media)
        if recipe is not None:
            lines = (*facts.of_recipe(recipe), *lines)
        words = recipe.prompt if recipe is not None else ""
        use = self._use(media)
        notes = self._notes(media, use)
        shown = recipe is not None
        return InspectorState("media", icon, media.name, words, lines, shown, None, self._next(), notes, use)

    def _read_clip(self) -> InspectorState | None:
        from lance_studio.timeline import queries

        timeline, project = self._timeline(), self._session.project
        if timeline is None or project is None or not self._session.clip_ids:
            return None
        selected = [one for one in queries.clips(timeline) if one.clip.id in self._session.clip_ids]
        selected.sort(key=lambda one: self._session.clip_ids.index(one.clip.id))
        if not selected:
            return None
        # The clip that was chosen last; it stands before those that are selected only because they are linked to it.
        group = queries.linked(timeline, selected[-1].clip.id)
        place = next(one for one in selected if one.clip.id in group)
        clip, media = place.clip, project.media(place.clip.media_id)
        values = ClipValues(
            clip.id,
            clip.name or (media.name if media is not None else ""),
            place.track.kind == "audio",
            round(clip.gain_db, 1),
            round(clip.opacity * 100),
            round(float(clip.speed) * 100),
            round(float(clip.fade_in), 2),
            round(float(clip.fade_out), 2),
            float(clip.duration),
            clip.source_duration is None,
        )
        icon = "speaker-high" if values.audio else "film-strip"
        lines = facts.of_clip(place, timeline.rate, media)
        use = UseValues() if media is None else self._use(media, clip, heard=values.audio)
        notes = () if media is None else self._notes(media, use)
        return InspectorState("clip", icon, values.name, "", lines, False, values, self._next(), notes, use)

    def _next(self) -> NextValues:
        profile, chosen = self._work.profile, self.generation.value
        pictures = profile.pictures
        size = (chosen.width or pictures.size.width, chosen.height or pictures.size.height)
        offered = tuple((one.width, one.height) for one in pictures.sizes) or sizes_around(
            pictures.size.width, pictures.size.height
        )
        if size not in offered:
            offered = (size, *offered)
        own = any(getattr(chosen, name) is not None for name in _OWN)
        return NextValues(
            chosen.steps or pictures.sampling.steps,
            pictures.sampling.guidance_scale if chosen.guidance is None else chosen.guidance,
            size,
            offered,
            chosen.seed if chosen.locked else None,
            own or chosen.locked or bool(chosen.invalid),
            " ".join(profile.warnings(*size)),
            _carried(chosen),
            chosen.invalid,
        )

    # --- reading -----------------------------------------------------------------------------------------------

    def _forget_recipes(self, media_ids: frozenset[str]) -> None:
        """Read the recipes of files that may be opened now."""
        for media_id in media_ids:
            self._recipes.pop(media_id, None)
        self._refresh()

    def _selected_media(self) -> Media | None:
        """Return the selected medium, or that of the node on the canvas."""
        project, session = self._session.project, self._session
        if project is None:
            return None
        media = project.media(session.media_id) if session.media_id is not None else None
        shown = medium_of(session, session.node_id)
        return shown if self._subject == "node" and shown is not None else media or shown

    def _timeline(self) -> "Timeline | None":
        project, timeline_id = self._session.project, self._session.timeline_id
        return None if project is None or timeline_id is None else project.timeline_value(timeline_id)

    def _use(self, media: Media, clip: "Clip | None" = None, *, heard: bool = False) -> UseValues:
        """Return what can be chosen of how a file is used: of a clip what is seen of it, or what is heard."""
        found, project = self._studio.facts.of(media), self._session.project
        # What is used as a still neither sounds nor moves.
        if found is None or project is None or media.kind == "picture" or (clip is not None and clip.endless):
            return UseValues()
        chosen = read_use(project, media.id) if clip is None else clip
        seen = media.kind == "video" and (clip is None or not heard)
        sound = found.sound if clip is None or heard else None
        choices = sound.choices if sound is not None and len(sound.choices) > 1 else ()
        numbers = tuple(track.number - 1 for track in choices)
        playing = sound.track - 1 if sound is not None and chosen.sound_track is None else chosen.sound_track
        return UseValues(
            clip is not None,
            tuple(map(track_words, choices)),
            numbers,
            numbers.index(playing) if playing in numbers else 0,
            seen and found.interlaced,
            chosen.deinterlace is not False,
            seen and found.sound_alone,
            bool(chosen.black_outside),
        )

    def _notes(self, media: Media, use: UseValues) -> tuple[str, ...]:
        from lance_studio.media.notes import with_fields_kept

        found = self._studio.facts.of(media)
        notes = () if found is None else found.warnings
        return notes if use.whole else with_fields_kept(notes)

    def _recipe(self, media: Media) -> "Recipe | None":
        """Return the recipe that a medium's file carries; it is read in a worker thread the first time."""
        project = self._session.project
        if media.id in self._recipes or media.kind == "audio" or project is None or self._reading == media.id:
            return self._recipes.get(media.id)
        self._reading = media.id
        files = project.files

        def read() -> "Recipe | None":
            from lance_studio.media.recipes import read_recipe

            return read_recipe(files.path(media))

        def done(recipe: "Recipe | None") -> None:
            self._recipes[media.id] = recipe
            self._reading = ""
            self._refresh()

        def failed(_error: LanceStudioError) -> None:
            # A file without a readable recipe is none the worse for it; a missing one is marked in the media bin.
            done(None)

        self._background.start(read, done, failed)
        return None


def _changed(timeline: "Timeline", clip_id: str, what: str, value: float | str | None) -> "Timeline":
    from lance_studio.timeline.properties import set_clip
    from lance_studio.timeline.trimming import set_speed

    if what in _USES or value is None:
        return set_clip(timeline, clip_id, **{what: value})  # type: ignore[arg-type]
    if isinstance(value, str):
        return set_clip(timeline, clip_id, name=value)
    number = Fraction(str(round(value, 3)))
    if what == "gain":
        return set_clip(timeline, clip_id, gain_db=float(number))
    if what == "opacity":
        return set_clip(timeline, clip_id, opacity=float(number / 100))
    if what == "speed":
        return set_speed(timeline, clip_id, number / 100)
    return set_clip(timeline, clip_id, **{what: number})  # type: ignore[arg-type]


def _carried(chosen: Generation) -> str:
    """Say which numbers hold that have no field of their own."""
    parts = []
    if chosen.frames is not None:
        parts.append(tr("{frames} frames for a clip", frames=chosen.frames))
    if chosen.shift is not None:
        parts.append(tr("shift {shift:g}", shift=chosen.shift))
    if chosen.interval is not None:
        parts.append(tr("guidance from {start:g} to {end:g}", start=chosen.interval[0], end=chosen.interval[1]))
    if chosen.renorm is not None:
        parts.append(tr("renormalisation {renorm}", renorm=chosen.renorm))
    if chosen.renorm_min:
        parts.append(tr("at least {share:g} of it", share=chosen.renorm_min))
    if chosen.noise == "device":
        parts.append(tr("noise of the device"))
    if chosen.sample_latents is False:
        parts.append(tr("inputs without noise"))
    if chosen.preset is not None:
        parts.append(tr("preset {preset}", preset=chosen.preset))
    if chosen.feather is not None:
        parts.append(tr("soft edge of {feather} px", feather=chosen.feather))
    if chosen.kept_latents is not None:
        parts.append(tr("{count} kept latent frames", count=chosen.kept_latents))
    return tr("From a recipe: {parts}.", parts=listed(parts)) if parts else ""
