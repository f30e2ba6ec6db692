"""What the embedded model draws and says, task by task, on a processor.

Nothing of the model judges the model: pictures and clips are read by :mod:`models.nano.training.world.reader`, which
compares pixels with drawings. The prompts say plainly what they want, as the model card advises, and ask for things
that the model does nearly always; since "nearly" remains, a result that is wrong may be drawn once more with another
seed. Ten steps instead of thirty are enough for that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from lance_studio.engine import Engine, Precision
from lance_studio.engine.results import Visual
from lance_studio.paths import embedded_model_dir
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    InputBlock,
    ReferenceGuided,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from models.nano.training.world.clip_questions import expected_seconds
from models.nano.training.world.draw import Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.questions import describe_picture
from models.nano.training.world.reader import Followed, read_clip, read_picture, score_clip, score_picture
from models.nano.training.world.scene import (
    FRAMES,
    SIDE,
    Backdrop,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Thing,
    Vanish,
)
from tests.asking import pictures

Frames = NDArray[np.uint8]
Drawn = TypeVar("Drawn")
STEPS = 10
PRESET = "nano"
SEEDS = (1, 2)
#: Of a given frame, mean grey levels between it and the clip's first one: what the autoencoder loses.
GIVEN_ERROR = 4.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The embedded model on one thread: threads that wait for each other make a busy machine many times slower."""
    folder = embedded_model_dir()
    assert folder is not None
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Engine(folder, device="cpu", precision=Precision(torch.float32))
    torch.set_num_threads(threads)


def pictures_sampling(seed: int) -> Sampling:
    return Sampling(seed=seed, steps=STEPS, guidance_scale=4.0)


def clips_sampling(seed: int) -> Sampling:
    return Sampling(seed=seed, steps=STEPS, guidance_scale=3.0)


def first_right(draw: Callable[[int], Drawn], is_right: Callable[[Drawn], bool]) -> Drawn:
    """What the first seed gives whose result is right; the test fails if none's is."""
    for seed in SEEDS:
        found = draw(seed)
        if is_right(found):
            return found
    pytest.fail(f"none of the seeds {SEEDS} gave what was asked for")


def plain(colour: str, *things: Thing) -> Picture:
    return Picture(Backdrop("plain", colour), things)


def scene(style: str, *things: Thing) -> Picture:
    return Picture(Backdrop(style), things)


