import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from lance_studio.errors import MediaError, OutputError
from lance_studio.media.images import load_image, write_png

COLOURS = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[10, 20, 30], [200, 100, 50], [255, 255, 255]]], np.uint8)


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_written_pngs_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, height: int, width: int, seed: int
) -> None:
    frame = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    path = tmp_path_factory.getbasetemp() / "exact.png"
    write_png(path, frame, overwrite=True)
    for reference_rules in (False, True):
        read = load_image(path, reference_rules=reference_rules)
        assert read.dtype == np.uint8
        assert np.array_equal(read, frame)
        assert read.flags.writeable


def test_content_decides_and_not_the_extension(tmp_path: Path) -> None:
    path = saved(tmp_path / "photo.mp4", Image.fromarray(COLOURS), format="PNG")
    assert np.array_equal(load_image(path), COLOURS)


@pytest.mark.parametrize("reference_rules", [False, True])
def test_rgba_is_composited_on_white_as_pil_does(tmp_path: Path, reference_rules: bool) -> None:
    rgba = Image.fromarray(np.random.default_rng(1).integers(0, 256, (20, 30, 4), dtype=np.uint8), "RGBA")
    expected = Image.new("RGB", rgba.size, (255, 255, 255))
    expected.paste(rgba, mask=rgba.split()[3])
    read = load_image(saved(tmp_path / "a.png", rgba), reference_rules=reference_rules)
    assert np.array_equal(read, np.asarray(expected))


