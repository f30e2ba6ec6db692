"""Files that are something else than a picture, film or sound are refused by their real name, with a way out."""

import gzip
import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.images import load_image
from lance_studio.media.kind import MediaKind, detect_kind
from lance_studio.media.probe import probe
from lance_studio.media.thumbnails import thumbnail
from tests.unit.media.test_own_films import CASES

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
STRANGERS: dict[str, tuple[bytes, str]] = {
    "svg": (SVG, "SVG drawing"),
    "svg with a prologue": (b'<?xml version="1.0"?>\n<!-- drawn -->\n' + SVG, "SVG drawing"),
    "svgz": (gzip.compress(SVG), "SVG drawing"),
    "exr": (b"v/1\x01\x02\0\0\0" + bytes(64), "OpenEXR"),
    "gguf": (b"GGUF\x03\0\0\0" + bytes(64), "GGUF"),
    "safetensors": (struct.pack("<Q", 40) + b'{"a":{"dtype":"F32"}}' + bytes(40), "safetensors"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "Git LFS"),
    "html": (b"\n<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
    "html without a type": (b"<html>", "web page"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "zip": (b"PK\x03\x04" + bytes(64), "ZIP"),
    "jpeg xl": (b"\xff\x0a" + bytes(64), "JPEG XL"),
    "jpeg xl in boxes": (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(64), "JPEG XL"),
    "heic": (b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc" + b"\0\0\0\x08moov" + bytes(64), "HEIC sequence"),
    "psb": (b"8BPS\0\x02" + bytes(64), "PSB"),
    "xcf": (b"gimp xcf v011\0" + bytes(64), "GIMP"),
    "wtv": (bytes.fromhex("b7d800203749da11a64e0007e95ead8d") + bytes(64), "WTV"),
    "gxf": (bytes.fromhex("0000000001bc0000005800000000e1e2") + bytes(64), "GXF"),
    "swf": (b"FWS\x09" + bytes(64), "Flash"),
    "json": (b'{"message": "not found"}', "JSON"),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\na.ts\n", "playlist"),
    "text": ("Grüße aus Köln".encode(), "a text"),
    "text of 16 bits": ("Grüße".encode("utf-16"), "a text"),
    "cr3": (b"\0\0\0\x18ftypcrx \0\0\0\0crx isom" + bytes(64), "camera raw file (Canon, CR3)"),
    "raf": (b"FUJIFILMCCD-RAW 0201" + bytes(64), "camera raw file (Fujifilm, RAF)"),
    "orf": (b"IIRO\x08\0\0\0" + bytes(64), "camera raw file (Olympus, ORF)"),
    "rw2": (b"IIU\0\x18\0\0\0" + bytes(64), "camera raw file (Panasonic"),
}


@pytest.mark.parametrize("suffix", [".jpg", ".mp4", ".wav"])
@pytest.mark.parametrize("kind", STRANGERS)
def test_each_is_refused_by_its_name(tmp_path: Path, kind: str, suffix: str) -> None:
    content, name = STRANGERS[kind]
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    for use in (probe, describe, detect_kind, load_image, thumbnail):
        with pytest.raises(MediaError) as refused:
            use(path)
        assert name in refused.value.cause
        assert "damaged" not in refused.value.cause
        assert "not a video" not in refused.value.cause
        assert refused.value.remedy
    with pytest.raises(MediaError, match="cannot use") as refused:
        probe(content)
    assert name in refused.value.cause


@pytest.mark.parametrize("name", ["15-camera.dng", "26b-drawing.svg"])
def test_the_cases_are_refused_by_their_names(name: str) -> None:
    with pytest.raises(MediaError, match=r"camera raw file \(DNG\)|SVG drawing"):
        describe(CASES / name)


def test_a_row_of_jpegs_is_no_picture(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (16, 8), "red").save(stream, "JPEG")
    path = tmp_path / "row.mjpeg"
    path.write_bytes(stream.getvalue() * 3)
    with pytest.raises(MediaError, match="raw stream of JPEG pictures"):
        probe(path)
    path.write_bytes(stream.getvalue() + bytes(99))
    assert probe(path).kind == "picture"


def raw_tiff(order: str, *, sub: bool, big: bool = False, **tags: int) -> bytes:
    """A TIFF whose first page is a preview of 4x4, and that has a raw picture below it or after it."""
    word = "Q" if big else "I"

    def table(place: int, entries: list[tuple[int, int, bytes]], following: int) -> bytes:
        body = b""
        for tag, kind, value in sorted(entries):
            count = len(value) if kind == 2 else 1
            body += struct.pack(f"{order}HH{word}", tag, kind, count) + value.ljust(8 if big else 4, b"\0")
        return struct.pack(order + ("Q" if big else "H"), len(entries)) + body + struct.pack(order + word, following)

    def short(value: int) -> bytes:
        return struct.pack(f"{order}H", value)

    head = {"<": b"II", ">": b"MM"}[order] + short(43 if big else 42)
    head += short(8) + short(0) + struct.pack(f"{order}Q", 80) if big else struct.pack(f"{order}I", 80)
    head = head.ljust(80, b"\0")
    pixels = struct.pack(order + word, 64)
    preview = [
        (254, 4, struct.pack(f"{order}I", 1)), (256, 3, short(4)), (257, 3, short(4)), (258, 3, short(8)),
        (259, 3, short(1)), (262, 3, short(1)), (273, 16 if big else 4, pixels), (278, 3, short(4)),
        (279, 16 if big else 4, struct.pack(order + word, 16)),
    ]  # fmt: skip
    raw_at = 1000
    if sub:
        preview.append((330, 18 if big else 4, struct.pack(order + word, raw_at)))
    data = head + table(80, preview, 0 if sub else raw_at)
    raw = [(256, 3, short(160)), (257, 3, short(120)), (258, 3, short(16))]
    raw += [({"photometric": 262, "compression": 259, "pattern": 33421}[name], 3, short(n)) for name, n in tags.items()]
    return data.ljust(raw_at, b"\0") + table(raw_at, raw, 0)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("sub", [True, False])
@pytest.mark.parametrize("big", [True, False])
@pytest.mark.parametrize(
    "tags", [{"photometric": 32803}, {"photometric": 34892}, {"compression": 34713}, {"photometric": 1, "pattern": 2}]
)
def test_raw_files_that_are_built_like_tiff(
    tmp_path: Path, order: str, sub: bool, big: bool, tags: dict[str, int]
) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(raw_tiff(order, sub=sub, big=big, **tags))
    for use in (probe, load_image, thumbnail):
        with pytest.raises(MediaError, match="camera raw file"):
            use(path)


def test_a_tiff_with_a_preview_is_no_raw_file(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(raw_tiff("<", sub=False, photometric=1, compression=1))
    assert load_image(tmp_path / "a.tif").shape == (4, 4, 3)


def test_a_tiff_of_several_pages_says_which_is_used(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (10, 20, 30)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    facts = describe(tmp_path / "a.tif")
    assert facts.pictures == 3
    assert "The file holds 3 pictures; page 1 is used." in facts.warnings
    assert load_image(tmp_path / "a.tif")[0, 0, 0] == 10


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "LA"])
@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_targa_pictures(tmp_path: Path, mode: str, compressed: bool, signed: bool) -> None:
    image = Image.fromarray(np.random.default_rng(1).integers(0, 256, (6, 9, 3), np.uint8)).convert(mode)
    whole = io.BytesIO()
    image.save(whole, "TGA", compression="tga_rle" if compressed else None)
    content = whole.getvalue()
    (tmp_path / "a.tga").write_bytes(content if signed else content[:-26])
    assert detect_kind(tmp_path / "a.tga") is MediaKind.IMAGE
    facts = describe(tmp_path / "a.tga")
    assert (facts.width, facts.height, facts.container, facts.warnings) == (9, 6, "tga", ())
    assert np.array_equal(load_image(tmp_path / "a.tga"), np.asarray(image.convert("RGB")))


def psd(*, merged: bool = True) -> bytes:
    """A Photoshop document of 4x3 pixels of one colour."""
    facts = b"8BIM" + struct.pack(">H", 1057) + b"\0\0" + struct.pack(">I", 6) + struct.pack(">IBB", 1, merged, 0)
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 3, 4, 8, 3) + struct.pack(">I", 0) + struct.pack(">I", len(facts))
    return head + facts + struct.pack(">I", 0) + b"\0\0" + b"\xc8" * 12 + b"\x50" * 12 + b"\x28" * 12


def test_photoshop_documents_are_read_as_their_sum(tmp_path: Path) -> None:
    (tmp_path / "a.psd").write_bytes(psd())
    facts = describe(tmp_path / "a.psd")
    assert (facts.width, facts.height, facts.container, facts.pictures) == (4, 3, "psd", 1)
    assert any("layers" in warning for warning in facts.warnings)
    assert (load_image(tmp_path / "a.psd") == (200, 80, 40)).all()


def test_a_photoshop_document_without_its_sum_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.psd").write_bytes(psd(merged=False))
    with pytest.raises(MediaError, match="layers were never added up"):
        probe(tmp_path / "a.psd")
    with pytest.raises(MediaError, match="layers were never added up"):
        load_image(tmp_path / "a.psd")


def test_pictures_that_are_written_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.ppm").write_bytes(b"P3\n2 1\n255\n255 0 0  0 255 0\n")
    assert load_image(tmp_path / "a.ppm").tolist() == [[[255, 0, 0], [0, 255, 0]]]
