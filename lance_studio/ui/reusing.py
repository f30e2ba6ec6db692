"""Takes a recipe over for the next instruction: its words, every number, its source and its mask.

What cannot be taken is listed in one banner. A recipe whose source is not in the project changes nothing: the source
can be looked for by its content first.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.language import mark, tr, translate
from lance_studio.ui.background import Background
from lance_studio.ui.generation import OF_RECIPES, GenerationSettings
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe
    from lance_studio.workflows.reusing import Reused

_TAKEN = ("steps", "guidance", "width", "height", "frames", "shift", "interval", "renorm", *OF_RECIPES)
"""What a recipe replaces beside the seed; what it does not say is left to the model."""


_WORDS_ONLY = mark("Words only")


class RecipeUser(QObject):
    """Takes recipes over for one panel.

    Args:
        studio: The shared parts of the window.
        panel_id: The panel, whose banner says what is missing.
        generation: Gets the numbers.
        parent: Its owner.

    Attributes:
        find_wanted: The user wants to show where a source lies; carries the title of the question.
    """

    find_wanted = Signal(str)

    def __init__(self, studio: Studio, panel_id: str, generation: GenerationSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._work, self._panel = studio.session, studio.work, panel_id
        self._generation = generation
        self._background = Background(self)
        self._wanted: Recipe | None = None
        studio.session.project_replaced.connect(self._forget)
        studio.bus.nodes_changed.connect(self._look_again)

    def use(self, recipe: "Recipe", node_id: str | None = None) -> None:
        """Begin an instruction with everything that a recipe says.

        Args:
            recipe: From a file, or from a node of the project.
            node_id: The node that shows its source; None to look for the source by its content.
        """
        project, self._wanted = self._session.project, None
        if project is None:
            return
        found = self._reused(recipe)
        if not found.mode:
            self._report_left(found.left, tr("There is nothing to make again."))
            return
        if found.mode == "generate":
            self._begin(found, None)
            return
        if found.source is None:
            self._report_unnamed(found)
            return
        node_id = node_id if node_id is not None and project.node(node_id) else self._node_of(found.source.sha256)
        if node_id is not None:
            self._begin(found, node_id)
            return
        name = f"“{found.source.name}”"
        self._wanted = recipe
        self._session.report(
            self._panel,
            LanceStudioError(
                tr("{name}, which this recipe changes, is not in the project, so nothing was taken over.", name=name),
                tr("Find it: any file with the same content will do. Or take over only the words, for something new."),
            ),
            action=tr("Find…"),
            on_action=lambda: self.find_wanted.emit(tr("Find {name}", name=name)),
            second=translate(_WORDS_ONLY),
            on_second=lambda: self._take_words(found),
        )

    def find(self, place: Path) -> None:
        """Look for the source that is missing: in a file, or in the other files of its folder; then go on.

        Args:
            place: The file that the user chose.
        """
        recipe = self._wanted
        if recipe is None:
            return
        source = recipe.sources[-1]

        def look() -> "Path | None":
            from lance_studio.workflows.finding import find_content

            return find_content(place, source.sha256)

        def done(path: "Path | None") -> None:
            if path is not None:
                self._session.drop_files((path,))
                return
            self._session.report(
                self._panel,
                MediaError(
                    tr(
                        "Neither “{file}” nor another file of its folder has the content of “{source}”.",
                        file=place.name,
                        source=source.name,
                    ),
                    tr("Choose the file that the recipe was made from; its name does not matter."),
                ),
                action=tr("Find…"),
                on_action=lambda: self.find_wanted.emit(tr("Find “{name}”", name=source.name)),
            )

        self._background.start(look, done, lambda error: self._session.report(self._panel, error))

    def _report_unnamed(self, found: "Reused") -> None:
        self._session.report(
            self._panel,
            LanceStudioError(
                tr(
                    "What this recipe changes is not in the project, and the file does not name it, so nothing was "
                    "taken over."
                ),
                tr(
                    "Open the picture or clip to change, and copy the words; or take over only the words, for "
                    "something new."
                ),
            ),
            action=translate(_WORDS_ONLY),
            on_action=lambda: self._take_words(found),
        )

    def _take_words(self, found: "Reused") -> None:
        self._wanted = None
        self._session.request_prompt(PromptRequest("generate", found.prompt))

    # --- what is taken over -------------------------------------------------------------------------------------------

    def _reused(self, recipe: "Recipe") -> "Reused":
        from lance_studio.workflows.reusing import reused

        studio, project = self._work.studio, self._session.project
        assert project is not None

        def blob(digest: str) -> bytes | None:
            try:
                return project.files.read_blob(digest)
            except LanceStudioError:
                return None

        runs = () if studio is None else studio.measurements.runs
        return reused(recipe, self._work.profile, self._work.place, runs, blob)

    def _begin(self, found: "Reused", node_id: str | None) -> None:
        numbers = dict(found.numbers)
        seed = numbers.pop("seed", None)
        # As they stand in the recipe: what cannot be used is shown as such, not replaced.
        self._generation.set(**{name: numbers.get(name) for name in _TAKEN} | {"task": found.task})
        if seed is not None:
            self._generation.lock(seed)
        if found.from_latent and not self._has_latent(node_id):
            latent = tr("the kept latent of the source: it starts from the pixels, so details may differ")
            found = replace(found, left=(*found.left, latent))
        request = PromptRequest(found.mode, found.prompt, node_id=node_id, output=found.output)
        if found.mask is None:
            self._session.request_prompt(request)
            self._report_left(found.left)
            return
        self._with_mask(found, request)

    def _with_mask(self, found: "Reused", request: PromptRequest) -> None:
        png = found.mask
        assert png is not None

        def read() -> object:
            from lance_studio.workflows.masks import mask_from_png

            return mask_from_png(png)

        def done(mask: object) -> None:
            self._session.request_prompt(replace(request, mask=mask))
            self._report_left(found.left)

        def failed(_error: LanceStudioError) -> None:
            self._session.request_prompt(request)
            self._report_left((*found.left, tr("the mask, which is damaged: all of the picture may change")))

        self._background.start(read, done, failed)

    def _report_left(self, left: tuple[str, ...], remedy: str = "") -> None:
        if left:
            self._session.report(
                self._panel,
                LanceStudioError(
                    tr("Of the recipe these could not be taken over: {names}.", names="; ".join(left)),
                    remedy or tr("Everything else is set."),
                ),
            )

    def _has_latent(self, node_id: str | None) -> bool:
        project = self._session.project
        edge = None if project is None or node_id is None else project.edge(node_id)
        return edge is not None and edge.latent is not None

    def _node_of(self, digest: str) -> str | None:
        from lance_studio.workflows.media_placement import node_of_medium

        project = self._session.project
        media = None if project is None else project.find_media(digest)
        node = None if project is None or media is None else node_of_medium(project, media.id)
        return None if node is None else node.id

    def _look_again(self, _ids: object = None) -> None:
        """Go on once the source has arrived, however it came."""
        recipe = self._wanted
        if recipe is not None and self._node_of(recipe.sources[-1].sha256) is not None:
            self.use(recipe)

    def _forget(self) -> None:
        self._wanted = None
        self._background.forget_all()
