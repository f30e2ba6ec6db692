"""The drift meter on pictures of any sizes, and on nodes."""

from pathlib import Path

import numpy as np
import pytest

from lance_studio.errors import InvalidRequestError
from lance_studio.media.images import write_png
from lance_studio.media.scaling import scale
from lance_studio.workflows.measuring import measure_pictures
from tests.unit.metrics.scenes import PHOTOGRAPHS, without_object


def test_a_local_change_of_a_large_picture_is_found_and_the_rest_is_untouched() -> None:
    picture = np.tile(PHOTOGRAPHS["astronaut"](), (3, 3, 1))
    changed = without_object(picture, 120)
    measured = measure_pictures(picture, changed)
    truth = (picture != changed).any(axis=2)
    assert measured.found
    assert not measured.is_global
    assert (measured.region | ~truth).all()
    assert measured.region.sum() < 1.8 * truth.sum()
    assert measured.drift.severity == 0
    assert measured.part is None
    np.testing.assert_array_equal(measured.heat > 0, truth)


def test_a_smaller_result_is_compared_at_its_size_with_the_part_that_it_shows() -> None:
    picture = PHOTOGRAPHS["coffee"]()  # 600 × 400
    result = scale(np.ascontiguousarray(picture[:, 100:500]), 200, 200, precise=True)
    measured = measure_pictures(picture, result)
    assert measured.size == (200, 200)
    assert measured.part == (100, 0, 500, 400)
    assert measured.drift.severity == 0
    larger = measure_pictures(
        np.ascontiguousarray(picture[:, 100:500]), scale(picture[:, 100:500], 800, 800, precise=True)
    )
    assert larger.size == (400, 400)
    assert larger.drift.severity < 1


def test_a_mask_says_where_it_was_to_change() -> None:
    picture = PHOTOGRAPHS["cat"]()
    changed = without_object(picture, 80)
    mask = np.where((picture != changed).any(axis=2), 255, 0).astype(np.uint8)
    measured = measure_pictures(picture, changed, mask)
    assert not measured.found
    assert measured.drift.severity == 0
    elsewhere = measure_pictures(picture, changed, np.roll(mask, 100, axis=1))
    assert elsewhere.drift.severity > 1
    assert elsewhere.drift.worst[0] == "spot"
    with pytest.raises(InvalidRequestError, match="neither picture's size"):
        measure_pictures(picture, changed, mask[:-1])


def test_a_whole_new_picture_leaves_nothing_outside() -> None:
    measured = measure_pictures(PHOTOGRAPHS["cat"](), 255 - PHOTOGRAPHS["cat"]())
    assert measured.is_global
    assert measured.drift.outside is None


def test_nodes_are_measured(tmp_path: Path) -> None:
    from lance_studio.project.commands.nodes import AddNode
    from lance_studio.project.rows import Media, Node
    from lance_studio.workflows.studio import Studio

    picture = PHOTOGRAPHS["rocket"]()
    with Studio.create(tmp_path / "a.lstudio") as studio:
        for name, each in (("one", picture), ("two", without_object(picture, 50))):
            write_png(tmp_path / f"{name}.png", each)
            blob = studio.project.files.add_file(tmp_path / f"{name}.png")
            media = Media(id=name, digest=blob.digest, kind="picture", name=name, size=blob.size, width=640, height=427)
            studio.project.run(AddNode(Node(id=name, media_id=name, kind="picture", name=name), None, media))
        measured = studio.measure("one", "two")
        assert measured.drift.severity == 0
        assert 0 < measured.region.mean() < 0.05
        with pytest.raises(InvalidRequestError):
            studio.measure("one", "three")
