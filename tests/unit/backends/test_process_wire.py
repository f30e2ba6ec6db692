"""Messages as bytes: cut anywhere, with their arrays beside them, and refused if they are something else."""

import contextlib
import os
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import Order
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.backends.process import arrays as arrays_module
from lance_studio.backends.process import wire
from lance_studio.backends.process.arrays import ArrayPipe, ArrayRef, frame_sockets
from lance_studio.backends.process.wire import FromEngine, MessageReader, ToEngine, write_message
from lance_studio.errors import EngineError

MODEL = events.ModelIdentity(
    name="n", family="image", root="r", device="cpu", precision="float32", fingerprints={"a": "b"}, engine_version="0"
)
MEMORY = events.Memory(kind="cpu", used=1, peak=2, total=3)
SECONDS = events.Seconds(encode=0.25, sample=1.5)
RUN = wire.Run.of(Order("a", requests.ModelChoice(root="models/a"), requests.TextToImage(prompt="rot ✨")))
MESSAGES: tuple[ToEngine, ...] = (wire.Hello(protocol=1), RUN, wire.Cancel(job="a"), wire.Shutdown())


@pytest.fixture
def pipes() -> Iterator[tuple[ArrayPipe, ArrayPipe]]:
    first, second = (ArrayPipe(end) for end in frame_sockets())
    yield first, second
    first.close()
    second.close()


def without_arrays() -> ArrayPipe:
    """A pipe that messages without arrays never use."""
    ours, theirs = frame_sockets()
    theirs.close()
    return ArrayPipe(ours)


def written(*messages: ToEngine | FromEngine, arrays: ArrayPipe | None = None) -> bytes:
    reading, writing = os.pipe()
    pipe = arrays or without_arrays()
    for message in messages:
        write_message(writing, message, pipe)
    os.close(writing)
    if arrays is None:
        pipe.close()
    with os.fdopen(reading, "rb") as stream:
        return stream.read()


def framed(message: object) -> bytes:
    body = msgspec.msgpack.encode(message)
    return struct.pack(">I", len(body)) + body


def comparable(message: Any) -> Any:
    """A message as plain values, with arrays as lists."""
    return msgspec.to_builtins(
        message, enc_hook=lambda value: value.tolist() if isinstance(value, np.ndarray) else str(value)
    )


@given(st.lists(st.integers(1, 50), min_size=1))
def test_messages_arrive_whole_however_the_pipe_cuts_them(sizes: list[int]) -> None:
    data = written(*MESSAGES)
    pipe = without_arrays()
    reader: MessageReader[ToEngine] = MessageReader(ToEngine, pipe)
    arrived: list[ToEngine] = []
    turn = 0
    while data:
        size = sizes[turn % len(sizes)]
        arrived += reader.feed(data[:size])
        data, turn = data[size:], turn + 1
    pipe.close()
    assert [comparable(message) for message in arrived] == [comparable(message) for message in MESSAGES]
    assert isinstance(arrived[1], wire.Run)
    assert arrived[1].order == Order("a", RUN.model, RUN.request)


def visual(value: int = 3) -> events.VisualResult:
    frames = np.full((2, 160, 208, 3), value, np.uint8)
    latent = np.linspace(-2, 2, 2 * 48, dtype=np.float32).reshape(1, 1, 2, 48)
    return events.VisualResult(frames, latent, 1, Fraction(24000, 1001), SECONDS, ("wide",), MODEL)


