"""Arrays handed from one process to the other as shared memory without a name.

The sender fills an anonymous file in memory and passes its descriptor over a socket; the receiver maps it and closes
the descriptor. There is no name under which the memory could outlive its users: it belongs to whoever maps it, and the
kernel frees it when the last mapping is gone, however the processes end. (Named segments, as
:mod:`multiprocessing.shared_memory` makes them, stay behind if both sides are killed, and its tracker process warns of
those that one side took over from the other.)

Descriptors arrive in the order in which they were sent, and each is sent before the message that refers to it.
Small arrays, such as previews, are copied on arrival: many may be kept, and each mapping takes a descriptor.
"""

import contextlib
import math
import mmap
import os
import socket
import tempfile
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import EngineError
from lance_studio.language import tr

#: A descriptor is sent before its message, so it is there already; waiting longer means that the sender has gone.
_PATIENCE_SECONDS = 10.0
_NUMBERS = 256
_SMALL_BYTES = 64 << 10


class ArrayRef(msgspec.Struct, frozen=True, array_like=True):
    """Stands for the next array of the socket in a message.

    Attributes:
        number: Of the descriptor, counted modulo 256; tells a lost one.
        shape: Of the array.
        dtype: Of the array.
    """

    number: int
    shape: tuple[int, ...]
    dtype: Literal["uint8", "float32"]

    @property
    def size(self) -> int:
        """Bytes of the array."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


def frame_sockets() -> tuple[socket.socket, socket.socket]:
    """The two ends of a connection for arrays; one is passed on to the child process."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)


class ArrayPipe:
    """One end of the connection. Each direction belongs to one thread.

    Args:
        end: The socket, which this object closes.
    """

    def __init__(self, end: socket.socket) -> None:
        end.settimeout(_PATIENCE_SECONDS)
        self._socket = end
        self._sent = self._received = 0
        self._held: list[tuple[int, int]] = []

    def hold(self, array: NDArray[Any]) -> ArrayRef:
        """Copy an array to where the other side can see it, to be handed over by :meth:`flush`.

        Args:
            array: ``uint8`` or ``float32``, of any shape.

        Returns:
            What to put into the message that is sent next.

        Raises:
            MemoryError: There is no memory for the copy.
        """
        number = (self._sent + len(self._held)) % _NUMBERS
        ref = ArrayRef(number, array.shape, "uint8" if array.dtype == np.uint8 else "float32")
        data = np.ascontiguousarray(array, dtype=ref.dtype).reshape(-1).view(np.uint8).data
        self._held.append((number, _filled(data)))
        return ref

    def flush(self) -> None:
        """Hand over what is held; then the message that refers to it must be sent.

        Raises:
            OSError: The other side has gone.
        """
        try:
            for number, descriptor in self._held:
                self._hand_over(number, descriptor)
                self._sent += 1
        finally:
            self.discard()

    def discard(self) -> None:
        """Forget what is held: its message is not sent."""
        held, self._held = self._held, []
        for _, descriptor in held:
            os.close(descriptor)

    def _hand_over(self, number: int, descriptor: int) -> None:
        while True:
            try:
                socket.send_fds(self._socket, [bytes([number])], [descriptor])
                return
            except TimeoutError:
                # The other side takes nothing, perhaps because it is stopped; if it dies, that is another error.
                continue

    def receive(self, ref: ArrayRef) -> NDArray[Any]:
        """Take the array of a message over, a large one without a copy.

        Returns:
            A read-only array; its memory is freed with it.

        Raises:
            EngineError: Descriptor and message do not belong together; the connection is of no more use.
        """
        try:
            number, descriptors, _, _ = socket.recv_fds(self._socket, 1, 1)
        except OSError as error:
            raise EngineError(
                tr("Frames of the engine's process did not arrive: {error}.", error=error), tr("Try again.")
            ) from error
        try:
            expected = self._received % _NUMBERS
            if len(descriptors) != 1 or number != bytes([ref.number]) or ref.number != expected:
                raise EngineError(
                    tr("Frames and messages of the engine's process do not fit each other."), tr("Try again.")
                )
            self._received += 1
            return _mapped(descriptors[0], ref)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def close(self) -> None:
        """Close the connection; arrays that were received stay valid."""
        self.discard()
        self._socket.close()


def _anonymous_file() -> int:
    """Descriptor of a file without a name: in memory where the system can, else on disk and already unlinked."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("lance-studio-frames", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _filled(data: memoryview) -> int:
    descriptor = None
    try:
        descriptor = _anonymous_file()
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError as error:
        if descriptor is not None:
            os.close(descriptor)
        raise MemoryError(f"no room for frames: {error}") from error
    return descriptor


def _mapped(descriptor: int, ref: ArrayRef) -> NDArray[Any]:
    if min(ref.shape, default=1) < 0 or os.fstat(descriptor).st_size < ref.size:
        raise EngineError(tr("The engine's process sent too few bytes for its frames."), tr("Try again."))
    if ref.size == 0:
        return np.empty(ref.shape, ref.dtype)
    if ref.size <= _SMALL_BYTES:
        return np.frombuffer(os.pread(descriptor, ref.size, 0), ref.dtype).reshape(ref.shape)
    # The array refers to the mapping, which thus lives as long as the array and its views.
    mapping = mmap.mmap(descriptor, ref.size, access=mmap.ACCESS_READ)
    with contextlib.suppress(AttributeError, OSError):
        mapping.madvise(mmap.MADV_WILLNEED)
    return np.frombuffer(mapping, ref.dtype, math.prod(ref.shape)).reshape(ref.shape)