@pytest.mark.parametrize("reference_rules", [False, True])
def test_transparent_palette_entries_become_white(tmp_path: Path, reference_rules: bool) -> None:
    image = Image.new("P", (4, 2), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((0, 0), 0)
    read = load_image(saved(tmp_path / "p.png", image, transparency=0), reference_rules=reference_rules)
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[1, 1].tolist() == [255, 0, 0]


def test_grey_with_alpha_is_composited_for_users_but_not_by_the_reference(tmp_path: Path) -> None:
    path = saved(tmp_path / "la.png", Image.new("LA", (3, 3), (0, 0)))
    assert load_image(path).tolist() == np.full((3, 3, 3), 255).tolist()
    assert load_image(path, reference_rules=True).tolist() == np.zeros((3, 3, 3)).tolist()


def test_a_transparent_colour_of_an_rgb_picture_becomes_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png", Image.new("RGB", (2, 2), (1, 2, 3)), transparency=(1, 2, 3))
    assert load_image(path).min() == 255


def test_sixteen_bit_grey_is_scaled_and_not_clipped(tmp_path: Path) -> None:
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    path = saved(tmp_path / "deep.png", Image.fromarray(values))
    assert load_image(path)[0, :, 0].tolist() == [0, 1, 128, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[0.0, 100.0, 255.0]], np.float32), [0, 100, 255]),
        (np.array([[-10.0, 0.0, 10.0]], np.float32), [0, 128, 255]),
        (np.array([[np.nan, np.inf, 1.0]], np.float32), [0, 0, 255]),
        (np.array([[5.0, 5.0, 5.0]], np.float32), [5, 5, 5]),
        (np.array([[0, 32768, 65535]], np.int32), [0, 128, 255]),
        (np.array([[-7, -7, -7]], np.int32), [0, 0, 0]),
    ],
)
def test_wide_tiffs_are_scaled(tmp_path: Path, values: np.ndarray, expected: list[int]) -> None:
    path = saved(tmp_path / "wide.tif", Image.fromarray(values))
    assert load_image(path)[0, :, 1].tolist() == expected


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_unless_told_not_to(tmp_path: Path, orientation: int) -> None:
    upright = Image.fromarray(np.random.default_rng(2).integers(0, 256, (6, 9, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "turned.png", upright, exif=exif)
    with Image.open(path) as stored:
        expected = np.asarray(ImageOps.exif_transpose(stored))
    assert np.array_equal(load_image(path), expected)
    assert np.array_equal(load_image(path, apply_exif_rotation=False), np.asarray(upright))
    assert np.array_equal(load_image(path, reference_rules=True), np.asarray(upright))


def test_broken_exif_does_not_hide_the_picture(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "exif.jpg", Image.new("RGB", (8, 8), (9, 9, 9)), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff"
    )
    assert load_image(path).shape == (8, 8, 3)


def test_an_embedded_profile_is_converted_to_srgb(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.fromarray(COLOURS)
    # A profile for another kind of picture and a broken one are ignored; an sRGB one changes nothing at all.
    for profile in (lab, b"no profile", srgb):
        assert np.array_equal(load_image(saved(tmp_path / "icc.png", picture, icc_profile=profile)), COLOURS)


def test_a_linear_profile_changes_what_users_see_but_not_what_the_reference_reads(tmp_path: Path) -> None:
    picture = Image.fromarray(np.full((4, 4, 3), 128, np.uint8))
    path = saved(tmp_path / "linear.png", picture, icc_profile=linear_profile())
    # Half of the light is 188 in sRGB.
    assert np.abs(load_image(path).astype(int) - 188).max() <= 1
    assert np.array_equal(load_image(path, reference_rules=True), np.asarray(picture))


def linear_profile() -> bytes:
    """sRGB's own profile with the curves replaced by straight lines."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(data[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(int.from_bytes(data[128:132], "big"))}
    straight = b"curv" + bytes(8)  # no entries: identity
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        data[tags[name] + 4 : tags[name] + 12] = struct.pack(">II", len(data), len(straight))
    data += straight
    description = tags[b"desc"]
    start = int.from_bytes(data[description + 4 : description + 8], "big")
    size = int.from_bytes(data[description + 8 : description + 12], "big")
    data[start : start + size] = data[start : start + size].replace(
        "sRGB".encode("utf-16-be"), "line".encode("utf-16-be")
    )
    data[:4] = struct.pack(">I", len(data))
    return bytes(data)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    path = saved(tmp_path / "cmyk.tif", Image.new("CMYK", (3, 3), (0, 255, 255, 0)))
    assert load_image(path)[0, 0].tolist() == [255, 0, 0]


def test_animations_give_their_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (5, 5), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    for name in ("a.gif", "a.png"):
        path = saved(tmp_path / name, frames[0], save_all=True, append_images=frames[1:])
        assert load_image(path)[0, 0].tolist() == [255, 0, 0]


def huge_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(20_000, 20_000), (8_001, 8_000), (2**31 - 1, 2**31 - 1)])
def test_huge_pictures_are_refused_by_their_header(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(huge_header(*size))
    with pytest.raises(MediaError, match=f"{size[0]}x{size[1]}"):
        load_image(path)


def test_the_smallest_picture_loads(tmp_path: Path) -> None:
    assert load_image(saved(tmp_path / "dot.png", Image.new("RGB", (1, 1), (1, 2, 3)))).tolist() == [[[1, 2, 3]]]


def test_a_text_bomb_is_an_error(tmp_path: Path) -> None:
    texts = PngInfo()
    for number in range(70):
        texts.add_text(f"k{number}", "x" * 1_000_000, zip=True)
    path = saved(tmp_path / "bomb.png", Image.new("RGB", (1, 1)), pnginfo=texts)
    with pytest.raises(MediaError):
        load_image(path)


@pytest.mark.parametrize("content", [b"", b"\x00", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", bytes(1000)])
def test_what_is_no_picture_is_an_error_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        load_image(path)
    assert "x.png" in caught.value.cause
    assert caught.value.remedy


def test_missing_files_and_folders_are_errors(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        load_image(tmp_path / "none.png")
    with pytest.raises(MediaError, match="folder"):
        load_image(tmp_path)


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((2, 2, 3), np.float32),
        np.zeros((2, 2), np.uint8),
        np.zeros((2, 2, 5), np.uint8),
        np.zeros((0, 2, 3), np.uint8),
    ],
)
def test_malformed_frames_are_our_own_defect(tmp_path: Path, frame: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        write_png(tmp_path / "x.png", frame)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_picture_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "kept.png"
    write_png(path, COLOURS)
    with pytest.raises(OutputError, match="exists"):
        write_png(path, 255 - COLOURS)
    assert np.array_equal(load_image(path), COLOURS)
    write_png(path, 255 - COLOURS, overwrite=True)
    assert np.array_equal(load_image(path), 255 - COLOURS)


def test_views_and_other_memory_orders_are_written_as_they_look(tmp_path: Path) -> None:
    write_png(tmp_path / "view.png", COLOURS[::-1, ::-1])
    assert np.array_equal(load_image(tmp_path / "view.png"), COLOURS[::-1, ::-1])


def test_plain_pngs_carry_no_texts(tmp_path: Path) -> None:
    write_png(tmp_path / "plain.png", COLOURS)
    with Image.open(io.BytesIO((tmp_path / "plain.png").read_bytes())) as image:
        assert image.info == {}
