"""Arrays by shared memory: exact, without a copy on arrival, freed with the last array."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.backends.process.arrays import ArrayPipe, ArrayRef, frame_sockets
from lance_studio.errors import EngineError


@pytest.fixture
def pipes() -> Iterator[tuple[ArrayPipe, ArrayPipe]]:
    first, second = (ArrayPipe(end) for end in frame_sockets())
    yield first, second
    first.close()
    second.close()


def random(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, shape, np.uint8)


def send(pipe: ArrayPipe, array: NDArray[Any]) -> ArrayRef:
    """Hand one array over."""
    ref = pipe.hold(array)
    pipe.flush()
    return ref


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def mapped() -> int:
    return Path("/proc/self/maps").read_text(encoding="utf-8").count("lance-studio-frames")


@pytest.mark.parametrize(
    "array",
    [
        random(5, 6, 7, 3),
        random(5, 6, 7, 3)[::2, :, ::-1],
        np.linspace(-2, 2, 96, dtype=np.float32).reshape(1, 1, 2, 48),
        random(1),
        random(0, 4),
    ],
    ids=["clip", "view", "latent", "one", "empty"],
)
def test_an_array_arrives_as_it_was(pipes: tuple[ArrayPipe, ArrayPipe], array: NDArray[Any]) -> None:
    received = pipes[1].receive(send(pipes[0], array))
    assert received.dtype == array.dtype
    assert np.array_equal(received, array)


def test_what_arrives_may_not_be_written(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    received = pipes[1].receive(send(pipes[0], random(4, 4)))
    with pytest.raises(ValueError, match="read-only"):
        received[0] = 0


def test_many_arrays_keep_their_order_in_both_directions(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    for round_ in range(40):
        arrays = [np.full((3, 2), 10 * round_ % 256 + number % 5, np.uint8) for number in range(10)]
        refs = [send(pipes[0], array) for array in arrays]
        back = [pipes[0].receive(send(pipes[1], pipes[1].receive(ref))) for ref in refs]
        assert all(np.array_equal(a, b) for a, b in zip(arrays, back, strict=True))


def test_memory_lives_as_long_as_the_array_and_its_views(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    before = descriptors()
    received = pipes[1].receive(send(pipes[0], random(256, 256, 3)))
    assert descriptors() == before + 1  # a mapping keeps one
    assert mapped() == 1
    view = received[10:20]
    expected = view.copy()
    del received
    assert mapped() == 1
    assert np.array_equal(view, expected)
    del view
    assert mapped() == 0
    assert descriptors() == before


def test_many_small_arrays_may_be_kept(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    """Each mapping would take one of the descriptors that a process may have."""
    before = descriptors()
    kept = [pipes[1].receive(send(pipes[0], random(64, 64, 3))) for _ in range(200)]
    assert descriptors() == before
    assert mapped() == 0
    assert all(np.array_equal(array, random(64, 64, 3)) for array in kept)


def test_what_is_held_is_freed_with_the_connection(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    before = descriptors()
    pipes[0].hold(random(64))
    assert descriptors() == before + 1
    pipes[0].close()
    assert descriptors() == before - 1


def test_an_array_outlives_its_sender(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    array = random(32, 32)
    ref = send(pipes[0], array)
    pipes[0].close()
    received = pipes[1].receive(ref)
    pipes[1].close()
    assert np.array_equal(received, array)


def test_what_nobody_takes_over_is_freed_with_the_connection(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    opened = descriptors()
    shared = Path("/proc/meminfo").read_text(encoding="utf-8")
    before = int(shared.split("Shmem:")[1].split()[0])
    for _ in range(8):
        send(pipes[0], np.ones((16, 1 << 20), np.uint8))
    pipes[0].close()
    pipes[1].close()
    after = int(Path("/proc/meminfo").read_text(encoding="utf-8").split("Shmem:")[1].split()[0])
    # 128 MiB were on their way; other programs move the figure a little.
    assert after - before < 64 << 10
    assert descriptors() < opened


def test_nothing_has_a_name(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    received = pipes[1].receive(send(pipes[0], random(64, 64)))
    assert not [path for path in Path("/dev/shm").iterdir() if "lance" in path.name]
    assert received.shape == (64, 64)


def test_a_message_of_another_array_is_noticed(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    send(pipes[0], random(4))
    second = send(pipes[0], random(4))
    with pytest.raises(EngineError, match="do not fit"):
        pipes[1].receive(second)


def test_too_few_bytes_are_noticed(pipes: tuple[ArrayPipe, ArrayPipe]) -> None:
    ref = send(pipes[0], random(4))
    with pytest.raises(EngineError, match="too few"):
        pipes[1].receive(ArrayRef(ref.number, (1 << 20,), "uint8"))


@pytest.mark.parametrize("shape", [(-1, 4), (4, -4)])
def test_impossible_shapes_are_noticed(pipes: tuple[ArrayPipe, ArrayPipe], shape: tuple[int, ...]) -> None:
    ref = send(pipes[0], random(16))
    with pytest.raises(EngineError):
        pipes[1].receive(ArrayRef(ref.number, shape, "uint8"))


def test_a_sender_that_has_gone_is_noticed() -> None:
    ours, theirs = frame_sockets()
    pipe = ArrayPipe(ours)
    theirs.close()
    with pytest.raises(EngineError):
        pipe.receive(ArrayRef(0, (4,), "uint8"))
    pipe.close()


def test_a_byte_without_an_array_is_noticed() -> None:
    ours, theirs = frame_sockets()
    pipe = ArrayPipe(ours)
    socket.socket.send(theirs, b"\0")
    with pytest.raises(EngineError, match="do not fit"):
        pipe.receive(ArrayRef(0, (4,), "uint8"))
    pipe.close()
    theirs.close()
