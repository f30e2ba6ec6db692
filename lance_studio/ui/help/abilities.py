"""What the active model can do, from what it says of itself in `studio.json`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.language import mark, tr, translate
from lance_studio.ui.session import PromptRequest

if TYPE_CHECKING:
    from lance_studio.catalog.profile import ClipDefaults, ModelProfile, PictureDefaults

_TASKS = {
    "text_to_image": mark("New picture"),
    "image_edit": mark("Edit of a picture"),
    "reference_guided": mark("Picture after a reference"),
    "text_to_video": mark("New clip"),
    "image_to_video": mark("Animation of a picture"),
    "video_edit": mark("Edit of a clip"),
    "continuation": mark("Continuation of a clip"),
    "ask_image": mark("Question about a picture"),
    "ask_video": mark("Question about a clip"),
}
_GROUPS = {
    "kinds": mark("Things"),
    "colours": mark("Colours"),
    "scenes": mark("Scenes"),
    "sizes": mark("Sizes"),
    "places": mark("Places"),
    "motions": mark("Motions"),
    "backgrounds": mark("Backgrounds"),
}
_LANGUAGES = {"en": mark("English"), "zh": mark("Chinese")}
_RATE = 12


@dataclass(frozen=True)
class Example:
    """A prompt to try.

    Attributes:
        task: Of which task.
        title: The task, for people.
        prompt: The prompt.
    """

    task: str
    title: str
    prompt: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it.

    Attributes:
        title: The heading.
        lines: What is said.
        examples: Prompts that can be tried.
    """

    title: str
    lines: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


def sections(profile: "ModelProfile") -> tuple[Section, ...]:
    """Return what a model says of itself, section by section; what it does not say is left out."""
    found = [
        Section(tr("About"), tuple(_about(profile))),
        Section(tr("Knows"), tuple(map(translate, profile.knows))),
        *_examples(profile),
        Section(tr("Words"), tuple(_words(profile))),
        Section(tr("Limits"), tuple(_limits(profile))),
    ]
    return tuple(section for section in found if section.lines or section.examples)


def request_for(example: Example, node_id: str | None) -> PromptRequest:
    """Return what puts an example into the prompt; nothing runs before the user sends it.

    Args:
        example: The example.
        node_id: What is on the canvas, which edits, continuations and questions are about; None where nothing is.
    """
    task, text = example.task, example.prompt
    if task in ("text_to_image", "reference_guided", "text_to_video"):
        return PromptRequest("generate", text, output="clip" if task == "text_to_video" else "picture")
    mode = {"image_to_video": "animate", "continuation": "extend", "ask_image": "ask", "ask_video": "ask"}
    return PromptRequest(mode.get(task, "edit"), text, node_id=node_id)


def _about(profile: "ModelProfile") -> Iterator[str]:
    yield translate(profile.summary)
    languages = ", ".join(translate(_LANGUAGES.get(tag, tag)) for tag in profile.languages)
    yield tr("Prompts may be written in: {languages}.", languages=languages)
    if profile.knows_photographs:
        yield tr("It takes any words, and photographs too.")


def _words(profile: "ModelProfile") -> Iterator[str]:
    vocabulary = profile.vocabulary
    if vocabulary is None:
        return
    for group, words in vocabulary.words.items():
        if group in _GROUPS:
            yield tr("{group}: {words}.", group=translate(_GROUPS[group]), words=", ".join(words))
    if vocabulary.greatest_count is not None:
        yield tr("It counts up to {count} things of a kind.", count=vocabulary.greatest_count)
    if not vocabulary.negations:
        yield tr("It does not understand “no” and “without”.")


def _limits(profile: "ModelProfile") -> Iterator[str]:
    yield tr("Pictures: {sizes}, {steps} steps.", sizes=_sizes(profile.pictures), steps=_steps(profile.pictures))
    clips: ClipDefaults = profile.clips
    yield tr(
        "Clips: {sizes}, {steps} steps, {frames} frames ({seconds:.1f} s), at most {most} ({longest:.1f} s).",
        sizes=_sizes(clips),
        steps=_steps(clips),
        frames=clips.frames,
        seconds=clips.frames / _RATE,
        most=clips.longest_frames,
        longest=clips.longest_frames / _RATE,
    )
    yield tr("A continuation adds {frames} frames.", frames=clips.continuation_frames)
    if profile.experimental:
        tasks = ", ".join(sorted(translate(_TASKS.get(task, task)).lower() for task in profile.experimental))
        yield tr("It was not trained for: {tasks}.", tasks=tasks)


def _sizes(defaults: "PictureDefaults") -> str:
    sizes = defaults.sizes or (defaults.size,)
    return ", ".join(f"{size.width} × {size.height}" for size in sizes)


def _steps(defaults: "PictureDefaults") -> int:
    return defaults.sampling.steps


def _examples(profile: "ModelProfile") -> Iterator[Section]:
    for task, title in _TASKS.items():
        prompts = profile.examples(task)
        if prompts:
            shown = translate(title)
            yield Section(shown, (), tuple(Example(task, shown, prompt) for prompt in prompts))
