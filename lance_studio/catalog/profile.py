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
``vocabulary``          object, for a model that knows a small world only: ``words``: lists of words in lower
                        case by group, such as ``kinds`` and ``colours``; ``greatest_count``: how many things of a kind
                        it counts at most; ``negations``: whether it understands "no" and "without" (default false).
                        Without words the model is taken to know any, and photographs
``sha256``              object: SHA-256 in 64 hexadecimal digits by path below the folder, with ``/``. If it is there
                        and not empty, every configuration, tokenizer and weight file that is loaded must be listed
                        and must match
======================  ============================================================================================

``sampling`` is an object of ``steps``, ``guidance_scale``, ``guidance_interval`` ([low, high]), ``shift`` and
``renorm``; what it leaves out is as in the official code. Numbers have the ranges of the engine's requests; frames are
of the form 4k + 1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lance_studio import limits
from lance_studio.catalog.decoding import decode
from lance_studio.catalog.fields import read_json, wrong_value
from lance_studio.catalog.names import PROFILE_FILE
from lance_studio.catalog.vocabulary import Vocabulary, in_words, remarks
from lance_studio.errors import CheckpointError
from lance_studio.language import mark, tr
from lance_studio.requests.geometry import MAX_FRAMES, MAX_SIDE, MIN_MOVING_FRAMES, MIN_SIDE, StreamSides
from lance_studio.requests.sampling import LongestAnswer, SamplingDefaults

FORMAT = 1
_PICTURE_TASKS = ("text_to_image", "image_edit", "ask_image", "reference_guided")

#: Sides of presets: below these, long shapes would have no room for one cell of the vision tower.
MIN_PRESET_SIDE, MAX_PRESET_SIDE = 56, 1024


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


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
        vocabulary: The words that it knows; None for a model that is taken to know any.
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
    vocabulary: Vocabulary | None = None

    @property
    def knows_photographs(self) -> bool:
        """Whether it can do something with any picture, rather than with those of a small drawn world."""
        return self.vocabulary is None

    def remarks(self, prompt: str) -> str:
        """Say in one line what of a prompt it does not take as it may be meant; nothing where all is well."""
        found = remarks(prompt, self.vocabulary, self.languages)
        return in_words(found, self.name, self.vocabulary, self.languages)

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
            sentences.append(
                tr(
                    "{name} was trained on {trained} pixels; {size} may come out worse.",
                    name=self.name,
                    trained=trained,
                    size=Size(width, height),
                )
            )
        longest = self.clips.longest_frames
        if frames > longest:
            sentences.append(
                tr(
                    "{name} was trained on clips of up to {longest} frames; {frames} may fall apart.",
                    name=self.name,
                    longest=longest,
                    frames=frames,
                )
            )
        return tuple(sentences)


