"""Tells whether anything opened a file, looked it up or connected to this machine, also from C code."""

import contextlib
import ctypes
import os
import select
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_IN_OPEN = 0x20
_EVENT = struct.Struct("iIII")


@dataclass
class Touched:
    """What was touched.

    Attributes:
        paths: What Python code opened or looked up, as it was named.
        opened: The watched files that were opened by anybody in this process or another, kernel's word.
    """

    paths: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def of(self, *places: str | Path) -> list[str]:
        """The paths among `paths` that are these or lie below them."""
        wanted = tuple(str(place) for place in places)
        return [path for path in self.paths if path.startswith(wanted)]


_recording: list[Touched] = []
_hooked: list[bool] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    # An audit hook stays for the life of the process; without anybody who records it does nothing.
    if (
        _recording
        and event in ("open", "os.listdir", "os.scandir")
        and isinstance(arguments[0], str | bytes | os.PathLike)
    ):
        for one in _recording:
            one.paths.append(os.fsdecode(arguments[0]))


@contextlib.contextmanager
def watched(*files: Path) -> Iterator[Touched]:
    """Record, in the `with` body, what is opened and looked up; `opened` is complete at its end.

    Args:
        files: Existing files, to hear from the kernel when C code opens them.
    """
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked.append(True)
    touched = Touched()
    with _kernel_tells(files) as opened:
        try:
            with pytest.MonkeyPatch.context() as patch:
                for name in ("stat", "lstat", "readlink"):
                    patch.setattr(os, name, _telling(getattr(os, name), touched))
                _recording.append(touched)
                try:
                    yield touched
                finally:
                    _recording.remove(touched)
        finally:
            touched.opened.extend(opened())


@contextlib.contextmanager
def _kernel_tells(files: tuple[Path, ...]) -> Iterator[Callable[[], list[Path]]]:
    """Give a function that returns which files were opened; by inotify, or else by the times at which they were read.

    A user may have few inotify instances only, and other programs may have them all.
    """
    descriptor = ctypes.CDLL(None).inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0:
        yield _read_times(files)
        return
    names = {ctypes.CDLL(None).inotify_add_watch(descriptor, os.fsencode(file), _IN_OPEN): file for file in files}
    assert -1 not in names

    def opened() -> list[Path]:
        found: list[Path] = []
        with contextlib.suppress(BlockingIOError):
            while data := os.read(descriptor, 65536):
                place = 0
                while place < len(data):
                    number, _mask, _cookie, length = _EVENT.unpack_from(data, place)
                    found.append(names[number])
                    place += _EVENT.size + length
        return list(dict.fromkeys(found))

    try:
        yield opened
    finally:
        os.close(descriptor)


def _read_times(files: tuple[Path, ...]) -> Callable[[], list[Path]]:
    """Give a function that returns which files were read; skips the test where the file system does not note it."""

    def make_old(file: Path) -> None:
        # Reading changes a time that is older than that of the last change, also on disks that note few of them.
        os.utime(file, ns=(1, file.stat().st_mtime_ns))

    for file in files:
        make_old(file)
        file.read_bytes()
        if file.stat().st_atime_ns == 1:
            pytest.skip("the system tells neither by inotify nor by a time that a file was read")
        make_old(file)
    return lambda: [file for file in files if file.stat().st_atime_ns != 1]


def _telling(function: Any, touched: Touched) -> Any:
    def telling(path: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(path, str | bytes | os.PathLike):
            touched.paths.append(os.fsdecode(path))
        return function(path, *arguments, **options)

    return telling


@dataclass(frozen=True)
class Listener:
    """A socket of this machine to which nobody is to connect.

    Attributes:
        port: Its TCP and UDP port.
        sockets: Both.
    """

    port: int
    sockets: tuple[socket.socket, socket.socket]

    def was_asked(self) -> bool:
        """Whether somebody connected or sent something."""
        return bool(select.select(self.sockets, (), (), 0)[0])


@contextlib.contextmanager
def listening() -> Iterator[Listener]:
    """Listen on the loopback interface in the `with` body."""
    with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        stream.bind(("127.0.0.1", 0))
        stream.listen()
        port = stream.getsockname()[1]
        datagrams.bind(("127.0.0.1", port))
        yield Listener(port, (stream, datagrams))
