"""What a model says of itself in ``studio.json``, and the built-in profile of the official checkpoints.

The file is optional and public: whoever trains a checkpoint of this architecture may add one, and the studio then
offers the sizes, lengths and prompts that suit it. It is one JSON object. Fields that are not listed here are ignored,
so that later versions can add some; ``format`` changes only if an old reader would misunderstand the file.

======================  ============================================================================================
field                   what it holds
======================  ============================================================================================
``format``              1; required
``name``                short name, shown wherever the model is active; required
``licence``             SPDX expression of the weights' licence; required
``summary``             one sentence; required
``languages``           list of language tags (BCP 47) that prompts may be written in; default ``["en"]``
``knows``               list of sentences on what the model knows, for the model card and the help
``example_prompts``     object: lists of prompts by task (the names of :data:`TASK_NAMES`)
``shared_checkpoint``   whether one checkpoint was trained for all tasks, so that none is missing; default false
``experimental``        list of tasks that the weights were not trained for
``presets``             object: sizes at which inputs are seen, by name: ``{"vae": 128, "vit": 112}``, the sides of a
                        square for the VAE and for the vision tower; other shapes have about as many pixels. Required,
                        at least one
``pictures``            object; ``preset`` (required): the default for inputs of picture tasks; ``width``, ``height``
                        (required): default size of a new picture; ``sizes``: list of [width, height] that the weights
                        were trained on, empty for any; ``sampling``: see below
``clips``               object; the same fields for clips, and ``frames`` (required): default length of a new clip;
                        ``animation_frames``: of an animated picture (default: ``frames``); ``longest_frames``: the
                        longest clip trained on (default: ``frames``); ``continuation_frames``: how many new frames a
                        continuation adds (a multiple of 4; default: what is left of ``longest_frames``);
                        ``kept_latents``: latent frames that it continues from (default 1)
``answers``             object; ``max_tokens``: default limit of an answer
``sha256``              object: SHA-256 in 64 hexadecimal digits by path below the folder, with ``/``. If it is there
                        and not empty, every configuration, tokenizer and weight file that is loaded must be listed
                        and must match
======================  ============================================================================================

``sampling`` is an object of ``steps``, ``guidance_scale``, ``guidance_interval`` ([low, high]), ``shift`` and
``renorm``; what it leaves out is as in the official code. Numbers have the ranges of the engine's requests; frames are
of the form 4k + 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias, cast

from lance_studio.catalog.fields import COPY_AGAIN, Fields, is_line, read_json
from lance_studio.catalog.layout import PROFILE_FILE, TASKS
from lance_studio.errors import CheckpointError

Renorm: TypeAlias = Literal["global", "channel", "none"]
RENORMS: tuple[Renorm, ...] = ("global", "channel", "none")

FORMAT = 1
#: All tasks: those of :data:`lance_studio.catalog.layout.TASKS`, and one that runs on either checkpoint.
TASK_NAMES = (*TASKS, "reference_guided")
_PICTURE_TASKS = ("text_to_image", "image_edit", "ask_image", "reference_guided")

# The ranges of the engine's requests, which a test compares; the engine itself would load torch.
MIN_SIDE, MAX_SIDE = 16, 2048
MAX_FRAMES = 121
MAX_STEPS = 1000
MAX_GUIDANCE = 100.0
MAX_SHIFT = 100.0
MAX_ANSWER_TOKENS = 4096
#: Seeds begin with 0. The engine, the command line and the window take this one range.
MAX_SEED = 2**63 - 1
#: Sides of presets: below these, long shapes would have no room for one cell of the vision tower.
MIN_PRESET_SIDE, MAX_PRESET_SIDE = 56, 1024


@dataclass(frozen=True, slots=True)
class StreamSides:
    """Side in pixels of a square input, as the VAE and as the vision tower see it."""

    vae: int
    vit: int


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class SamplingDefaults:
    """How results are drawn unless the user says otherwise; see the engine's ``Sampling``."""

    steps: int = 30
    guidance_scale: float = 4.0
    guidance_interval: tuple[float, float] = (0.4, 1.0)
    shift: float = 3.5
    renorm: Renorm = "global"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDefaults:
    """What suits new and edited pictures.

    Attributes:
        preset: Name of the preset at which inputs are seen.
        size: Size of a new picture.
        sizes: Sizes that the weights were trained on; empty if any will do.
        sampling: How they are drawn.
    """

    preset: str
    size: Size
    sizes: tuple[Size, ...] = ()
    sampling: SamplingDefaults = field(default_factory=SamplingDefaults)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDefaults(PictureDefaults):
    """What suits new, edited and continued clips.

    Attributes:
        frames: Length of a new clip.
        animation_frames: Length of an animated picture.
        continuation_frames: New frames of a continuation; a multiple of 4.
        kept_latents: Latent frames that a continuation starts from.
        longest_frames: The longest clip that the weights were trained on.
    """

    frames: int
    animation_frames: int
    continuation_frames: int
    kept_latents: int
    longest_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelProfile:
    """What a model says of itself; see this module's docstring for the meaning of the fields.

    Attributes:
        answer_tokens: Default limit of an answer.
    """

    name: str
    licence: str
    summary: str
    languages: tuple[str, ...]
    knows: tuple[str, ...]
    example_prompts: Mapping[str, tuple[str, ...]]
    shared_checkpoint: bool
    experimental: frozenset[str]
    presets: Mapping[str, StreamSides]
    pictures: PictureDefaults
    clips: ClipDefaults
    answer_tokens: int = 256
    sha256: Mapping[str, str] = field(default_factory=dict)

    def defaults(self, task: str) -> PictureDefaults:
        """What suits a task, by its name in recipes: the pictures' or the clips' defaults."""
        return self.pictures if task in _PICTURE_TASKS else self.clips

    def examples(self, task: str) -> tuple[str, ...]:
        """Prompts to try with a task; perhaps none."""
        return self.example_prompts.get(task, ())

    def warnings(self, width: int, height: int, frames: int = 1) -> tuple[str, ...]:
        """Sentences on a result outside what the weights were trained on.

        Args:
            width: Width of the result in pixels.
            height: Height of the result in pixels.
            frames: Its length; 1 for a picture.
        """
        sizes = (self.pictures if frames == 1 else self.clips).sizes
        sentences: list[str] = []
        if sizes and Size(width, height) not in sizes:
            trained = ", ".join(map(str, sizes))
            sentences.append(f"{self.name} was trained on {trained} pixels; {Size(width, height)} may come out worse.")
        longest = self.clips.longest_frames
        if frames > longest:
            sentences.append(f"{self.name} was trained on clips of up to {longest} frames; {frames} may fall apart.")
        return tuple(sentences)


