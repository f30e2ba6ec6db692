"""In another language, what is wrong with files and what is done to them is said in it; what programs read is not."""

import re
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.language import placeholders, use_language
from lance_studio.media.describe import describe
from lance_studio.media.images import write_png
from lance_studio.media.notes import NOTES, note
from lance_studio.media.probe import probe
from lance_studio.media.recipes import Recipe
from lance_studio.workflows.otio_import import FOUND_BESIDE, read_otio
from tests.unit.media.test_strangers import STRANGERS

_ENGLISH = re.compile(r"(?<![\w/.`'])(an?|the|it|is|of|as|that|with|are|or|and)(?![\w`'])", re.IGNORECASE)


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Chinese; after each test it is English again by itself."""
    use_language("zh_CN")


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(STRANGERS[kind][0])
    with pytest.raises(MediaError, match=r"^“file\.png”是一[个张]") as refused:
        probe(path)
    assert not _ENGLISH.search(f"{refused.value.cause} {refused.value.remedy}")


def test_the_maker_of_a_raw_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file.cr3").write_bytes(STRANGERS["cr3"][0])
    with pytest.raises(MediaError, match="相机 RAW 文件（佳能，CR3）"):
        probe(tmp_path / "file.cr3")


def sevens(template: str) -> dict[str, int]:
    """A value for each place of a template."""
    return {place.partition(":")[0]: 7 for place in placeholders(template)}


@pytest.mark.parametrize("name", NOTES)
def test_notes(name: str) -> None:
    said = note(name, **sevens(NOTES[name]))
    assert said.endswith("。")
    assert "{" not in said
    assert not _ENGLISH.search(said)


def test_what_is_told_of_a_picture(tmp_path: Path) -> None:
    picture = Image.fromarray(np.full((8, 8, 4), 90, np.uint8), "CMYK")
    exif = Image.Exif()
    exif[274] = 7  # mirrored, and turned by 270 degrees
    picture.save(tmp_path / "a.jpg", exif=exif)
    facts = describe(tmp_path / "a.jpg")
    assert "图片是没有配置文件的 CMYK；其颜色是推测的。" in facts.warnings
    assert "按相机的记录，图片经过镜像，并顺时针旋转了 270°。" in facts.warnings
    assert (facts.kind, facts.codec, facts.colour and facts.colour.space) == ("picture", "jpeg", "cmyk")


def test_the_labels_that_other_programs_read_stay() -> None:
    recipe = Recipe("t2i", "a car", {"steps": 30, "seed": 1, "width": 8, "height": 8}, {"name": "nano"}, (), "1.0")
    assert (
        recipe.to_parameters()
        == "a car\nSteps: 30, Seed: 1, Size: 8x8, Model: nano, Task: t2i, Version: Lance Studio 1.0"
    )


@pytest.mark.parametrize("folder", ["cut media", "cut 媒体"])
def test_copies_beside_a_document_are_found_whatever_language_named_their_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    write_png(tmp_path / folder / "a.png", np.zeros((8, 8, 3), np.uint8))
    timeline = otio.schema.Timeline("Film")
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    moment = otio.opentime.RationalTime
    reference = otio.schema.ExternalReference("file:///nowhere/a.png")
    track.append(otio.schema.Clip("a", reference, otio.opentime.TimeRange(moment(0, 24), moment(24, 24))))
    otio.adapters.write_to_file(timeline, str(tmp_path / "cut.otio"))
    read = read_otio(tmp_path / "cut.otio")
    assert list(read.files.values()) == [tmp_path / folder / "a.png"]
    assert read.notes == ("“a.png”不在文档所说的位置；改用文档旁边的同名文件。",)
    assert FOUND_BESIDE.startswith("'{name}' is not")
