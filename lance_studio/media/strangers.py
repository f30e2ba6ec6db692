"""Names what a file is that the studio cannot use, whatever its name says, and the way out."""

import contextlib
import gzip
import io
import struct
import zlib
from typing import NamedTuple

from lance_studio.errors import MediaError
from lance_studio.language import mark, tr, translate
from lance_studio.media.camera_raw import raw_kind
from lance_studio.media.heif_boxes import is_heif
from lance_studio.media.raw_video import is_yuv4mpeg
from lance_studio.media.sources import Source, opened_source, read_head

_HEAD = 4096
_MOST_SAFETENSORS = 100_000_000  # bytes of its table
_MOST_JPEG = 64 << 20  # bytes that are searched for further pictures
_NEXT_JPEG = b"\xff\xd9\xff\xd8\xff"  # where one ends and the next one begins
_AS_PNG = mark("Open it in a program that knows such files, and save it as PNG or JPEG.")
_AS_MP4 = mark("Convert it to MP4, for example with VLC or HandBrake.")
_AS_FILM = mark("Choose the picture, film or sound itself.")


class _Kind(NamedTuple):
    """A signature, where it stands, what it stands for, and what to do."""

    place: int
    signature: bytes
    what: str
    remedy: str


_KINDS = (
    _Kind(0, b"v/1\x01", mark("an OpenEXR picture"), mark("Convert it to a PNG of 16 bits or a TIFF.")),
    _Kind(0, b"#?RADIANCE", mark("a Radiance HDR picture"), _AS_PNG),
    _Kind(0, b"#?RGBE", mark("a Radiance HDR picture"), _AS_PNG),
    _Kind(0, b"\xff\x0a", mark("a JPEG XL picture"),
          mark("Convert it to PNG or JPEG, for example with djxl.")),
    _Kind(0, b"\0\0\0\x0cJXL \r\n\x87\n", mark("a JPEG XL picture"),
          mark("Convert it to PNG or JPEG, for example with djxl.")),
    _Kind(0, b"II\xbc\x01", mark("a JPEG XR picture"), _AS_PNG),
    _Kind(0, b"8BPS\0\x02", mark("a large Photoshop document (PSB)"), mark("Save it as PNG, TIFF or PSD.")),
    _Kind(0, b"gimp xcf", mark("a GIMP document (XCF)"), mark("Export it as PNG from GIMP.")),
    _Kind(0, b"DDS ", mark("a texture (DDS)"), _AS_PNG),
    _Kind(0, b"\xabKTX ", mark("a texture (KTX)"), _AS_PNG),
    _Kind(0, b"icns", mark("an icon file (ICNS)"), _AS_PNG),
    _Kind(0, b"AT&TFORM", mark("a DjVu document"), _AS_PNG),
    _Kind(0, b"BPG\xfb", mark("a BPG picture"), _AS_PNG),
    _Kind(0, b"FLIF", mark("a FLIF picture"), _AS_PNG),
    _Kind(0, b"SIMPLE  =", mark("an astronomical picture (FITS)"), _AS_PNG),
    _Kind(128, b"DICM", mark("a medical picture (DICOM)"), _AS_PNG),
    _Kind(0, b"\xd7\xcd\xc6\x9a", mark("a Windows drawing (WMF)"), _AS_PNG),
    _Kind(40, b" EMF", mark("a Windows drawing (EMF)"), _AS_PNG),
    _Kind(0, b"%PDF-", mark("a PDF document"), mark("Save the page that you need as PNG.")),
    _Kind(0, b"%!PS", mark("a PostScript document"), mark("Convert it to PNG.")),
    _Kind(0, b"\xc5\xd0\xd3\xc6", mark("a PostScript document (EPS)"), mark("Convert it to PNG.")),
    _Kind(0, b"GGUF", mark("a language model's weights (GGUF)"), _AS_FILM),
    _Kind(0, b"\x89HDF\r\n\x1a\n", mark("a file of scientific data (HDF5)"), _AS_FILM),
    _Kind(0, b"version https://git-lfs.github.com", mark("a placeholder of Git LFS, not the file itself"),
          mark("Fetch the file with `git lfs pull`, then choose it again.")),
    _Kind(0, b"version https://hawser.github.com", mark("a placeholder of Git LFS, not the file itself"),
          mark("Fetch the file with `git lfs pull`, then choose it again.")),
    _Kind(0, b"PK\x03\x04", mark("a ZIP archive, or a document stored as one"),
          mark("Unpack it, or export what you need from it.")),
    _Kind(0, b"PK\x05\x06", mark("an empty ZIP archive"), _AS_FILM),
    _Kind(0, b"Rar!\x1a\x07", mark("a RAR archive"), mark("Unpack it.")),
    _Kind(0, b"7z\xbc\xaf\x27\x1c", mark("a 7-Zip archive"), mark("Unpack it.")),
    _Kind(0, b"\x1f\x8b", mark("a file compressed by gzip"), mark("Unpack it.")),
    _Kind(0, b"BZh", mark("a file compressed by bzip2"), mark("Unpack it.")),
    _Kind(0, b"\xfd7zXZ\0", mark("a file compressed by xz"), mark("Unpack it.")),
    _Kind(0, b"\x28\xb5\x2f\xfd", mark("a file compressed by Zstandard"), mark("Unpack it.")),
    _Kind(257, b"ustar", mark("a TAR archive"), mark("Unpack it.")),
    _Kind(0, b"SQLite format 3\0", mark("a database"), mark("If it is a project of the studio, open it as one.")),
    _Kind(0, b"\x7fELF", mark("a program"), _AS_FILM),
    _Kind(0, b"MZ", mark("a program for Windows"), _AS_FILM),
    _Kind(0, b"MThd", mark("a MIDI file, which holds notes and no sound"),
          mark("Have a synthesizer play it into a WAV file.")),
    _Kind(0, b".ra\xfd", mark("a RealAudio sound"), mark("Convert it to WAV or FLAC, for example with VLC.")),
    _Kind(0, b"\xb7\xd8\x00 7I\xda\x11\xa6N\0\x07\xe9^\xad\x8d", mark("a recording of Windows Media Center (WTV)"),
          _AS_MP4),
    _Kind(0, b"\0\0\0\0\x01\xbc", mark("a film of a broadcast server (GXF)"), _AS_MP4),
    _Kind(0, b"BIKi", mark("a film of a game (Bink)"), _AS_MP4),
    _Kind(0, b"SMK2", mark("a film of a game (Smacker)"), _AS_MP4),
    _Kind(0, b"FWS", mark("a Flash animation (SWF)"), _AS_MP4),
    _Kind(0, b"CWS", mark("a Flash animation (SWF)"), _AS_MP4),
    _Kind(0, b"BLENDER", mark("a Blender scene"), mark("Render it in Blender.")),
    _Kind(0, b"{\\rtf", mark("a text document (RTF)"), _AS_FILM),
    _Kind(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", mark("an Office document"), mark("Save the picture in it as PNG.")),
    _Kind(0, b"wOFF", mark("a font"), _AS_FILM),
    _Kind(0, b"wOF2", mark("a font"), _AS_FILM),
    _Kind(0, b"OTTO", mark("a font"), _AS_FILM),
)  # fmt: skip
_TEXTS = (
    ((b"<!doctype html", b"<html", b"<head", b"<body"), mark("a web page, perhaps an error message of the site"),
     mark("Download the file itself again.")),
    ((b"#extm3u",), mark("a playlist"), mark("Choose one of the files that it names.")),
    ((b"[playlist]",), mark("a playlist"), mark("Choose one of the files that it names.")),
    ((b"<?xml", b"<xml", b"<fcpxml", b"<mpd"), mark("an XML document"), _AS_FILM),
    ((b"{", b"["), mark("a text of data (JSON)"), _AS_FILM),
)  # fmt: skip
_NETPBM = (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"F", b"f")  # pictures that may be written as text
_PSD_VERSION_FACTS = 1057
_UNMERGED = (
    mark("a Photoshop document whose layers were never added up"),
    mark("Save it again with 'Maximize compatibility', or as PNG or TIFF."),
)
_SVG_REMEDY = mark("Export it as PNG in the size that you need, for example with Inkscape.")
_HEIC_REMEDY = mark("Save it as JPEG or PNG, or let the phone take pictures as 'most compatible'.")
_RAW_REMEDY = mark(
    "Develop it with the camera's program, darktable or RawTherapee, and save it as TIFF, PNG or JPEG; most cameras "
    "can also store a JPEG beside the raw file."
)


class CameraRawError(MediaError):
    """A raw file of a camera, which is not developed.

    Args:
        name: The file's.
        what: What it is.
        has_jpeg: Whether it holds a JPEG in full size, which can be used in its place.
    """

    def __init__(self, name: str, what: str, has_jpeg: bool) -> None:
        cause = tr("'{name}' is {what}; the studio cannot use it.", name=name, what=what)
        remedy = translate(_RAW_REMEDY)
        if has_jpeg:
            way = tr("It holds a JPEG that the camera made of it, which can be used by choice (`--camera-jpeg`).")
            remedy = f"{way} {remedy}"
        super().__init__(cause, remedy)
        self.has_jpeg = has_jpeg


def refuse_stranger(file: Source) -> None:
    """Refuse what is known to be nothing that the studio can use, by its content.

    Args:
        file: A checked source (see `sources.require_source`).

    Raises:
        MediaError: Says what it is, and the way out.
    """
    head = read_head(file, _HEAD)
    found = _named(head)
    if found is None and (kind := _raw(file)) is not None:
        what = tr("a camera raw file ({kind}), which is not developed yet", kind=translate(kind))
        raise CameraRawError(file.name, what, _camera_jpeg(file))
    found = found or _heif(file, head) or _unmerged(file, head)
    if found is not None:
        what, remedy = map(translate, found)
        raise _refused(file, what, remedy)


def refuse_row_of_jpegs(file: Source) -> None:
    """Refuse a raw stream of JPEG pictures, which begins as a picture and is a film.

    Args:
        file: A source that begins with a JPEG.

    Raises:
        MediaError: At least three pictures follow one another.
    """
    # A camera's preview lies inside its picture, and what follows that is none; see MPO for pictures of several views.
    content = read_head(file, _MOST_JPEG)
    if content.count(_NEXT_JPEG) >= 2:
        raise _refused(file, tr("a raw stream of JPEG pictures (MJPEG)"), translate(_AS_MP4))


def _refused(file: Source, what: str, remedy: str) -> MediaError:
    return MediaError(tr("'{name}' is {what}; the studio cannot use it.", name=file.name, what=what), remedy)


def _named(head: bytes) -> tuple[str, str] | None:
    if _is_svg(head):
        return mark("an SVG drawing"), _SVG_REMEDY
    for place, signature, what, remedy in _KINDS:
        if head[place : place + len(signature)] == signature:
            return what, remedy
    if head[8:9] == b"{" and 2 <= int.from_bytes(head[:8], "little") < _MOST_SAFETENSORS:
        return mark("a model's weights (safetensors)"), _AS_FILM
    return _text(head)


def _text(head: bytes) -> tuple[str, str] | None:
    has_text = (head[:1] == b"P" and head[1:2] in _NETPBM) or is_yuv4mpeg(head)
    text = None if has_text else _plain(head)
    if text is None:
        return None
    for beginnings, what, remedy in _TEXTS:
        if text.startswith(beginnings):
            return what, remedy
    return mark("a text"), _AS_FILM


def _plain(head: bytes) -> bytes | None:
    """A text's beginning in lower case; None for anything that is none."""
    for sign, coding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if head.startswith(sign):
            return head.decode(coding, "replace").strip().lower().encode()
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # else the last letter was cut
            return None
    return head.strip().lower()


def _is_svg(head: bytes) -> bool:
    if head.startswith(b"\x1f\x8b"):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            return _is_svg(gzip.GzipFile(fileobj=io.BytesIO(head)).read1(1024))
        return False
    text = _plain(head)
    return text is not None and text.startswith(b"<") and b"<svg" in text


def _camera_jpeg(file: Source) -> bool:
    from lance_studio.media.camera_jpeg import camera_jpeg

    with opened_source(file) as stream:
        found = camera_jpeg(stream)
    return found is not None and found.is_full_size


def _raw(file: Source) -> str | None:
    with opened_source(file) as stream:
        return raw_kind(stream)


def _heif(file: Source, head: bytes) -> tuple[str, str] | None:
    """A HEIF file whose picture cannot be read though it is whole."""
    if not is_heif(head):
        return None
    from lance_studio.media.heif import strangeness

    with opened_source(file) as stream:
        what = strangeness(stream)
    return None if what is None else (what, _HEIC_REMEDY)


def _unmerged(file: Source, head: bytes) -> tuple[str, str] | None:
    """A Photoshop document that does not hold the sum of its layers."""
    if not head.startswith(b"8BPS\0\x01"):
        return None
    with opened_source(file) as stream, contextlib.suppress(struct.error, OSError):
        stream.seek(26)
        stream.seek(struct.unpack(">I", stream.read(4))[0], io.SEEK_CUR)
        (left,) = struct.unpack(">I", stream.read(4))
        while left >= 12:
            sign, number, letters = struct.unpack(">4sHB", stream.read(7))
            stream.seek(letters + (letters + 1) % 2, io.SEEK_CUR)
            (size,) = struct.unpack(">I", stream.read(4))
            content = stream.read(5) if number == _PSD_VERSION_FACTS else b""
            if sign != b"8BIM" or (len(content) == 5 and content[4] == 0):
                return _UNMERGED if sign == b"8BIM" else None
            stream.seek(size + size % 2 - len(content), io.SEEK_CUR)
            left -= 11 + letters + (letters + 1) % 2 + size + size % 2
    return None
