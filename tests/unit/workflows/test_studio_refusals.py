"""What the headless studio refuses before anything is queued: window and command line hear the same."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lance_studio.errors import InvalidRequestError
from lance_studio.media.images import write_png
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.model_source import ModelAt
from lance_studio.workflows.options import Options
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.wishes import (
    Animate,
    AskPicture,
    EditPicture,
    GenerateFromReferences,
    GeneratePicture,
    Wish,
)
from tests.unit.backends.conftest import CHECKPOINT


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio that has a picture, the node "picture", and a strip; its engine is never started."""
    with Studio.create(tmp_path / "p.lstudio", ModelAt(CHECKPOINT)) as made:
        yield made


def node_of(studio: Studio, width: int, height: int) -> str:
    path = studio.project.folder / f"{width}.png"
    if not path.exists():
        write_png(path, np.zeros((height, width, 3), np.uint8))
    return studio.import_file(path).node_id


def wishes(studio: Studio) -> dict[str, tuple[Wish, str, str]]:
    """Wishes that make no sense, with words of the cause and of the remedy."""
    picture, strip = node_of(studio, 64, 48), node_of(studio, 256, 16)
    huge = Options(preset="huge")
    return {
        "preset of an edit": (EditPicture(picture, "x", huge), "size preset is 'huge'", "video_192p, image_256res"),
        "preset of an animation": (Animate(OfNode(picture), "x", huge), "'huge'", "Choose one of"),
        "empty preset": (AskPicture(picture, "x", Options(preset="")), "size preset is ''", "Choose one of"),
        "preset of references": (GenerateFromReferences((picture,), "x", huge), "'huge'", "Choose one of"),
        "strip": (EditPicture(strip, "x"), "'256.png' is 256×16 pixels, a strip", "Crop it"),
        "strip beside a picture": (EditPicture(picture, "x", also=(strip,)), "'256.png' is 256×16", "Crop it"),
        "too many sources": (EditPicture(picture, "x", also=(picture,) * 8), "9 pictures were given", "1 to 8"),
        "too long a prompt": (GeneratePicture("x" * 8001), "8001 characters", "8000 or fewer"),
        "too large": (GeneratePicture("x", Options(width=2048, height=2048)), "more than the model can place", "1024"),
        "too many frames": (Animate(OfNode(picture), "x", Options(frames=400)), "number of frames", "5 to 121"),
    }


def test_a_wish_that_makes_no_sense_is_refused_with_a_remedy_and_nothing_is_queued(studio: Studio) -> None:
    for name, (wish, cause, remedy) in wishes(studio).items():
        for ask in (studio.plan, studio.submit, studio.foresee):
            with pytest.raises(InvalidRequestError) as caught:
                ask(wish)
            assert cause in caught.value.cause, name
            assert remedy in caught.value.remedy, name
    assert studio.project.jobs() == []


def test_without_words_a_wish_is_foreseen_but_not_planned(studio: Studio) -> None:
    node = node_of(studio, 64, 48)
    for wish in (GeneratePicture(""), EditPicture(node, " "), Animate(OfNode(node), ""), AskPicture(node, "")):
        studio.foresee(wish)
        with pytest.raises(InvalidRequestError, match="There are no words"):
            studio.plan(wish)


def test_what_is_cut_off_further_sources_is_said(studio: Studio) -> None:
    first, last = node_of(studio, 100, 70), node_of(studio, 128, 128)
    notes = studio.foresee(EditPicture(last, "x", also=(first,))).notes
    assert ["'100.png'" in note and "is cut off" in note for note in notes] == [True]
