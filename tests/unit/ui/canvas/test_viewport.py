"""Zoom, pan and fit as arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.ui.canvas.viewport import LEAST_ZOOM, MOST_ZOOM, Viewport

BASE = Viewport(view=(800, 600)).showing(400, 300)


def test_a_picture_is_fitted_with_a_margin_and_in_the_middle() -> None:
    left, top, width, height = Viewport(view=(848, 648)).showing(1600, 1200).place
    assert (left, top, width, height) == (24, 24, 800, 600)


def test_a_small_picture_is_enlarged_smoothly_when_it_is_fitted() -> None:
    fitted = Viewport(view=(848, 648)).showing(200, 150)
    assert fitted.scale == 4
    assert fitted.smooth


def test_at_100_percent_one_pixel_is_one_pixel_of_the_screen() -> None:
    view = BASE.resized(800, 600, 2.0).at(1.0)
    assert view.place[2:] == (200, 150)
    assert not view.smooth
    assert BASE.at(1.0).place[2:] == (400, 300)


@pytest.mark.parametrize(("zoom", "smooth"), [(0.5, True), (1.0, False), (1.5, True), (2.0, False), (8.0, False)])
def test_the_rule_of_scaling(zoom: float, smooth: bool) -> None:
    assert BASE.at(zoom).smooth is smooth


@given(x=st.floats(200, 600), y=st.floats(150, 450), zoom=st.floats(0.5, 8))
def test_the_point_under_the_pointer_stays_there(x: float, y: float, zoom: float) -> None:
    before = BASE.at(1.0)
    after = before.at(zoom, x, y)
    # The picture's corner stands on whole pixels of the screen: up to one of them may be lost.
    assert after.to_view(*before.to_picture(x, y)) == pytest.approx((x, y), abs=1.01 * max(zoom, 1))


@given(moves=st.lists(st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)), max_size=4), zoom=st.floats(0.01, 100))
def test_the_picture_never_leaves_the_view(moves: list[tuple[float, float]], zoom: float) -> None:
    view = BASE.at(zoom)
    for dx, dy in moves:
        view = view.panned(dx, dy)
    left, top, width, height = view.place
    assert LEAST_ZOOM <= view.scale <= MOST_ZOOM
    assert left <= 401
    assert left + width >= 399
    assert top <= 301
    assert top + height >= 299


def test_steps_go_over_round_zooms_and_end() -> None:
    view = BASE.at(1.0)
    assert view.stepped(1).scale == 1.5
    assert view.stepped(-1).scale == 0.67
    assert BASE.at(MOST_ZOOM).stepped(1).scale == MOST_ZOOM


def test_a_picture_of_another_size_is_fitted_and_one_of_the_same_size_keeps_the_zoom() -> None:
    close = BASE.at(4.0, 100, 100)
    assert close.showing(400, 300) == close
    assert close.showing(401, 300).zoom is None
