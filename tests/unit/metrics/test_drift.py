"""What the drift meter says of planted changes."""

import math
from itertools import pairwise

import numpy as np
import pytest

from lance_studio.metrics import drift
from lance_studio.metrics.colour import delta_e, to_lab
from lance_studio.metrics.drift import coloured, heat_map, measure
from tests.unit.metrics.scenes import CORRUPTIONS, PHOTOGRAPHS, blurred, hue_turned, part, shifted, without_object


def test_an_untouched_picture_has_not_drifted() -> None:
    picture = part("cat")
    found = measure(picture, picture.copy())
    assert found.outside is not None
    assert found.severity == found.outside.changed == found.outside.delta_e == 0
    assert found.outside.psnr == math.inf
    assert found.inside is None


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_more_is_worse(name: str, kind: str) -> None:
    picture = part(name)
    spoil, amounts = CORRUPTIONS[kind]
    found = [measure(picture, spoil(picture, amount)).severity for amount in amounts]
    assert found[0] > 0
    assert all(less < more for less, more in pairwise(found)), found


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_what_people_see_is_warned_of(name: str) -> None:
    picture = part(name)
    for spoilt in (shifted(picture, 0.5), hue_turned(picture, 20), blurred(picture, 1), without_object(picture, 40)):
        assert measure(picture, spoilt).severity >= 1


@pytest.mark.parametrize("pixels", [0.25, 0.5, 1.75])
def test_a_shift_is_measured_in_parts_of_a_pixel(pixels: float) -> None:
    picture = part("astronaut")
    found = measure(picture, shifted(picture, pixels))
    assert found.shift == pytest.approx((pixels, 0), abs=0.05)


def test_figures_are_those_of_the_whole_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = part("coffee")
    spoilt = blurred(without_object(picture, 30), 0.7)
    whole = measure(picture, spoilt)
    assert whole.outside is not None
    difference = (picture.astype(float) - spoilt) ** 2
    assert whole.outside.psnr == pytest.approx(10 * math.log10(255**2 / difference.mean()), abs=1e-6)
    colours = delta_e(to_lab(picture), to_lab(spoilt))
    assert whole.outside.delta_e == pytest.approx(float(colours.mean()), abs=1e-3)
    assert whole.outside.delta_e_99 == pytest.approx(float(np.percentile(colours, 99)), abs=0.1)
    monkeypatch.setattr(drift, "_STRIP_PIXELS", 20_000)
    parts = measure(picture, spoilt)
    assert parts.outside is not None
    for name in ("changed", "visible", "psnr", "ssim", "delta_e", "delta_e_99", "edges", "spot"):
        assert getattr(parts.outside, name) == pytest.approx(getattr(whole.outside, name), rel=5e-2, abs=1e-3), name


def test_inside_of_a_region_nothing_counts_as_drift() -> None:
    picture = part("rocket")
    spoilt = without_object(picture, 60)
    region = (picture != spoilt).any(axis=2)
    found = measure(picture, spoilt, region)
    assert found.inside is not None
    assert found.outside is not None
    assert (found.inside.changed, found.outside.changed, found.severity) == (1, 0, 0)
    assert found.inside.pixels == region.sum()
    everything = measure(picture, spoilt, np.ones(picture.shape[:2], np.bool_))
    assert everything.outside is None
    assert everything.severity == 0


def test_deep_pictures_are_measured_in_their_own_levels() -> None:
    picture = part("cat")
    deep = picture.astype(np.uint16) * 257
    one = deep.copy()
    one[0, 0, 0] ^= 1
    found = measure(deep, one).outside
    assert found is not None
    assert found.changed == pytest.approx(1 / picture[..., 0].size)
    assert found.psnr > 140
    spoilt = blurred(picture, 1)
    shallow, deeper = measure(picture, spoilt).outside, measure(deep, spoilt.astype(np.uint16) * 257).outside
    assert shallow is not None
    assert deeper is not None
    assert deeper.psnr == pytest.approx(shallow.psnr)
    assert deeper.delta_e == pytest.approx(shallow.delta_e, abs=1e-3)


def test_watched_colours_are_followed() -> None:
    picture = np.full((40, 60, 3), 200, np.uint8)
    picture[:, :20] = (12, 90, 200)
    spoilt = picture.copy()
    spoilt[:, :20] = (40, 90, 200)
    found = measure(picture, spoilt, colours={"brand": (12, 90, 200), "absent": (255, 0, 0)})
    expected = float(delta_e(to_lab(picture[:1, :1]), to_lab(spoilt[:1, :1]))[0, 0])
    assert found.colours == {"brand": pytest.approx(expected, abs=1e-3)}


def test_a_heat_map_shows_where() -> None:
    picture = part("cat")
    spoilt = without_object(picture, 30)
    heat = heat_map(picture, spoilt)
    np.testing.assert_array_equal(heat > 0, (picture != spoilt).any(axis=2))
    shown = coloured(heat)
    assert shown.shape == picture.shape
    assert shown[0, 0].max() < 10 < shown[heat > 20].min(axis=0).max()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (700, 2), (15, 15)])
def test_pictures_of_any_shape_can_be_measured(size: tuple[int, int]) -> None:
    picture = np.zeros((*size, 3), np.uint8)
    found = measure(picture, picture + np.uint8(90))
    assert found.severity > 1


def test_different_shapes_are_refused() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(ValueError, match="differ"):
        measure(picture, np.zeros((8, 9, 3), np.uint8))
    with pytest.raises(ValueError, match="does not fit"):
        measure(picture, picture, np.zeros((9, 8), np.bool_))