@pytest.mark.parametrize(
    "event",
    [
        events.Loading("a", "importing", "m"),
        events.ModelReady("a", MODEL, MEMORY, 1.5),
        events.Stage("a", "decoding"),
        events.Progress("a", 1, 3, 0.5, np.arange(24, dtype=np.uint8).reshape(2, 4, 3), MEMORY),
        events.Progress("a", 1, 3, 0.5, None, MEMORY),
        events.Token("a", 4, "ü"),
        events.JobDone("a", visual()),
        events.JobDone("a", events.AnswerResult("yes", True, 2, SECONDS, MODEL, ("less well",))),
        events.JobFailed("a", Failure(kind=FailureKind.DEVICE, cause="c", remedy="r", log="l")),
        events.JobCancelled("a"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_every_event_arrives_as_it_was(pipes: tuple[ArrayPipe, ArrayPipe], event: events.JobEvent) -> None:
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipes[1])
    (arrived,) = reader.feed(written(event, arrays=pipes[0]))
    assert type(arrived) is type(event)
    assert comparable(arrived) == comparable(event)


def test_the_inputs_of_an_order_arrive_as_they_were(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    frames = np.random.default_rng(1).integers(0, 256, (1, 200, 200, 3), np.uint8)
    mask, latent = np.full((200, 200), 255, np.uint8), np.ones((1, 2, 2, 48), np.float32)
    request = requests.ImageEdit(instruction="red")
    blocks = (requests.InputBlock(frames), requests.InputBlock(frames[:, ::-1], mask, latent))
    sent = Order("a", requests.ModelChoice(root="m", checkpoint="video"), request, blocks, "video")
    reader: MessageReader[ToEngine] = MessageReader(ToEngine, pipes[1])
    (message,) = reader.feed(written(wire.Run.of(sent), arrays=pipes[0]))
    assert isinstance(message, wire.Run)
    order = message.order
    assert (order.job, order.model, order.request, order.family) == (sent.job, sent.model, sent.request, sent.family)
    first, second = order.inputs
    assert np.array_equal(first.frames, frames)
    assert first.mask is None
    assert first.latent is None
    assert np.array_equal(second.frames, frames[:, ::-1])
    assert second.mask is not None
    assert np.array_equal(second.mask, mask)
    assert second.latent is not None
    assert np.array_equal(second.latent, latent)


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
    pipe = without_arrays()
    reader: MessageReader[ToEngine] = MessageReader(ToEngine, pipe)
    with pytest.raises(EngineError, match="do not understand each other"):
        reader.feed(data)
    pipe.close()


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    pipe = without_arrays()
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipe)
    with contextlib.suppress(EngineError):
        # Random bytes are no message; a length of which the rest is missing is waited for.
        assert reader.feed(data) == []
    pipe.close()


def hostile(**changes: object) -> dict[str, object]:
    """A finished picture in a message, with something wrong in it."""
    identity = msgspec.to_builtins(MODEL)
    result: dict[str, object] = {
        "type": "visual",
        "frames": [0, [1, 4, 4, 3], "uint8"],
        "latent": [1, [1, 1, 1, 48], "float32"],
        "given_frames": 0,
        "frame_rate": "12",
        "seconds": {},
        "warnings": [],
        "model": identity,
    }
    return {"type": "done", "job": "a", "result": {**result, **changes}}


@pytest.mark.parametrize(
    "changes",
    [
        {"frames": [0, [1, 4, 4, 3], "float32"]},
        {"frames": [0, [1, 4, 4, 3], "object"]},
        {"frames": [0, [-1, 4, 4, 3], "uint8"]},
        {"frames": [0, [4, 4, 3], "uint8"]},
        {"frames": [0, [0, 4, 4, 3], "uint8"]},
        {"frames": [0, [1, 4, 4, 1], "uint8"]},
        {"frames": [1, [1, 4, 4, 3], "uint8"]},
        {"frames": [0, [1, 4096, 4096, 3], "uint8"]},
        {"frames": [0, [2**40, 2**40, 2**40, 3], "uint8"]},
        {"frames": None},
        {"frames": "0"},
        {"frames": [[[[1, 2, 3]]]]},
        {"latent": [1, [1, 1, 1, 47], "float32"]},
        {"latent": [1, [1, 1, 1, 48], "uint8"]},
        {"frame_rate": "12/0"},
        {"frame_rate": "1e999999999"},
        {"frame_rate": "9" * 5000},
        {"frame_rate": 12},
        {"warnings": "none"},
    ],
    ids=str,
)
def test_a_result_with_something_wrong_in_it_is_refused(
    pipes: tuple[ArrayPipe, ArrayPipe], changes: dict[str, object]
) -> None:
    for array in (np.zeros((1, 4, 4, 3), np.uint8), np.zeros((1, 1, 1, 48), np.float32)):
        pipes[0].hold(array)
    pipes[0].flush()
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipes[1])
    with pytest.raises(EngineError):
        reader.feed(framed(hostile(**changes)))


def test_the_hostile_result_is_otherwise_a_good_one(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    for array in (np.ones((1, 4, 4, 3), np.uint8), np.zeros((1, 1, 1, 48), np.float32)):
        pipes[0].hold(array)
    pipes[0].flush()
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipes[1])
    (event,) = reader.feed(framed(hostile()))
    assert isinstance(event, events.JobDone)
    assert isinstance(event.result, events.VisualResult)
    assert (event.result.frames == 1).all()
    assert event.result.frame_rate == 12


@pytest.mark.parametrize("shape", [[4, 4, 4], [4, 4], [4, 4, 3, 1]])
def test_a_preview_of_a_wrong_shape_is_refused(pipes: tuple[ArrayPipe, ArrayPipe], shape: list[int]) -> None:
    pipes[0].hold(np.zeros(shape, np.uint8))
    pipes[0].flush()
    step = {
        "type": "progress",
        "job": "a",
        "step": 1,
        "total": 2,
        "seconds": 1.0,
        "memory": msgspec.to_builtins(MEMORY),
    }
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipes[1])
    with pytest.raises(EngineError, match="preview"):
        reader.feed(framed({**step, "preview": [0, shape, "uint8"]}))


def test_a_message_that_cannot_be_written_sends_no_array(
    pipes: tuple[ArrayPipe, ArrayPipe], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arrays of the next message would be taken for its own."""
    reading, writing = os.pipe()
    half = visual()
    with pytest.raises(UnicodeError):
        write_message(writing, events.JobDone("half \ud800", half), pipes[0])
    filled, calls = arrays_module._filled, []

    def full(data: memoryview) -> int:
        calls.append(len(data))
        if len(calls) == 2:
            raise MemoryError("no room for frames")
        return filled(data)

    with monkeypatch.context() as patched:
        patched.setattr(arrays_module, "_filled", full)
        with pytest.raises(MemoryError):
            write_message(writing, events.JobDone("a", half), pipes[0])
    write_message(writing, events.JobDone("b", visual(9)), pipes[0])
    reader: MessageReader[FromEngine] = MessageReader(FromEngine, pipes[1])
    (event,) = reader.feed(os.read(reading, 1 << 16))
    os.close(reading)
    os.close(writing)
    assert isinstance(event, events.JobDone)
    assert event.job == "b"
    assert isinstance(event.result, events.VisualResult)
    assert (event.result.frames == 9).all()


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ({"type": "hello", "protocol": 7, "greeting": "added later"}, ToEngine),
        ({"type": "ready", "protocol": 7, "pid": 1, "version": "9", "added_later": []}, FromEngine),
    ],
)
def test_first_messages_of_later_versions_can_be_read(first: dict[str, object], kind: object) -> None:
    pipe = without_arrays()
    (message,) = MessageReader(kind, pipe).feed(framed(first))
    pipe.close()
    assert isinstance(message, wire.Hello | wire.Ready)
    assert message.protocol == 7


def test_references_are_small() -> None:
    assert len(msgspec.msgpack.encode(ArrayRef(255, (121, 768, 768, 3), "uint8"))) < 24