#: The checkpoints as released, with the defaults of the official code.
OFFICIAL = ModelProfile(
    name="Lance",
    licence="Apache-2.0",
    summary="Makes, edits and describes pictures and short clips of many subjects and styles.",
    languages=("en", "zh"),
    knows=(),
    example_prompts={},
    shared_checkpoint=False,
    experimental=frozenset({"continuation", "reference_guided"}),
    presets={
        "video_192p": StreamSides(256, 224),
        "image_256res": StreamSides(256, 224),
        "image_512res": StreamSides(512, 448),
        "image_768res": StreamSides(768, 672),
        "video_360p": StreamSides(480, 476),
        "video_480p": StreamSides(640, 616),
    },
    pictures=PictureDefaults(preset="image_768res", size=Size(768, 768)),
    clips=ClipDefaults(
        preset="video_480p",
        size=Size(848, 480),
        frames=49,
        animation_frames=61,
        continuation_frames=48,
        kept_latents=2,
        longest_frames=MAX_FRAMES,
    ),
)


def read_profile(folder: Path) -> ModelProfile:
    """Read a model folder's ``studio.json``; a folder without one has the official profile.

    Raises:
        CheckpointError: The file cannot be read or a field is wrong; names the file, the field and a remedy.
    """
    path = folder / PROFILE_FILE
    if not path.exists() and not path.is_symlink():
        return OFFICIAL
    fields = Fields(path, read_json(path))
    version = fields.integer("format")
    if version != FORMAT:
        raise CheckpointError(
            f"{path} has format {version}; this version of the studio reads format {FORMAT}.", "Update the studio."
        )
    presets = _presets(fields.section("presets"))
    return ModelProfile(
        name=fields.text("name", most=40),
        licence=fields.text("licence", most=100),
        summary=fields.text("summary", most=300),
        languages=fields.texts("languages", most=35) or ("en",),
        knows=fields.texts("knows", most=300),
        example_prompts=_example_prompts(fields.section("example_prompts", {})),
        shared_checkpoint=fields.flag("shared_checkpoint", default=False),
        experimental=frozenset(fields.texts("experimental")),
        presets=presets,
        pictures=_pictures(fields.section("pictures"), presets),
        clips=_clips(fields.section("clips"), presets),
        answer_tokens=fields.section("answers", {}).integer("max_tokens", default=256, most=MAX_ANSWER_TOKENS),
        sha256=_hashes(fields.section("sha256", {})),
    )