#: The checkpoints as released, with the defaults of the official code.
OFFICIAL = ModelProfile(
    name="Lance",  # English: a name
    licence="Apache-2.0",
    summary=mark("Makes, edits and describes pictures and short clips of many subjects and styles."),
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


def profile_document(profile: ModelProfile) -> dict[str, Any]:
    """A profile for programs: its fields as JSON has them."""
    return {**msgspec.to_builtins(profile), "experimental": sorted(profile.experimental)}


def read_profile(folder: Path) -> ModelProfile:
    """Read a model folder's ``studio.json``; a folder without one has the official profile.

    Raises:
        CheckpointError: The file cannot be read or a field is wrong; names the file, the field and a remedy.
    """
    path = folder / PROFILE_FILE
    if not path.exists() and not path.is_symlink():
        return OFFICIAL
    data = read_json(path)
    version = decode(path, data, _Version).format
    if version != FORMAT:
        raise CheckpointError(
            tr(
                "{path} has format {form}; this version of the studio reads format {known}.",
                path=path,
                form=version,
                known=FORMAT,
            ),
            tr("Update the studio."),
        )
    file = decode(path, data, _File)
    _check_lengths(path, file.clips)
    for section, preset in (("pictures", file.pictures.preset), ("clips", file.clips.preset)):
        if preset not in file.presets:
            raise wrong_value(path, f"{section}.preset", preset, tr("one of {words}", words=", ".join(file.presets)))
    return ModelProfile(
        name=file.name,
        licence=file.licence,
        summary=file.summary,
        languages=file.languages or ("en",),
        knows=file.knows,
        example_prompts=file.example_prompts,
        shared_checkpoint=file.shared_checkpoint,
        experimental=file.experimental,
        presets={name: StreamSides(sides.vae, sides.vit) for name, sides in file.presets.items()},
        pictures=PictureDefaults(**file.pictures.shared()),
        clips=_clips(file.clips),
        answer_tokens=file.answers.max_tokens,
        sha256=_hashes(path, file.sha256),
        vocabulary=_vocabulary(path, file.vocabulary),
    )


# --- the file ---------------------------------------------------------------------------------------------------------

# A line that may be shown: not blank, and without characters that steer a terminal, turn a line round or are invisible.
_HARMFUL = r"\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
_LINE = rf"^(?=.*\S)[^{_HARMFUL}]+\Z"
# A word as `vocabulary` finds them in prompts.
_WORD = r"^[^\W\d_]+(?:['\-][^\W\d_]+)*\Z"
_Name = Annotated[str, Meta(pattern=_LINE, max_length=40, description="a name of at most 40 characters in one line")]
_Licence = Annotated[str, Meta(pattern=_LINE, max_length=100, description="one line of at most 100 characters")]
_Sentence = Annotated[str, Meta(pattern=_LINE, max_length=300, description="one line of at most 300 characters")]
_Languages = Annotated[
    tuple[Annotated[str, Meta(pattern=_LINE, max_length=35)], ...], Meta(description="a list of language tags")
]
_Sentences = Annotated[
    tuple[_Sentence, ...], Meta(description="a list of lines of text of at most 300 characters each")
]
_Prompt = Annotated[str, Meta(pattern=_LINE, max_length=1000)]
_Prompts = Annotated[tuple[_Prompt, ...], Meta(description="a list of lines of text of at most 1000 characters each")]
_Tasks = Annotated[frozenset[_Prompt], Meta(description="a list of tasks")]
_Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{64}\Z", description="a SHA-256 of 64 hexadecimal digits")]
_Side = Annotated[int, Meta(ge=MIN_SIDE, le=MAX_SIDE)]
_PresetSide = Annotated[int, Meta(ge=MIN_PRESET_SIDE, le=MAX_PRESET_SIDE)]
_Sizes = Annotated[
    tuple[tuple[_Side, _Side], ...],
    Meta(description=f"a list of [width, height] from {MIN_SIDE} to {MAX_SIDE} pixels"),
]
_Frames = Annotated[int, Meta(ge=MIN_MOVING_FRAMES, le=MAX_FRAMES)]
_NewFrames = Annotated[
    int, Meta(ge=4, le=MAX_FRAMES - 1, multiple_of=4, description=f"a multiple of 4 from 4 to {MAX_FRAMES - 1}")
]


class _Version(msgspec.Struct):
    format: Annotated[int, Meta(ge=1, le=1_000_000)]


class _Preset(msgspec.Struct):
    vae: _PresetSide
    vit: _PresetSide


class _Pictures(msgspec.Struct, kw_only=True):
    preset: _Name
    width: _Side
    height: _Side
    sizes: _Sizes = ()
    sampling: SamplingDefaults = SamplingDefaults()

    def shared(self) -> dict[str, Any]:
        """What pictures and clips have in common, for `PictureDefaults`."""
        sizes = tuple(Size(*size) for size in self.sizes)
        return {"preset": self.preset, "size": Size(self.width, self.height), "sizes": sizes, "sampling": self.sampling}


class _Clips(_Pictures, kw_only=True):
    frames: _Frames
    # 0, which no file can have, stands for a field that the file does not have.
    animation_frames: _Frames = 0
    longest_frames: _Frames = 0
    continuation_frames: _NewFrames = 0
    kept_latents: Annotated[int, Meta(ge=1, le=MAX_FRAMES // 4)] = 1


class _Answers(msgspec.Struct):
    max_tokens: LongestAnswer = 256


_KnownWord = Annotated[str, Meta(pattern=_WORD, max_length=40)]
_KnownWords = Annotated[
    tuple[_KnownWord, ...], Meta(description="a list of words in lower case of at most 40 characters each")
]


class _Vocabulary(msgspec.Struct, kw_only=True):
    words: dict[_Name, _KnownWords] = {}
    greatest_count: Annotated[int, Meta(ge=1, le=1000)] | None = None
    negations: bool = False


class _File(msgspec.Struct, kw_only=True):
    name: _Name
    licence: _Licence
    summary: _Sentence
    presets: Annotated[dict[_Name, _Preset], Meta(min_length=1, description="at least one preset")]
    pictures: _Pictures
    clips: _Clips
    languages: _Languages = ("en",)
    knows: _Sentences = ()
    example_prompts: dict[str, _Prompts] = {}
    shared_checkpoint: bool = False
    experimental: _Tasks = frozenset()
    answers: _Answers = msgspec.field(default_factory=_Answers)
    vocabulary: _Vocabulary = msgspec.field(default_factory=_Vocabulary)
    sha256: dict[str, _Sha256] = {}


def _check_lengths(path: Path, clips: _Clips) -> None:
    """Check what depends on the VAE: four frames share a latent frame but for the first, which stands alone."""
    for name in ("frames", "animation_frames", "longest_frames"):
        frames = getattr(clips, name)
        if frames and frames % 4 != 1:
            raise wrong_value(path, f"clips.{name}", frames, tr("one frame more than a multiple of 4"))
    most = ((clips.longest_frames or clips.frames) - 1) // 4
    if clips.kept_latents > most:
        raise wrong_value(
            path, "clips.kept_latents", clips.kept_latents, tr("a whole number from 1 to {most}", most=most)
        )


def _clips(clips: _Clips) -> ClipDefaults:
    longest = clips.longest_frames or clips.frames
    kept = 4 * (clips.kept_latents - 1) + 1
    return ClipDefaults(
        **clips.shared(),
        frames=clips.frames,
        animation_frames=clips.animation_frames or clips.frames,
        continuation_frames=clips.continuation_frames or max(longest - kept, 4),
        kept_latents=clips.kept_latents,
        longest_frames=longest,
    )


def _vocabulary(path: Path, section: _Vocabulary) -> Vocabulary | None:
    if not section.words:
        return None
    count = sum(len(group) for group in section.words.values())
    if not limits.VOCABULARY_WORDS.allows(count):
        most = tr("at most {most:,} words in all", most=limits.VOCABULARY_WORDS.most)
        raise wrong_value(path, "vocabulary.words", tr("{count:,} words", count=count), most)
    return Vocabulary(section.words, section.greatest_count, section.negations)


def _hashes(path: Path, hashes: Mapping[str, str]) -> dict[str, str]:
    for name, digest in hashes.items():
        inside = PurePosixPath(name)
        plain = bool(re.search(_LINE, name)) and len(name) <= 200 and "\\" not in name and str(inside) == name
        if not plain or not inside.parts or inside.is_absolute() or ".." in inside.parts:
            raise wrong_value(path, f"sha256.{name}", digest, tr("a path below the model folder as its name"))
    return {name: digest.lower() for name, digest in hashes.items()}
