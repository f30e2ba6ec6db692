"""What all plans are made of: looked-up sources, words, settings of the model's profile, and the promise of a size."""

from collections.abc import Callable
from typing import Literal

from lance_studio import requests
from lance_studio.catalog.profile import ModelProfile, PictureDefaults
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests import (
    Decoding,
    Promise,
    Request,
    Sampling,
    SourceShape,
    check_request,
    check_sources,
    foresee,
)
from lance_studio.requests.geometry import handed_size, latent_grid
from lance_studio.requests.tasks import DEFAULT_IMAGE_SYSTEM, DEFAULT_VIDEO_SYSTEM
from lance_studio.workflows.lookup import Lookup
from lance_studio.workflows.masks import MaskProfiles, unseen_note
from lance_studio.workflows.options import Options
from lance_studio.workflows.task import Task
from lance_studio.workflows.windows import SourceRange, Window
from lance_studio.workflows.wishes import ANY_MASK


class PlanParts:
    """The parts of plans for one project and one model; see `Planner` for the arguments."""

    def __init__(
        self,
        project: Project,
        profile: ModelProfile,
        seed: Callable[[], int],
        *,
        words_required: bool = True,
        masks: MaskProfiles | None = None,
    ) -> None:
        self.project, self.profile, self._seed = project, profile, seed
        self._masks = masks or MaskProfiles()
        self.find = Lookup(project)
        self._words_required = words_required

    def words(self, text: str) -> str:
        """The words without spaces around them; raises InvalidRequestError where some are required and none there."""
        words = text.strip()
        if not words and self._words_required:
            raise InvalidRequestError(tr("There are no words."), tr("Say what you want."))
        return words

    def question(self, text: str, options: Options) -> str:
        """The words of a question; an instruction on how to answer may stand in their place."""
        return text.strip() if options.system_prompt or options.describe else self.words(text)

    def system_prompt(self, options: Options, kind: Literal["image", "video"]) -> str:
        """How an answer is to be given."""
        if options.describe:
            return requests.caption_system_prompts(kind)[0]
        usual = DEFAULT_IMAGE_SYSTEM if kind == "image" else DEFAULT_VIDEO_SYSTEM
        return options.system_prompt or usual

    def preset(self, options: Options, usual: PictureDefaults) -> str:
        """Name of the size at which inputs are seen."""
        return usual.preset if options.preset is None else options.preset

    def sampling(self, usual: PictureDefaults, options: Options) -> Sampling:
        """Settings of sampling: what was chosen, else what suits pictures or clips; a seed is drawn where none is."""
        seed = self._seed() if options.seed is None else options.seed
        return options.sampling(usual.sampling, seed)

    def another_seed(self, former: int) -> int:
        """Draw a seed that is not a former one."""
        seed = self._seed()
        return seed if seed != former else seed + 1

    def decoding(self, options: Options) -> Decoding:
        """Settings of an answer."""
        return Decoding(
            max_new_tokens=options.max_tokens or self.profile.answer_tokens,
            min_new_tokens=options.min_tokens,
            temperature=options.temperature,
            top_p=options.top_p,
            # An answer that is read off is the same with every seed.
            seed=options.seed if options.seed is not None else self._seed() if options.temperature else 0,
        )

    def promise(self, request: Request, *sources: SourceShape) -> Promise:
        """What will come of a request, which is checked first: the engine would refuse it much later.

        Raises:
            InvalidRequestError: Names the value that is wrong, its range and a remedy.
        """
        check_request(request, self.profile.presets, words_required=self._words_required)
        check_sources(request, sources)
        return foresee(request, sources, self.profile.presets)

    def unseen(self, mask: str | None, size: tuple[int, int]) -> tuple[str, ...]:
        """A sentence where the model does not see all of a mask.

        Args:
            mask: Digest of the mask; None, or `ANY_MASK`, where there is none to look at.
            size: Width and height at which the model sees the picture.

        Raises:
            MaskUnseenError: It sees nothing of it.
            LanceStudioError: It cannot be read.
        """
        if mask is None or mask == ANY_MASK:
            return ()
        note = unseen_note(self._masks.get(mask, self.project.files), size)
        return (note,) if note else ()

    def kept_latent(self, node_id: str | None, grid: tuple[int, int, int]) -> str | None:
        """The latent that a node's medium was decoded from, if this model made it and it has the wanted size."""
        edge = None if node_id is None else self.project.edge(node_id)
        if edge is None or edge.latent is None or edge.model != self.profile.name:
            return None
        try:
            outcome = Task.from_json(edge.request).outcome
        except InvalidRequestError:
            return None
        return edge.latent if outcome is not None and outcome.grid == grid else None

    def clip_latent(self, stretch: SourceRange, window: Window, size: tuple[int, int]) -> str | None:
        """The latent of a clip that is changed whole, frame by frame as it was made."""
        media = stretch.media
        whole = window.start == 0 and window.step * (media.rate or 0) == 1 and window.count == media.frames
        return self.kept_latent(stretch.node_id, latent_grid(window.count, *size)) if whole else None

    def experimental(self, task: str) -> tuple[str, ...]:
        """A sentence where the model was not trained for a task, by its name in recipes."""
        if task not in self.profile.experimental:
            return ()
        return (tr("{name} was not trained for this; the result may disappoint.", name=self.profile.name),)


def shape(media: Media, frames: int = 1) -> SourceShape:
    """The size and length of a medium as the engine is handed it."""
    if not media.width or not media.height:
        raise InvalidRequestError(tr("The size of '{name}' is not known.", name=media.name), tr("Import it again."))
    width, height = handed_size(media.width, media.height, frames)
    return SourceShape(width=width, height=height, frames=frames, name=f"'{media.name}'")
