"""Media that name other files or addresses: nothing of that is opened, and no connection is made.

The kernel is asked whether the other file was opened, because FFmpeg and Pillow open files from C code.
"""

import contextlib
import io
import socket
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.error import FFmpegError
from PIL import Image

from lance_studio.errors import LanceStudioError
from lance_studio.media.copying import remux_to_mp4
from lance_studio.media.describe import describe
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import load_image
from lance_studio.media.probe import probe
from lance_studio.media.recipes import read_recipe
from lance_studio.media.thumbnails import thumbnail
from lance_studio.media.waveform import waveform
from tests.watched import listening, watched

pytestmark = pytest.mark.timeout(120)

# Put into texts: {file} is the other file, {name} its name, {url} an address of this machine, {port} its port.
TEXTS = {
    "playlist.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{name}\n#EXTINF:1,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
    "key.m3u8": '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="{url}/k"\n#EXTINF:1,\n{file}\n'
    "#EXT-X-ENDLIST\n",
    "list.ffconcat": "ffconcat version 1.0\nfile '{file}'\nfile '{url}/a.mp4'\n",
    "plain.concat": "file {file}\n",
    "session.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\n",
    "manifest.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{url}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "list.pls": "[playlist]\nFile1={file}\nFile2={url}/a.mp3\nNumberOfEntries=2\n",
    "list.asx": '<asx version="3.0"><entry><ref href="{url}/a"/></entry></asx>',
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" '
    'height="9"><image xlink:href="{file}" width="9" height="9"/><image href="{url}/a.png"/></svg>',
    "entity.svg": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{file}">]><svg xmlns="http://www.w3.org/2000/svg">'
    "<text>&x;</text></svg>",
    "script.eps": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n({file}) (r) file 99 string readstring\n",
    "document.pdf": "%PDF-1.4\n1 0 obj<</OpenAction<</S/URI/URI({url})>>>>endobj\ntrailer<</Root 1 0 R>>\n",
    "script.avs": 'FFmpegSource2("{file}")\n',
    "subtitles.ass": "[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: {file}\n",
    "reference.mov.txt": "RTSPtext {url}\nrtsp://127.0.0.1:{port}/a\n",
}


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of an MP4 or MOV file."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + kind + inside


def film(folder: Path) -> bytes:
    path = folder / "whole.mp4"
    write_mp4(path, [np.full((64, 64, 3), 20 * number, np.uint8) for number in range(12)], Fraction(12), overwrite=True)
    return path.read_bytes()


def elsewhere(content: bytes, reference: bytes) -> bytes:
    """A film whose data reference names another file; the lengths around it are put right."""
    own = box(b"url ", b"\0\0\0\1")
    place = content.index(own)
    changed = content[:place] + reference + content[place + len(own) :]
    grown = len(reference) - len(own)
    for kind in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        at = changed.rindex(kind, 0, place) - 4 if kind != b"dref" else changed.rindex(kind, 0, place + 4) - 4
        [length] = struct.unpack_from(">I", changed, at)
        changed = changed[:at] + struct.pack(">I", length + grown) + changed[at + 4 :]
    return changed


def alias(path: str) -> bytes:
    """A data reference of the Macintosh: an alias with the absolute path of the other file on its volume."""
    volume, name = b"Disk", Path(path).name.encode()[:63]
    head = bytes(10) + bytes([len(volume)]) + volume.ljust(27, b"\0") + bytes(12)
    head += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16 + 4 + 16)
    target = volume + path.encode()
    parts = struct.pack(">HH", 2, len(target)) + target + bytes(len(target) % 2)
    return box(b"alis", bytes(4), head, parts, struct.pack(">HH", 0xFFFF, 0))


def png_with_profile(path: str) -> bytes:
    """A picture with a colour profile that is no profile but a path."""
    stream = io.BytesIO()
    Image.new("RGB", (9, 9)).save(stream, "PNG")
    content = stream.getvalue()
    data = b"iCCP" + b"p\0\0" + zlib.compress(path.encode())
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return content[:33] + chunk + content[33:]


