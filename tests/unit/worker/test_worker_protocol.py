"""Messages as bytes: cut anywhere, and refused if they are something else."""

import contextlib
import os
import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import requests
from lance_studio.errors import EngineError
from lance_studio.worker import protocol
from lance_studio.worker.frames import ArrayRef
from lance_studio.worker.protocol import BlockRef, MessageReader, ToEngine, write_message

MESSAGES: tuple[ToEngine, ...] = (
    protocol.Hello(protocol=1),
    protocol.Run(
        job="a",
        request=requests.ImageEdit(instruction="rot ✨"),
        inputs=(BlockRef(frames=ArrayRef(3, (1, 4, 4, 3), "uint8"), latent=ArrayRef(4, (1, 1, 1, 48), "float32")),),
        model=requests.ModelChoice(root="models/a"),
    ),
    protocol.Cancel(job="a"),
    protocol.Shutdown(),
)


def written(*messages: ToEngine) -> bytes:
    reading, writing = os.pipe()
    for message in messages:
        write_message(writing, message)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        return stream.read()


@given(st.lists(st.integers(1, 50), min_size=1))
def test_messages_arrive_whole_however_the_pipe_cuts_them(sizes: list[int]) -> None:
    data = written(*MESSAGES)
    reader: MessageReader[ToEngine] = MessageReader(ToEngine)
    arrived: list[ToEngine] = []
    turn = 0
    while data:
        size = sizes[turn % len(sizes)]
        arrived += reader.feed(data[:size])
        data, turn = data[size:], turn + 1
    assert tuple(arrived) == MESSAGES


@pytest.mark.parametrize(
    "data",
    [
        b"Downloading weights: 12 %\n",
        struct.pack(">I", 3) + b"abc",
        struct.pack(">I", 2**31) + b"abc",
        written(MESSAGES[0]).replace(b"hello", b"howdy"),
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    reader: MessageReader[ToEngine] = MessageReader(ToEngine)
    with pytest.raises(EngineError, match="do not understand each other"):
        reader.feed(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    reader: MessageReader[protocol.FromEngine] = MessageReader(protocol.FromEngine)
    with contextlib.suppress(EngineError):
        # Random bytes are no message; a length of which the rest is missing is waited for.
        assert reader.feed(data) == []


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ({"type": "hello", "protocol": 7, "greeting": "added later"}, protocol.ToEngine),
        ({"type": "ready", "protocol": 7, "pid": 1, "version": "9", "added_later": []}, protocol.FromEngine),
    ],
)
def test_first_messages_of_later_versions_can_be_read(first: dict[str, object], kind: object) -> None:
    body = msgspec.msgpack.encode(first)
    (message,) = MessageReader(kind).feed(struct.pack(">I", len(body)) + body)
    assert isinstance(message, protocol.Hello | protocol.Ready)
    assert message.protocol == 7
