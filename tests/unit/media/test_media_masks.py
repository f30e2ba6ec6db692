"""Masks: which pixels of a picture say yes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.images import load_mask

WANTED = np.zeros((6, 8), bool)
WANTED[1:4, 2:7] = True


def rgba(paint: tuple[int, int, int], ground: tuple[int, int, int]) -> Image.Image:
    """Opaque paint where a change is wanted, on a transparent ground."""
    pixels = np.zeros((6, 8, 4), np.uint8)
    pixels[..., :3] = np.where(WANTED[..., None], paint, ground)
    pixels[..., 3] = np.where(WANTED, 255, 0)
    return Image.fromarray(pixels)


def grey(low: int = 0, high: int = 255) -> Image.Image:
    return Image.fromarray(np.where(WANTED, high, low).astype(np.uint8))


@pytest.mark.parametrize(
    "picture",
    [
        grey(),
        grey(100, 160),
        grey().convert("RGB"),
        grey().convert("1"),
        grey().convert("P"),
        # A channel of transparency that hides nothing says nothing.
        grey().convert("RGBA"),
        grey().convert("LA"),
        # Paint of any colour on nothing, whatever colour lies under the nothing.
        rgba((255, 255, 255), (0, 0, 0)),
        rgba((0, 0, 0), (255, 255, 255)),
        rgba((255, 0, 0), (255, 0, 0)),
    ],
    ids=["grey", "pale", "RGB", "1 bit", "palette", "RGBA", "LA", "white paint", "black paint", "red paint"],
)
def test_white_or_paint_says_yes(picture: Image.Image, tmp_path: Path) -> None:
    picture.save(tmp_path / "mask.png")
    mask = load_mask(tmp_path / "mask.png")
    assert (mask.dtype, mask.shape) == (np.uint8, (6, 8))
    assert np.array_equal(mask >= 128, WANTED)


def test_black_and_white_paint_on_nothing_says_yes_where_it_is_white(tmp_path: Path) -> None:
    pixels = np.array(rgba((255, 255, 255), (255, 255, 255)))
    pixels[0] = (0, 0, 0, 255)
    Image.fromarray(pixels).save(tmp_path / "mask.png")
    assert np.array_equal(load_mask(tmp_path / "mask.png") >= 128, WANTED)


def test_sixteen_bits_a_channel_and_a_turned_camera_are_read(tmp_path: Path) -> None:
    Image.fromarray(np.where(WANTED, 65535, 0).astype(np.uint16)).save(tmp_path / "deep.png")
    assert np.array_equal(load_mask(tmp_path / "deep.png") >= 128, WANTED)
    exif = Image.Exif()
    exif[0x0112] = 3
    grey().save(tmp_path / "turned.png", exif=exif)
    assert np.array_equal(load_mask(tmp_path / "turned.png") >= 128, WANTED[::-1, ::-1])


def test_a_damaged_mask_is_a_sentence(tmp_path: Path) -> None:
    grey().save(tmp_path / "mask.png")
    (tmp_path / "mask.png").write_bytes((tmp_path / "mask.png").read_bytes()[:-20])
    with pytest.raises(MediaError, match=r"'mask\.png' is a damaged or incomplete picture"):
        load_mask(tmp_path / "mask.png")