def painted(picture: Picture) -> Frames:
    """The picture as the world's own program draws it."""
    pixels = Painter(torch.device("cpu")).paint(to_tensors(list_pictures([picture]), torch.device("cpu")))
    return (pixels[0, :, 0] * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()


def painted_clip(clip: Clip) -> Frames:
    """The clip as the world's own program draws it."""
    pixels = Painter(torch.device("cpu")).paint(to_tensors(list_clips([clip]), torch.device("cpu")))
    return (pixels[0] * 255).round().to(torch.uint8).permute(1, 2, 3, 0).numpy()


# --- pictures ------------------------------------------------------------------------------------------------------

SHAPES = {
    "a large yellow star in the middle on a plain blue background": plain(
        "blue", Thing("star", "yellow", "large", 1, 1)
    ),
    "a large red circle in the top left on a plain white background": plain(
        "white", Thing("circle", "red", "large", 0, 0)
    ),
    "a large green triangle in the bottom right on a plain yellow background": plain(
        "yellow", Thing("triangle", "green", "large", 2, 2)
    ),
    "a large purple heart in the middle on a plain white background": plain(
        "white", Thing("heart", "purple", "large", 1, 1)
    ),
    "a large blue square on the left on a plain orange background": plain(
        "orange", Thing("square", "blue", "large", 1, 0)
    ),
}
BOOK = {
    "a large red house in the middle on a meadow": scene("meadow", Thing("house", "red", "large", 1, 1)),
    "a large blue fish in the middle at sea": scene("sea", Thing("fish", "blue", "large", 1, 1)),
    "a large orange cat in the middle in a room": scene("room", Thing("cat", "orange", "large", 1, 1)),
    "a large yellow balloon at the top on a meadow": scene("meadow", Thing("balloon", "yellow", "large", 0, 1)),
    "a large white rocket in the middle at night": scene("night", Thing("rocket", "white", "large", 1, 1)),
}


@pytest.mark.parametrize("asked", [SHAPES, BOOK], ids=["shapes", "book"])
def test_pictures_show_what_was_asked(engine: Engine, asked: dict[str, Picture]) -> None:
    scores = {}
    for prompt, truth in asked.items():
        request = TextToImage(prompt=prompt, width=SIDE, height=SIDE, sampling=pictures_sampling(1))
        scores[prompt] = score_picture(engine.run(request).frames[0], truth)
    assert all(score.everything for score in scores.values()), scores


FISH_RED = Thing("fish", "red", "large", 1, 1)
BOAT = Thing("boat", "yellow", "small", 0, 2)
STAR = Thing("star", "yellow", "large", 1, 1)
CIRCLE, SQUARE = Thing("circle", "red", "small", 0, 0), Thing("square", "white", "small", 2, 2)


@pytest.mark.parametrize(
    ("start", "turns"),
    [
        (
            plain("blue", STAR),
            [
                ("add a small red circle in the top left", plain("blue", STAR, CIRCLE)),
                ("add a small white square in the bottom right", plain("blue", STAR, CIRCLE, SQUARE)),
                ("change the background to plain green", plain("green", STAR, CIRCLE, SQUARE)),
            ],
        ),
        (
            scene("sea", Thing("fish", "blue", "large", 1, 1)),
            [
                ("make the fish red", scene("sea", FISH_RED)),
                ("add a small yellow boat in the top right", scene("sea", FISH_RED, BOAT)),
                ("change the background to a room", scene("room", FISH_RED, BOAT)),
            ],
        ),
    ],
    ids=["shapes", "book"],
)
def test_each_turn_of_editing_changes_what_it_should_and_nothing_else(
    engine: Engine, start: Picture, turns: Sequence[tuple[str, Picture]]
) -> None:
    frame = painted(start)
    for instruction, truth in turns:
        source = frame

        def edited(seed: int, instruction: str = instruction, source: Frames = source) -> Frames:
            request = ImageEdit(instruction=instruction, preset=PRESET, sampling=pictures_sampling(seed))
            return engine.run(request, pictures(source)).frames[0]

        def is_right(result: Frames, truth: Picture = truth) -> bool:
            return score_picture(result, truth).everything

        frame = first_right(edited, is_right)


HOUSE, CAR = Thing("house", "red", "large", 2, 0), Thing("car", "blue", "medium", 1, 2)
TWO = plain("white", Thing("circle", "red", "large", 0, 0), Thing("circle", "blue", "large", 2, 2))


@pytest.mark.parametrize(
    ("start", "instruction", "truth"),
    [
        (scene("meadow", HOUSE, CAR), "remove the car", scene("meadow", HOUSE)),
        (scene("meadow", HOUSE, CAR), "make the house yellow", scene("meadow", replace(HOUSE, colour="yellow"), CAR)),
        (scene("meadow", HOUSE, CAR), "move the car to the top right", scene("meadow", HOUSE, CAR.moved(0, 2))),
        (scene("meadow", HOUSE, CAR), "replace the car with a tree", scene("meadow", HOUSE, replace(CAR, kind="tree"))),
        (scene("meadow", HOUSE, CAR), "make the car small", scene("meadow", HOUSE, replace(CAR, size="small"))),
        # Of two alike the one that is named.
        (TWO, "make the blue circle green", plain("white", TWO.things[0], replace(TWO.things[1], colour="green"))),
    ],
    ids=["remove", "recolour", "move", "replace", "resize", "one of two"],
)
def test_one_of_several_things_is_edited(engine: Engine, start: Picture, instruction: str, truth: Picture) -> None:
    def edited(seed: int) -> Frames:
        request = ImageEdit(instruction=instruction, preset=PRESET, sampling=pictures_sampling(seed))
        return engine.run(request, pictures(painted(start))).frames[0]

    first_right(edited, lambda frame: score_picture(frame, truth).everything)


def test_a_reference_keeps_its_thing(engine: Engine) -> None:
    reference = painted(plain("blue", STAR))

    def drawn(seed: int) -> Frames:
        request = ReferenceGuided(
            prompt="this thing in the top left on a plain white background",
            width=SIDE,
            height=SIDE,
            preset=PRESET,
            sampling=pictures_sampling(seed),
        )
        return engine.run(request, pictures(reference)).frames[0]

    def is_right(frame: Frames) -> bool:
        reading = read_picture(frame)
        things = [(thing.colour, thing.row, thing.column) for thing in reading.things]
        return (reading.backdrop, things) == (Backdrop("plain", "white"), [("yellow", 0, 0)])

    first_right(drawn, is_right)


# --- clips ---------------------------------------------------------------------------------------------------------

FISH = Thing("fish", "blue", "large", 1, 0)
SWIMMING = Clip(scene("sea", FISH), (Move("right"),))


def only_thing(frames: Frames) -> Followed | None:
    reading = read_clip(frames)
    return reading.things[0] if len(reading.things) == 1 and reading.has_steady_backdrop else None


@pytest.fixture(scope="module")
def swimming(engine: Engine) -> Frames:
    """A clip of a blue fish that moves right, by the model."""

    def drawn(seed: int) -> Frames:
        prompt = "a large blue fish on the left moves right, at sea"
        request = TextToVideo(prompt=prompt, width=SIDE, height=SIDE, num_frames=FRAMES, sampling=clips_sampling(seed))
        return engine.run(request).frames

    def is_right(frames: Frames) -> bool:
        score = score_clip(frames, SWIMMING)
        return score.kinds and score.colours and score.places and score.backdrop and score.changes

    return first_right(drawn, is_right)


def test_a_clip_shows_what_was_asked(swimming: Frames) -> None:
    # The fixture has read it; what follows is independent of the reader.
    assert swimming.shape == (FRAMES, SIDE, SIDE, 3)
    behind = painted(scene("sea")).astype(int)
    ahead = [np.abs(frame.astype(int) - behind).max(axis=-1) > 60 for frame in (swimming[0], swimming[-1])]
    centres = [float(np.argwhere(mask)[:, 1].mean()) for mask in ahead]
    assert centres[1] - centres[0] > SIDE / 6


def test_a_picture_is_set_in_motion(engine: Engine) -> None:
    given = painted(plain("white", Thing("circle", "red", "large", 1, 1)))

    def animated(seed: int) -> Visual:
        request = ImageToVideo(
            prompt="the circle turns blue",
            num_frames=FRAMES,
            preset=PRESET,
            sampling=clips_sampling(seed),
        )
        return engine.run(request, pictures(given))

    def is_right(visual: Visual) -> bool:
        thing = only_thing(visual.frames)
        return (
            thing is not None
            and isinstance(thing.change, Recolour)
            and thing.change.to == "blue"
            and thing.first is not None
            and (thing.first.colour, thing.first.kind) == ("red", "circle")
        )

    visual = first_right(animated, is_right)
    assert visual.given_frames == 1
    assert np.abs(visual.frames[0].astype(float) - given).mean() < GIVEN_ERROR


@pytest.mark.parametrize(
    ("prompt", "colour", "kind", "change"),
    [("the star vanishes", "yellow", "star", Vanish), ("the heart grows", "purple", "heart", Resize)],
)
def test_a_thing_does_what_it_is_told(
    engine: Engine, prompt: str, colour: str, kind: str, change: type[Vanish] | type[Resize]
) -> None:
    size = "small" if change is Resize else "large"
    given = painted(plain("white" if change is Resize else "blue", Thing(kind, colour, size, 1, 1)))

    def animated(seed: int) -> Frames:
        request = ImageToVideo(prompt=prompt, num_frames=FRAMES, preset=PRESET, sampling=clips_sampling(seed))
        return engine.run(request, pictures(given)).frames

    def is_right(frames: Frames) -> bool:
        thing = only_thing(frames)
        if thing is None or thing.first is None or not isinstance(thing.change, change):
            return False
        grown = change is Vanish or (thing.last is not None and thing.last.radius > thing.first.radius)
        return grown and (thing.first.kind, thing.first.colour) == (kind, colour)

    first_right(animated, is_right)


def test_a_clip_is_continued_from_two_latent_frames(engine: Engine, swimming: Frames) -> None:
    def continued(seed: int) -> Visual:
        request = Continuation(
            prompt="the fish keeps moving right",
            clean_latents=2,
            num_frames=FRAMES,
            preset=PRESET,
            sampling=clips_sampling(seed),
        )
        return engine.run(request, [InputBlock(swimming[-5:])])

    def is_right(visual: Visual) -> bool:
        thing = only_thing(visual.frames)
        return thing is not None and isinstance(thing.change, Move) and thing.change.direction == "right"

    visual = first_right(continued, is_right)
    assert visual.given_frames == 5
    assert np.abs(visual.frames[:5].astype(float) - swimming[-5:]).mean() < GIVEN_ERROR
    # No jump where the new frames begin: not much more changes than from one given frame to the next.
    steps = np.abs(np.diff(visual.frames.astype(float), axis=0)).mean(axis=(1, 2, 3))
    assert steps[4] < 3 * steps[:4].max()


def test_a_clip_is_edited_and_goes_on_moving(engine: Engine, swimming: Frames) -> None:
    def edited(seed: int) -> Frames:
        request = VideoEdit(instruction="make the fish red", preset=PRESET, sampling=clips_sampling(seed))
        return engine.run(request, [InputBlock(swimming)]).frames

    def is_right(frames: Frames) -> bool:
        thing = only_thing(frames)
        if thing is None or thing.first is None or thing.last is None or not isinstance(thing.change, Move):
            return False
        colours = {thing.first.colour, thing.last.colour}
        return (colours, thing.first.kind, thing.change.direction) == ({"red"}, "fish", "right")

    first_right(edited, is_right)


# --- answers -------------------------------------------------------------------------------------------------------

BUSY = scene("meadow", Thing("house", "red", "large", 2, 0), Thing("bird", "blue", "medium", 0, 2))
#: Pictures, questions, and the one right answer to each.
ASKED = [
    (plain("blue", STAR), "What is the yellow thing?", "A yellow star."),
    (plain("blue", STAR), "Where is the star?", "In the middle."),
    (BUSY, "Where is the bird?", "In the top right."),
    (BUSY, "What is in the bottom left?", "A red house."),
    (BUSY, "How large is the house?", "Large."),
    (BUSY, "How many things are there?", "Two."),
    (BUSY, "Describe the picture.", describe_picture(BUSY)),
    (plain("blue", STAR), "What colour is the star?", "Yellow."),
    (plain("blue", STAR), "How many things are there?", "One."),
    (plain("blue", STAR), "What is the background?", "Plain blue."),
    (plain("blue", STAR), "Is there a purple thing?", "No."),
    (scene("meadow", Thing("house", "red", "large", 1, 1)), "What colour is the house?", "Red."),
    (scene("meadow", Thing("house", "red", "large", 1, 1)), "What is the background?", "A meadow."),
    (scene("sea", Thing("fish", "blue", "large", 1, 1)), "Which colour does the fish have?", "Blue."),
    (scene("sea", Thing("fish", "blue", "large", 1, 1)), "What is the background?", "The sea."),
    (scene("night", Thing("rocket", "white", "large", 1, 1)), "What colour is the rocket?", "White."),
    (scene("night", Thing("rocket", "white", "large", 1, 1)), "How many things are there?", "One."),
]


def test_questions_on_pictures_are_answered(engine: Engine) -> None:
    said: list[tuple[str, str, str]] = []
    for picture, question, answer in ASKED:
        request = AskImage(question=question, preset=PRESET, decoding=Decoding(max_new_tokens=64))
        found = engine.run(request, pictures(painted(picture)))
        assert found.finished
        said.append((question, found.text, answer))
    assert [(question, found) for question, found, _ in said] == [(question, answer) for question, _, answer in said]


def test_questions_on_clips_are_answered(engine: Engine, swimming: Frames) -> None:
    asked = {
        "What colour is the fish at the start?": "Blue.",
        "What colour is the fish at the end?": "Blue.",
        "How many things are there at the end?": "One.",
        "Which way does the fish move?": "To the right.",
        "What happens to the fish?": "It moves right.",
    }
    said = {}
    for question in asked:
        request = AskVideo(question=question, preset=PRESET, decoding=Decoding(max_new_tokens=24))
        said[question] = engine.run(request, [InputBlock(swimming)]).text
    assert said == asked


def test_the_moment_of_an_event_is_told(engine: Engine) -> None:
    for frame in (5, 11):
        clip = Clip(plain("blue", STAR, CIRCLE), (Vanish(frame), None))
        request = AskVideo(question="When does the star vanish?", preset=PRESET)
        said = expected_seconds(engine.run(request, [InputBlock(painted_clip(clip))]).text)
        assert said is not None
        # Within one latent frame.
        assert abs(said - Fraction(frame, 12)) <= Fraction(4, 12)
