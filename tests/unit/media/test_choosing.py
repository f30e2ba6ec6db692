"""Files that hold several pictures: pages of a TIFF, and the camera's own JPEG in a raw file."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.choosing import Choice, Chosen, choose, page_count
from lance_studio.media.describe import describe
from lance_studio.media.images import load_image
from lance_studio.media.probe import probe
from lance_studio.media.strangers import CameraRawError
from tests.raw_files import dng, jpeg
from tests.unit.media.test_strangers import CASES, raw_tiff

SHADES = (10, 90, 170, 250)


def tiff(compression: str | None = None, *, big: bool = False, count: int = 3, mode: str = "RGB") -> bytes:
    pages = [Image.new("RGB", (24 + number, 16), (shade, 0, 40)).convert(mode) for number, shade in enumerate(SHADES)]
    target = io.BytesIO()
    pages[0].save(target, "TIFF", save_all=True, append_images=pages[1:count], compression=compression, big_tiff=big)
    return target.getvalue()


def chosen(content: bytes, **choice: object) -> Chosen:
    found = choose(content, Choice(**choice))  # type: ignore[arg-type]
    assert found is not None
    return found


@settings(max_examples=25)
@given(
    st.sampled_from([None, "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits", "tiff_deflate"]),
    st.booleans(),
    st.integers(2, 4),
    st.integers(1, 4),
    st.sampled_from(["RGB", "L", "CMYK"]),
)
def test_each_page_is_the_page(compression: str | None, big: bool, count: int, page: int, mode: str) -> None:
    content = tiff(compression, big=big, count=count, mode=mode)
    assert page_count(content) == count
    if page > count:
        with pytest.raises(MediaError, match=f"no page {page}") as refused:
            choose(content, Choice(page))
        assert str(count) in refused.value.remedy
        return
    found = chosen(content, page=page)
    with Image.open(io.BytesIO(content)) as image:
        image.seek(page - 1)
        target = io.BytesIO()
        image.convert(mode).save(target, "TIFF")
    assert np.array_equal(load_image(found.content), load_image(target.getvalue()))
    assert load_image(found.content).shape == (16, 23 + page, 3)
    assert page_count(found.content) == 1
    facts = describe(content, Choice(page))
    assert facts.pictures == count
    assert f"The file holds {count} pictures; page {page} is used." in facts.warnings
    assert sum("pictures" in each for each in facts.warnings) == 1


def test_pages_of_the_other_byte_order() -> None:
    def page(number: int, place: int, following: int) -> bytes:
        entries = [(256, 2), (257, 1), (258, 8), (259, 1), (262, 1), (273, place + 200), (277, 1), (278, 1), (279, 2)]
        body = b"".join(struct.pack(">HHIHH", tag, 3, 1, value, 0) for tag, value in entries)
        made = struct.pack(">H", len(entries)) + body + struct.pack(">I", following)
        return made.ljust(200, b"\0") + bytes([number, 255 - number]) + bytes(198)

    content = b"MM\0*\0\0\0\x08" + page(1, 8, 408) + page(200, 408, 0)
    assert page_count(content) == 2
    assert load_image(chosen(content, page=2).content)[0, :, 0].tolist() == [200, 55]
    assert load_image(chosen(content, page=1).content)[0, :, 0].tolist() == [1, 254]


def test_a_file_of_one_picture_has_no_second_page() -> None:
    with pytest.raises(MediaError, match="no page 2"):
        choose(CASES / "14a-logo.png", Choice(2))
    assert choose(CASES / "14a-logo.png", Choice(1)) is None
    assert choose(tiff(count=1), Choice(1)) is None


def test_pages_that_go_round_in_a_circle_end() -> None:
    content = bytearray(tiff(count=2))
    [first] = struct.unpack_from("<I", content, 4)
    [entries] = struct.unpack_from("<H", content, first)
    struct.pack_into("<I", content, first + 2 + 12 * entries, first)
    assert page_count(bytes(content)) == 1


# --- raw files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("way", ["strip", "tags"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_largest_jpeg_stands_for_a_raw_file_by_choice(order: str, way: str, orientation: int) -> None:
    content = dng([(160, 120, 30), (600, 400, 200), (300, 200, 90)], (608, 408), order=order, way=way, turn=orientation)
    with pytest.raises(CameraRawError) as refused:
        probe(content)
    assert refused.value.has_jpeg
    assert "--camera-jpeg" in refused.value.remedy
    found = chosen(content, camera_jpeg=True)
    picture = load_image(found.content)
    assert picture.shape == ((600, 400, 3) if orientation == 6 else (400, 600, 3))
    assert abs(int(picture[50, 50, 0]) - 200) <= 3
    facts = describe(content, Choice(camera_jpeg=True))
    assert any("600x400" in each and "608x408" in each and "not developed" in each for each in facts.warnings)


def test_what_a_camera_noted_in_its_jpeg_counts() -> None:
    exif = Image.Exif()
    exif[0x112] = 1
    content = dng([(600, 400, 200)], (608, 408), turn=6, exif=exif.tobytes())
    assert load_image(chosen(content, camera_jpeg=True).content).shape == (400, 600, 3)


def test_adobe_rgb_is_told() -> None:
    plain, adobe = (
        load_image(chosen(dng([(600, 400, 120)], (600, 400), colours=colours), camera_jpeg=True).content)
        for colours in (2, 3)
    )
    assert abs(int(plain[9, 9, 0]) - 120) <= 2
    assert int(adobe[9, 9, 0]) > int(plain[9, 9, 0]) + 5


def test_a_small_view_never_stands_for_a_raw_file() -> None:
    content = dng([(160, 120, 30)], (6000, 4000))
    with pytest.raises(CameraRawError) as refused:
        probe(content)
    assert not refused.value.has_jpeg
    with pytest.raises(MediaError, match=r"only a small JPEG of its camera \(160x120"):
        choose(content, Choice(camera_jpeg=True))


def test_a_raw_file_without_any_jpeg_says_so() -> None:
    with pytest.raises(MediaError, match="no JPEG of its camera"):
        choose(raw_tiff("<", sub=True, photometric=32803), Choice(camera_jpeg=True))


def test_raw_data_coded_as_lossless_jpeg_is_no_picture() -> None:
    lossless = jpeg(600, 400, 9).replace(b"\xff\xc0", b"\xff\xc3", 1)
    content = dng([(600, 400, 9)], (600, 400), coded=[lossless])
    with pytest.raises(MediaError, match="no JPEG"):
        choose(content, Choice(camera_jpeg=True))


def test_a_jpeg_that_lies_beyond_the_end_is_none() -> None:
    content = dng([(600, 400, 9)], (600, 400))
    with pytest.raises(MediaError):
        load_image(chosen(content[:-3000], camera_jpeg=True).content)


def test_other_files_are_used_as_they_are() -> None:
    assert choose(CASES / "14a-logo.png", Choice(camera_jpeg=True)) is None
    assert choose(Path(CASES / "07-sar2.mp4"), Choice(camera_jpeg=True)) is None