def everything(file: Path, folder: Path) -> None:
    """All that the studio does with a file that it is given; a refusal must be one in words."""
    steps: list[Callable[[], object]] = [
        lambda: probe(file), lambda: describe(file), lambda: load_image(file), lambda: thumbnail(file, height=32),
        lambda: read_recipe(file), lambda: waveform(file, per_second=10), lambda: probe(file.read_bytes()),
        lambda: remux_to_mp4(file, folder / "copy.mp4", overwrite=True),
    ]  # fmt: skip
    for step in steps:
        # A refusal in words is as good as a result; anything else that is raised fails the test.
        with contextlib.suppress(LanceStudioError):
            step()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that would be read with pleasure: a film."""
    (tmp_path / "private").mkdir()
    path = tmp_path / "private" / "canary.mp4"
    path.write_bytes(film(tmp_path))
    return path


@pytest.mark.parametrize("ending", ["", ".mp4", ".png", ".mov", ".mkv"])
@pytest.mark.parametrize("name", TEXTS)
def test_playlists_and_documents_that_name_other_files_lead_nowhere(
    tmp_path: Path, canary: Path, name: str, ending: str
) -> None:
    with listening() as listener:
        url = f"http://127.0.0.1:{listener.port}"
        text = TEXTS[name].format(file=canary, name=f"private/{canary.name}", url=url, port=listener.port)
        file = tmp_path / f"{name}{ending}"
        file.write_text(text, encoding="utf-8")
        with watched(canary) as touched:
            everything(file, tmp_path)
        assert touched.opened == []
        assert not listener.was_asked()


def test_a_film_whose_data_lie_in_another_file_is_not_followed_there(tmp_path: Path, canary: Path) -> None:
    whole = film(tmp_path)
    with listening() as listener:
        url = f"http://127.0.0.1:{listener.port}/a.mp4".encode()
        references = {
            "url": box(b"url ", b"\0\0\0\0", url, b"\0"),
            "file": box(b"url ", b"\0\0\0\0", b"file://", str(canary).encode(), b"\0"),
            "alias": alias(str(canary)),
            "resource": box(b"rsrc", b"\0\0\0\0", str(canary).encode()),
            "cmov": box(b"rdrf", b"\0\0\0\0url ", struct.pack(">I", len(url)), url),
        }
        for name, reference in references.items():
            for ending in (".mov", ".mp4"):
                file = tmp_path / f"{name}{ending}"
                file.write_bytes(elsewhere(whole, reference))
                with watched(canary) as touched:
                    everything(file, tmp_path)
                assert touched.opened == [], name
        redirect = tmp_path / "redirect.mov"
        inside = box(b"rmda", box(b"rdrf", b"\0\0\0\0url ", struct.pack(">I", len(url)), url))
        redirect.write_bytes(box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", box(b"rmra", inside)))
        everything(redirect, tmp_path)
        assert not listener.was_asked()


def test_the_alias_is_one_that_ffmpeg_would_follow_if_it_were_told_to(tmp_path: Path, canary: Path) -> None:
    file = tmp_path / "alias.mov"
    file.write_bytes(elsewhere(film(tmp_path), alias(str(canary))))
    with (
        watched(canary) as touched,
        contextlib.suppress(FFmpegError),
        av.open(str(file), options={"enable_drefs": "1", "use_absolute_path": "1"}) as container,
    ):
        next(container.decode(video=0))
    assert touched.opened == [canary]


def test_a_matroska_film_that_names_its_neighbours_does_not_open_them(tmp_path: Path, canary: Path) -> None:
    path = tmp_path / "linked.mkv"
    with av.open(str(path), "w", format="matroska") as container:
        container.metadata.update({"SEGMENT_FILENAME": str(canary), "NEXT_FILENAME": canary.name})
        stream = container.add_stream("libx264", rate=12)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(4):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    content = path.read_bytes()
    # NextFilename and PrevFilename, as the format's specification has them, at the beginning of the segment's facts.
    names = b"".join(
        element + bytes([0x40 | len(text) >> 8, len(text) & 255]) + text
        for element, text in ((b"\x3e\x83\xbb", str(canary).encode()), (b"\x3c\x83\xab", str(canary).encode()))
    )
    place = content.index(b"\x15\x49\xa9\x66") + 4
    length = int.from_bytes(content[place : place + 8]) & ~(1 << 56) if content[place] == 1 else content[place] & 0x7F
    width = 8 if content[place] == 1 else 1
    start = place + width
    changed = content[:place] + ((1 << 56) | length + len(names)).to_bytes(8) + names + content[start:]
    (tmp_path / "changed.mkv").write_bytes(changed)
    for file in (path, tmp_path / "changed.mkv"):
        with watched(canary) as touched:
            everything(file, tmp_path)
        assert touched.opened == []


def test_a_colour_profile_that_is_a_path_is_no_file(tmp_path: Path, canary: Path) -> None:
    file = tmp_path / "profile.png"
    file.write_bytes(png_with_profile(str(canary)))
    with watched(canary) as touched:
        everything(file, tmp_path)
    assert touched.opened == []


@pytest.mark.parametrize(
    "name", ["concat:{file}", "subfile,,start,0,end,0,,:{file}", "file:{file}", "http:{port}", "pipe:0", "data:,x", "-"]
)
def test_a_name_that_reads_like_a_protocol_is_a_name(tmp_path: Path, canary: Path, name: str) -> None:
    with listening() as listener:
        file = tmp_path / name.format(file=canary.name, port=listener.port)
        file.write_bytes(film(tmp_path))
        with watched(canary) as touched:
            assert probe(file).kind == "video"
            everything(file, tmp_path)
        assert touched.opened == []
        assert not listener.was_asked()


def test_the_watch_hears_of_what_is_opened(canary: Path) -> None:
    with listening() as listener, watched(canary) as touched:
        probe(canary)
        with socket.create_connection(("127.0.0.1", listener.port)):
            assert listener.was_asked()
    assert canary in touched.opened
    assert touched.of(canary.parent)
