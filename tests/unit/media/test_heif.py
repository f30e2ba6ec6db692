"""HEIC pictures: parts, turns, colours, transparency, and what is refused."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from lance_studio.errors import MediaError
from lance_studio.media.colour import conversion
from lance_studio.media.describe import describe
from lance_studio.media.heif import HeifPicture
from lance_studio.media.images import load_alpha, load_image, load_layer, shown_size
from lance_studio.media.thumbnails import thumbnail
from tests.heif_files import HeifFile, add_picture, box, full, heic, mirrored, turned

CASES = Path(__file__).parents[2] / "cases/media"


def chart(width: int, height: int, scale: int = 255) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    made = np.stack([x / max(width - 1, 1), y / max(height - 1, 1), 0.5 + 0.4 * np.sin(x / 9) * np.cos(y / 7)], -1)
    return np.rint(made * scale).astype(np.uint8 if scale == 255 else np.uint16)


def off(found: np.ndarray, wanted: np.ndarray) -> int:
    assert found.shape == wanted.shape
    return int(np.abs(found.astype(int) - wanted.astype(int)).max())


def test_a_picture_as_another_program_wrote_it() -> None:
    """A grid of tiles of 512 by 512, turned by irot as a phone does; EXIF says so too, and does not count."""
    shown = load_image(CASES / "heic-grid-turned.heic")
    y, x = np.mgrid[:600, :700]
    wanted = np.stack([x * 255 / 700, y * 255 / 600, 128 + 100 * np.sin(x / 40) * np.cos(y / 30)], -1)
    assert shown.shape == (700, 600, 3)
    assert np.abs(np.rot90(shown).astype(int) - wanted).mean() < 2


@settings(max_examples=25)
@given(
    st.integers(1, 150),
    st.integers(1, 150),
    st.sampled_from([None, 64]),
    st.sampled_from([b"", turned(1), turned(2), turned(3)]),
    st.sampled_from([b"", mirrored(sides=True), mirrored(sides=False)]),
    st.booleans(),
    st.booleans(),
)
def test_every_size_turn_and_tiling(
    width: int, height: int, tile: int | None, turn: bytes, mirror: bytes, swapped: bool, wide: bool
) -> None:
    if tile is None:
        width, height = max(width, 16), max(height, 16)  # smaller ones cannot be encoded
    wanted = picture = chart(width, height)
    order = [each for each in ((mirror, turn) if swapped else (turn, mirror)) if each]
    for each in order:
        turn_back = each[4:8] == b"irot"
        wanted = np.rot90(wanted, each[8]) if turn_back else wanted[:, ::-1] if each[8] else wanted[::-1]
    data = heic(picture, tile=tile, turns=order, wide=wide)
    assert off(load_image(data), wanted) <= 2
    assert shown_size(data) == (wanted.shape[1], wanted.shape[0])


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p10le", "yuv420p10le"])
@pytest.mark.parametrize("tile", [None, 64])
def test_colours_that_are_stored_smaller(form: str, tile: int | None) -> None:
    width, height = (250, 190) if tile is None else (251, 189)
    picture = chart(width, height, 65535 if "10" in form else 255)
    wanted = np.rint(picture / (257 if "10" in form else 1))
    found = load_image(heic(picture, tile=tile, form=form))
    assert np.abs(found - wanted).mean() < 1.5


def test_pq_is_mapped_from_all_bits() -> None:
    colours = chart(96, 80, 65535).astype(float)
    picture = (24_000 + 0.12 * (colours - colours.mean()) + 0.2 * colours.mean(2, keepdims=True)).astype(np.uint16)
    data = heic(picture, form="yuv444p10le", numbers=(9, 16, 6, 1))
    red, green, blue = (np.ascontiguousarray(picture[..., part]) for part in range(3))
    wanted = conversion(9, 16).planes(red, green, blue, 65535)
    apart = np.abs(load_image(data).astype(int) - wanted)
    # Dark parts of saturated colours take one step of 10 bits for many of 8.
    assert apart.mean() < 1.5
    assert apart[wanted > 100].max() <= 5
    facts = describe(data)
    assert facts.colour is not None
    assert (facts.bits, facts.colour.hdr) == (10, "PQ")
    assert any("HDR (PQ)" in each for each in facts.warnings)


def test_a_profile_counts_more_than_numbers() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = chart(64, 64)
    assert off(load_image(heic(picture, numbers=(9, 16, 6, 1), profile=profile)), picture) <= 2


@pytest.mark.parametrize("tile", [None, 64])
def test_transparency(tile: int | None) -> None:
    picture, alpha = chart(130, 100), np.tile(np.linspace(0, 255, 130).astype(np.uint8), (100, 1))
    data = heic(picture, tile=tile, alpha=alpha)
    found = load_alpha(data)
    assert found is not None
    assert off(found, alpha) == 0
    assert off(load_layer(data)[..., 3] >> 8, alpha) <= 1
    assert describe(data).alpha


def test_multiplied_transparency_is_undone() -> None:
    alpha = np.full((64, 64), 128, np.uint8)
    data = heic(np.full((64, 64, 3), 64, np.uint8), alpha=alpha, premultiplied=True)
    with_white = 64 * 255 / 128 * 128 / 255 + 255 * 127 / 255
    assert abs(int(load_image(data)[30, 30, 0]) - with_white) <= 2


def test_the_clean_aperture_is_cut_out() -> None:
    picture = chart(100, 80)
    clap = box(b"clap", struct.pack(">IIIIiIiI", 60, 1, 40, 1, 10, 1, -4, 2))
    assert off(load_image(heic(picture, turns=[clap])), picture[18:58, 30:90]) <= 2


def test_what_is_left_out_is_said() -> None:
    file = HeifFile()
    main = add_picture(file, chart(64, 64))
    for name in ("urn:com:apple:photo:2020:aux:hdrgainmap", "urn:mpeg:hevc:2015:auxid:2"):
        other = add_picture(file, chart(64, 64)[..., 0], full(b"auxC", 0, name.encode() + b"\0"), form="gray")
        file.links.append((b"auxl", other, [main]))
    warnings = " ".join(describe(file.write(main, after=box(b"moov"))).warnings)
    assert all(word in warnings for word in ("(depth)", "(gain map)", "burst"))
    assert not describe(file.write(main)).alpha


def test_a_grid_of_one_part_is_cut_to_the_size_of_the_picture() -> None:
    picture = chart(50, 37)
    assert off(load_image(heic(picture, tile=64)), picture) <= 2


def test_a_part_of_another_size_than_the_file_says_is_damage() -> None:
    data = heic(chart(130, 100), tile=64)
    place = data.index(struct.pack(">II", 64, 64))
    with pytest.raises(MediaError, match="damaged"):
        load_image(data[:place] + struct.pack(">II", 66, 66) + data[place + 8 :])


def test_small_pictures() -> None:
    assert thumbnail(heic(chart(200, 100), tile=64), height=50).shape == (50, 100, 3)


def test_a_sequence_is_refused_as_what_it_is() -> None:
    with pytest.raises(MediaError, match="HEIC sequence"):
        load_image(HeifFile().write(None, brand=b"hevc", after=box(b"moov")))


def test_other_codecs_are_refused_as_such() -> None:
    file = HeifFile()
    number = file.add(b"j2k1", b"abc", full(b"ispe", 0, struct.pack(">II", 8, 8)))
    with pytest.raises(MediaError, match="codec"):
        load_image(file.write(number, brand=b"mif1"))


@pytest.mark.parametrize("name", [b"ispe", b"hvcC", b"dimg", b"iloc"])
def test_what_is_broken_is_called_damaged(name: bytes) -> None:
    data = heic(chart(130, 100), tile=64)
    place = data.rindex(name)
    for broken in (data[:place] + b"free" + data[place + 4 :], data[: place + 9], data[:-200]):
        with pytest.raises(MediaError, match=r"damaged|incomplete"):
            load_image(broken)


def test_a_grid_that_claims_more_than_its_parts_is_refused() -> None:
    data = heic(chart(130, 100), tile=64, wide=True)
    size = struct.pack(">II", 130, 100)
    place = data.rindex(size)  # the grid's own
    for claim in ((14_000, 14_000), (200, 100), (130, 64), (60, 100)):
        with pytest.raises(MediaError):
            load_image(data[:place] + struct.pack(">II", *claim) + data[place + 8 :])


def test_a_size_beyond_the_limit_is_refused_before_it_is_decoded() -> None:
    data = heic(chart(64, 64))
    place = data.index(b"ispe") + 8
    with pytest.raises(MediaError, match="200 megapixels"):
        load_image(data[:place] + struct.pack(">II", 20_000, 20_000) + data[place + 8 :])


def test_it_is_a_picture_like_others(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(heic(chart(64, 64)))
    with HeifPicture(path) as opened:
        assert opened.crop((8, 8, 24, 16)).size == (16, 8)
    assert load_image(path).shape == (64, 64, 3)
    assert Image.open(io.BytesIO(b"P6 1 1 255\nabc")).size == (1, 1)  # its own readers are as they were