def _presets(fields: Fields) -> dict[str, StreamSides]:
    presets: dict[str, StreamSides] = {}
    for name in fields.data:
        if not is_line(name, 40):
            raise fields.fail(name, "a name of at most 40 characters for it")
        sides = fields.section(name)
        vae, vit = (sides.integer(side, least=MIN_PRESET_SIDE, most=MAX_PRESET_SIDE) for side in ("vae", "vit"))
        presets[name] = StreamSides(vae, vit)
    if not presets:
        raise CheckpointError(f"{fields.path}: 'presets' is empty.", COPY_AGAIN)
    return presets


def _example_prompts(fields: Fields) -> dict[str, tuple[str, ...]]:
    return {task: fields.texts(task) for task in fields.data}


def _pictures(fields: Fields, presets: Mapping[str, StreamSides]) -> PictureDefaults:
    return PictureDefaults(
        preset=fields.choice("preset", "", tuple(presets)),
        size=Size(*(fields.integer(side, least=MIN_SIDE, most=MAX_SIDE) for side in ("width", "height"))),
        sizes=_sizes(fields),
        sampling=_sampling(fields.section("sampling", {})),
    )


def _clips(fields: Fields, presets: Mapping[str, StreamSides]) -> ClipDefaults:
    frames = _frames(fields, "frames")
    longest = _frames(fields, "longest_frames", frames)
    kept = fields.integer("kept_latents", default=1, most=(longest - 1) // 4 or 1)
    rest = max(longest - (4 * (kept - 1) + 1), 4)
    added = fields.integer("continuation_frames", default=rest, least=4, most=MAX_FRAMES - 1)
    if added % 4:
        raise fields.fail("continuation_frames", "a multiple of 4")
    shared = _pictures(fields, presets)
    return ClipDefaults(
        preset=shared.preset,
        size=shared.size,
        sizes=shared.sizes,
        sampling=shared.sampling,
        frames=frames,
        animation_frames=_frames(fields, "animation_frames", frames),
        continuation_frames=added,
        kept_latents=kept,
        longest_frames=longest,
    )


def _frames(fields: Fields, name: str, default: int | None = None) -> int:
    """A length that the VAE can hold, of more than one latent frame."""
    frames = fields.integer(name, default=default, least=5, most=MAX_FRAMES)
    if frames % 4 != 1:
        raise fields.fail(name, "one frame more than a multiple of 4")
    return frames


def _sizes(fields: Fields) -> tuple[Size, ...]:
    wanted = f"a list of [width, height] from {MIN_SIDE} to {MAX_SIDE} pixels"
    value = fields.data.get("sizes", [])
    if not isinstance(value, list):
        raise fields.fail("sizes", wanted)
    sizes: list[Size] = []
    for number in range(len(value)):
        sides = Fields(fields.path, {"sizes": value[number]}, fields.place).integers("sizes", MAX_SIDE, 2)
        if min(sides) < MIN_SIDE:
            raise fields.fail("sizes", wanted)
        sizes.append(Size(*sides))
    return tuple(sizes)


def _sampling(fields: Fields) -> SamplingDefaults:
    usual = SamplingDefaults()
    return SamplingDefaults(
        steps=fields.integer("steps", default=usual.steps, most=MAX_STEPS),
        guidance_scale=fields.number("guidance_scale", usual.guidance_scale, MAX_GUIDANCE, may_be_zero=True),
        guidance_interval=_interval(fields, usual.guidance_interval),
        shift=fields.number("shift", usual.shift, MAX_SHIFT),
        # One of the words that the type lists.
        renorm=cast(Renorm, fields.choice("renorm", usual.renorm, ("global", "channel", "none"))),
    )


def _interval(fields: Fields, usual: tuple[float, float]) -> tuple[float, float]:
    value = fields.data.get("guidance_interval", list(usual))
    if isinstance(value, list) and len(value) == 2:
        numbers = [v for v in value if isinstance(v, (int, float)) and not isinstance(v, bool)]
        if len(numbers) == 2 and 0 <= numbers[0] <= numbers[1] <= 1:
            return float(numbers[0]), float(numbers[1])
    raise fields.fail("guidance_interval", "two increasing numbers from 0 to 1")


def _hashes(fields: Fields) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for name in fields.data:
        path = PurePosixPath(name)
        plain = is_line(name, 200) and "\\" not in name and str(path) == name
        if not plain or not path.parts or path.is_absolute() or ".." in path.parts:
            raise fields.fail(name, "a path below the model folder as its name")
        value = fields.data[name]
        if not isinstance(value, str) or len(value) != 64 or set(value.lower()) - set("0123456789abcdef"):
            raise fields.fail(name, "a SHA-256 of 64 hexadecimal digits")
        hashes[name] = value.lower()
    return hashes
