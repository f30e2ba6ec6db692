"""A film is indexed once, and what is kept of it is never taken for that of another one."""

import itertools
import os
import shutil
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import paths
from lance_studio.media import cache_folder, digests, index_cache, index_format
from lance_studio.media.digests import content_digest, remember_digest
from lance_studio.media.files import sha256_file
from lance_studio.media.frames import FrameReader
from lance_studio.media.identity import FileIdentity, identify
from lance_studio.media.index import Entry, FrameIndex, MediaIndex, StreamEntry
from lance_studio.media.index_cache import keep_index, load_index
from lance_studio.media.index_format import from_bytes, to_bytes
from lance_studio.media.indexing import build_index
from lance_studio.media.probe import probe
from lance_studio.media.sources import Source, require_source
from lance_studio.media.spans import Span
from lance_studio.media.thumbnails import thumbnail, thumbnail_strip
from tests.unit.media.painted import foreign_clip, painted_clip, read_number

Built = list[str]


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written a moment ago count as settled; nothing is held from another test."""
    monkeypatch.setattr("lance_studio.media.identity._FINE_STEP_NS", -(10**10))
    monkeypatch.setattr("lance_studio.media.identity._COARSE_STEP_NS", -(10**10))
    restart()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Built:
    """The names of the films that were indexed, in this order."""
    names: Built = []

    def counted(source: Source) -> MediaIndex:
        names.append(source.name)
        return build_index(source)

    monkeypatch.setattr("lance_studio.media.index_cache.build_index", counted)
    return names


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return foreign_clip(tmp_path / "film.mp4", options={"bf": "2"})


def restart() -> None:
    """Forget what a program that ends forgets."""
    index_cache.forget_all()
    digests.forget_all()


def kept_files() -> list[Path]:
    folder = paths.cache_dir() / "indexes"
    return sorted(folder.iterdir()) if folder.is_dir() else []


# --- once ----------------------------------------------------------------------------------------------------------


def test_all_who_open_a_film_share_one_index(film: Path, built: Built) -> None:
    probe(film)
    thumbnail(film)
    thumbnail_strip(film, 2)
    with FrameReader(film) as one, FrameReader(film) as other:
        assert one.index is other.index
        assert one.draft(5, (48, 32)) is not None
    assert built == ["film.mp4"]


def test_a_new_program_finds_the_index_and_reads_the_same_frames(film: Path, built: Built) -> None:
    first = load_index(film)
    restart()
    assert load_index(film) == first == build_index(film)
    with FrameReader(film) as reader:
        for number in (33, 2, 20, 39, 0):
            assert read_number(reader.frame(number))[0] == number
    assert built == ["film.mp4"]


def test_threads_that_want_the_same_film_wait_for_one_index(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = itertools.count()
    begun, go = threading.Event(), threading.Event()

    def slow(source: Source) -> MediaIndex:
        next(calls)
        begun.set()
        assert go.wait(30)
        return build_index(source)

    monkeypatch.setattr("lance_studio.media.index_cache.build_index", slow)
    with ThreadPoolExecutor(4) as pool:
        results = [pool.submit(load_index, film) for _ in range(4)]
        assert begun.wait(30)
        go.set()
        assert len({id(result.result()) for result in results}) == 1
    assert next(calls) == 1


def test_an_index_that_was_proven_replaces_the_one_from_the_packets(film: Path, built: Built) -> None:
    index = load_index(film)
    better = replace(index, frames=replace(index.frames, rate=Fraction(25)))
    keep_index(film, better)
    assert load_index(film) is better
    restart()
    assert load_index(film) == better
    assert built == ["film.mp4"]


def test_packets_that_lie_are_decoded_once(film: Path, monkeypatch: pytest.MonkeyPatch, built: Built) -> None:
    index = build_index(film)
    moved = replace(index.frames, marks=tuple(mark + 1 for mark in index.frames.marks))
    monkeypatch.setattr("lance_studio.media.index_cache.build_index", lambda _: replace(index, frames=moved))
    with FrameReader(film) as reader:
        assert read_number(reader.frame(7))[0] == 7
    restart()
    monkeypatch.setattr("lance_studio.media.frames.index_by_decoding", lambda _: pytest.fail("decoded again"))
    with FrameReader(film) as reader:
        assert read_number(reader.frame(7))[0] == 7


def test_a_stream_is_indexed_by_whoever_reads_it(film: Path, built: Built) -> None:
    content = film.read_bytes()
    assert load_index(require_source(content)).frames == load_index(require_source(content)).frames
    assert len(built) == 2
    assert kept_files() == []


# --- by content ----------------------------------------------------------------------------------------------------


def test_a_film_whose_content_is_known_is_found_wherever_it_lies(film: Path, tmp_path: Path, built: Built) -> None:
    remember_digest(film, sha256_file(film))
    load_index(film)
    restart()
    copy = Path(shutil.copy(film, tmp_path / "copy.mp4"))
    remember_digest(copy, sha256_file(copy))
    load_index(copy)
    assert built == ["film.mp4"]


def test_an_index_moves_to_the_contents_hash_once_that_is_known(film: Path, tmp_path: Path, built: Built) -> None:
    index = load_index(film)
    digest = content_digest(film)
    restart()
    assert load_index(film) == index
    assert f"{digest}.index" in [file.name for file in kept_files()]
    copy = Path(shutil.copy(film, tmp_path / "copy.mp4"))
    assert content_digest(copy) == digest
    assert load_index(copy) == index
    assert built == ["film.mp4"]


def test_a_file_is_hashed_once(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = content_digest(film)
    assert digest == sha256_file(film)
    monkeypatch.setattr("lance_studio.media.digests.sha256_file", lambda _: pytest.fail("hashed again"))
    assert content_digest(film) == digest
    restart()
    assert content_digest(film) == digest


def rewrite(film: Path) -> None:
    painted_clip(film.with_name("other.mp4"), 12).replace(film)


def overwrite_in_place(film: Path) -> None:
    """The same size and, as some programs do, the same time: only the time that nobody can set tells."""
    status = film.stat()
    content = bytearray(film.read_bytes())
    content[-1] ^= 1
    film.write_bytes(content)
    os.utime(film, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", [rewrite, overwrite_in_place])
def test_a_changed_file_is_read_again(film: Path, built: Built, change: Callable[[Path], None]) -> None:
    load_index(film)
    before, digest = identify(film), content_digest(film)
    # The file system's clock goes in steps.
    deadline = time.monotonic() + 30
    while identify(film) == before and time.monotonic() < deadline:
        change(film)
    assert content_digest(film) == sha256_file(film) != digest
    assert load_index(film) == build_index(film)
    assert built == ["film.mp4", "film.mp4"]


def test_what_was_written_a_moment_ago_is_not_kept(film: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in ("_FINE_STEP_NS", "_COARSE_STEP_NS"):
        monkeypatch.setattr(f"lance_studio.media.identity.{step}", 10**12)
    load_index(film)
    content_digest(film)
    assert kept_files() == []
    load_index(film)
    assert len(built) == 2


def test_a_file_that_changes_while_it_is_indexed_is_not_kept(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(source: Source) -> MediaIndex:
        index = build_index(source)
        with film.open("ab") as stream:
            stream.write(b"more")
        return index

    monkeypatch.setattr("lance_studio.media.index_cache.build_index", meanwhile)
    load_index(film)
    assert kept_files() == []


def test_whole_seconds_need_a_longer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    now = 1_700_000_000_000_000_000
    monkeypatch.setattr("lance_studio.media.identity.time.time_ns", lambda: now)

    def settled_after(nanoseconds: int) -> bool:
        return FileIdentity("/a", 1, 2, 3, 0, now - nanoseconds).is_settled()

    assert not settled_after(1_000_001)
    assert settled_after(100_000_001)
    assert not settled_after(2_000_000_000)
    assert settled_after(3_000_000_000)


# --- what is in the folder -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:40],
        lambda data: b"x" + data[1:],
        lambda data: data[:8] + bytes([data[8] + 1]) + data[9:],
        lambda data: data[:-8] + b"\0" * 8,
        lambda data: b"no index at all" * 100,
    ],
)
def test_a_damaged_file_is_ignored_and_made_again(film: Path, built: Built, damage: Callable[[bytes], bytes]) -> None:
    index = load_index(film)
    (file,) = kept_files()
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    restart()
    assert load_index(film) == index
    assert file.read_bytes() == sound
    assert len(built) == 2


def test_an_index_of_another_version_is_ignored(film: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    load_index(film)
    for name, value in (("FORMAT", index_format.FORMAT + 1), ("av.__version__", "0.0")):
        restart()
        monkeypatch.setattr(f"lance_studio.media.index_format.{name}", value)
        load_index(film)
    assert len(built) == 3


def test_a_damaged_digest_is_computed_again(film: Path) -> None:
    digest = content_digest(film)
    (file,) = kept_files()
    file.write_bytes(b"f" * 63)
    restart()
    assert content_digest(film) == digest


def test_a_folder_that_cannot_be_written_is_no_error(film: Path, built: Built) -> None:
    paths.cache_dir().parent.mkdir(parents=True, exist_ok=True)
    paths.cache_dir().write_text("a file where the folder should be", encoding="utf-8")
    assert load_index(film) is load_index(film)
    assert content_digest(film) == sha256_file(film)
    assert built == ["film.mp4"]


def test_the_folder_is_bounded_and_what_was_used_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "CACHE_FILES", 3)
    for number in range(3):
        cache_folder.write_kept(f"{number}.index", b"x")
        os.utime(paths.cache_dir() / "indexes" / f"{number}.index", (number, number))
    assert cache_folder.read_kept("0.index") == b"x"
    left = paths.cache_dir() / "indexes" / "half.part"
    left.write_bytes(b"left by a killed program")
    os.utime(left, (0, 0))
    cache_folder.write_kept("3.digest", b"x")
    assert [file.name for file in kept_files()] == ["0.index", "2.index", "3.digest"]
    monkeypatch.setattr(cache_folder, "CACHE_BYTES", 10)
    cache_folder.write_kept("4.index", b"x" * 10)
    assert [file.name for file in kept_files()] == ["4.index"]


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "HELD_FRAMES", 25)
    films = [painted_clip(tmp_path / f"{number}.mp4", 12) for number in range(3)]
    first = load_index(films[0])
    for film in films[1:]:
        load_index(film)
    assert load_index(films[2]) is load_index(films[2])
    again = load_index(films[0])
    assert again == first
    assert again is not first


# --- the form ------------------------------------------------------------------------------------------------------

INTEGERS = st.integers(-(2**62), 2**62)
SECONDS = st.none() | st.fractions(0, 10**6)


@st.composite
def indexes(draw: st.DrawFn) -> MediaIndex:
    ascending = st.sets(st.integers(1, 2**62), max_size=30).map(sorted)
    starts = (0, *draw(ascending))
    order = draw(st.none() | st.lists(st.integers(0, 29), min_size=len(starts), max_size=len(starts)).map(tuple))
    count = len(starts) if order is None else 30
    is_counted = draw(st.booleans())
    marks = tuple(draw(st.lists(INTEGERS, min_size=count, max_size=count, unique=True)))
    entry_frames = (0, *sorted(draw(st.sets(st.integers(1, count), max_size=9)) - {count}))
    frames = FrameIndex(
        range(len(starts)) if starts == tuple(range(len(starts))) else starts,
        starts[-1] + draw(st.integers(1, 10**9)),
        draw(st.fractions(Fraction(1, 10**6), 10**6)),
        draw(st.fractions(Fraction(1, 10**6), 10**6)),
        draw(st.booleans()),
        draw(st.fractions(-1000, 1000)),
        marks if is_counted else tuple(sorted(marks)),
        is_counted,
        tuple(Entry(frame, *draw(st.tuples(INTEGERS, INTEGERS, INTEGERS))) for frame in entry_frames),
        draw(st.booleans()),
        order,
    )
    entry = st.builds(
        StreamEntry,
        number=st.integers(0, 9),
        kind=st.sampled_from(["video", "audio", "subtitle"]),
        codec=st.text(max_size=5),
        start=SECONDS,
        duration=SECONDS,
        is_default=st.booleans(),
        is_cover=st.booleans(),
        language=st.text(max_size=3),
    )
    streams = tuple(draw(st.lists(entry, max_size=3)))
    span = Span(*sorted(draw(st.tuples(st.fractions(-1000, 1000), st.fractions(-1000, 1000)))))
    return MediaIndex(draw(st.text(max_size=9)), streams, draw(st.integers(0, 9)), frames, draw(SECONDS), span)


@given(indexes())
def test_every_index_reads_back_exactly(index: MediaIndex) -> None:
    data = to_bytes(index)
    # Differences between the farthest numbers fit into no 64 bits; such an index is not kept.
    assert data is None or from_bytes(data) == index


@given(st.binary(max_size=200))
def test_any_content_is_refused_without_an_error(payload: bytes) -> None:
    packed = zlib.compress(payload)
    head = index_format._HEAD.pack(index_format._MAGIC, index_format.FORMAT, zlib.crc32(packed))
    assert from_bytes(head + packed) is None
    assert from_bytes(payload) is None


def test_numbers_that_no_reader_could_rely_on_are_refused(film: Path) -> None:
    index = build_index(film)
    frames = index.frames
    for wrong in (
        replace(frames, starts=frames.starts[::-1]),
        replace(frames, marks=frames.marks[::-1]),
        replace(frames, entries=(Entry(1, 0), *frames.entries[1:])),
        replace(frames, entries=(*frames.entries[:-1], Entry(40, 0))),
        replace(frames, order=(40,) * frames.count),
        replace(frames, end=frames.starts[-1]),
        replace(frames, unit=Fraction(0)),
    ):
        data = to_bytes(replace(index, frames=wrong))
        assert data is not None
        assert from_bytes(data) is None


def test_two_hours_take_a_few_kilobytes(film: Path) -> None:
    index = build_index(film)
    count = 2 * 3600 * 30
    entries = tuple(Entry(key, key * 512) for key in range(0, count, 60))
    marks = tuple(range(0, count * 512, 512))
    frames = replace(index.frames, starts=range(count), end=count, marks=marks, entries=entries)
    data = to_bytes(replace(index, frames=frames))
    assert data is not None
    assert len(data) < 20_000
    assert from_bytes(data) == replace(index, frames=frames)
