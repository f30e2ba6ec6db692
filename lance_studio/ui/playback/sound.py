"""The sound of playing: blocks are mixed ahead in a thread, and the device takes them when it wants them."""

import threading
import time
from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice

from lance_studio.errors import LanceStudioError
from lance_studio.timeline.model import Timeline
from lance_studio.ui.playback.clock import DeviceClock
from lance_studio.ui.playback.frames import LazyRenderer
from lance_studio.ui.playback.worker import OnDemand

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

SAMPLE_RATE = 48000
CHANNELS = 2
_FRAME_BYTES = 2 * CHANNELS
BLOCK = 2048
"""Samples that are mixed at a time."""
AHEAD = SAMPLE_RATE
"""Samples that are mixed ahead."""
_REFILL = AHEAD // 2


class SoundFeed:
    """Sound of a timeline from a time on, as 16 bit samples of two channels.

    What is not there in time is replaced by silence and left out, so that sound and picture stay together.

    Args:
        renderer: Mixes the blocks, in this feed's thread.
        timeline: The timeline.
        start: Timeline seconds of the first sample.
    """

    def __init__(self, renderer: LazyRenderer, timeline: Timeline, start: Fraction) -> None:
        self._renderer = renderer
        self._timeline = timeline
        # Blocks fit together if they begin on whole samples.
        self._first = round(start * SAMPLE_RATE)
        self._lock = threading.Lock()
        self._blocks: deque[bytes] = deque()
        self._buffered = 0
        self._mixed = 0
        self._taken = 0
        self._failed = False
        self._worker = OnDemand("sound", self._step, self._give_up)

    def fill(self) -> None:
        """Begin to mix."""
        self._worker.wake()

    def buffered(self) -> int:
        """Return how many samples are ready."""
        with self._lock:
            return self._buffered // _FRAME_BYTES

    def take(self, count: int) -> bytes:
        """Take the next bytes; never waits.

        Args:
            count: How many bytes at most.

        Returns:
            Whole samples, silence where nothing is ready.
        """
        wanted = count // _FRAME_BYTES * _FRAME_BYTES
        with self._lock:
            parts: list[bytes] = []
            missing = wanted
            while missing and self._blocks:
                block = self._blocks.popleft()
                if len(block) > missing:
                    self._blocks.appendleft(block[missing:])
                    block = block[:missing]
                parts.append(block)
                missing -= len(block)
            self._buffered -= wanted - missing
            self._taken += wanted // _FRAME_BYTES
            low = self._buffered < _REFILL * _FRAME_BYTES
        if low and not self._failed:
            self._worker.wake()
        return b"".join(parts) + bytes(missing)

    def close(self) -> None:
        """Mix nothing more; waits a moment for the thread."""
        self._worker.stop()

    def _give_up(self, _error: LanceStudioError) -> None:
        # The picture says what is wrong with the medium; playing goes on in silence.
        self._failed = True

    def _step(self) -> bool:
        import numpy as np

        with self._lock:
            if self._buffered >= AHEAD * _FRAME_BYTES or self._failed:
                return False
            position = max(self._mixed, self._taken)
        start = Fraction(self._first + position, SAMPLE_RATE)
        try:
            sound = self._renderer.get().sound(self._timeline, start, BLOCK, SAMPLE_RATE)
        except LanceStudioError as error:
            self._give_up(error)
            return False
        data = (sound * 32767).astype(np.int16).tobytes()
        with self._lock:
            # What was taken as silence in the meantime is not played any more.
            late = min(max(self._taken - position, 0), BLOCK) * _FRAME_BYTES
            self._mixed = position + BLOCK
            if late < len(data):
                self._blocks.append(data[late:])
                self._buffered += len(data) - late
        return True


class _FeedDevice(QIODevice):
    """The feed as Qt's sound output reads it."""

    def __init__(self, feed: SoundFeed) -> None:
        super().__init__()
        self._feed = feed

    def readData(self, most: int) -> bytes:  # noqa: N802
        return self._feed.take(most)

    def writeData(self, data: bytes | bytearray | memoryview, size: int) -> int:  # noqa: N802
        return -1

    def bytesAvailable(self) -> int:  # noqa: N802
        return AHEAD * _FRAME_BYTES

    def isSequential(self) -> bool:  # noqa: N802
        return True


class DeviceSound:
    """Plays a feed on a sound device, and is the clock that the picture follows.

    Args:
        sink: Qt's output.
        feed: The sound.
    """

    def __init__(self, sink: "QAudioSink", feed: SoundFeed) -> None:
        self._sink = sink
        self._feed = feed
        self._device = _FeedDevice(feed)
        self._device.open(QIODevice.OpenModeFlag.ReadOnly)
        self._clock = DeviceClock()
        self._played = 0
        self._started = False
        feed.fill()

    def start(self) -> None:
        """Let the device play."""
        self._started = True
        self._sink.start(self._device)

    def elapsed(self) -> Fraction:
        """Return the seconds since the start."""
        if not self._started:
            return Fraction(0)
        # The device may only be asked in the window's thread; the other one lives with the last answer.
        if threading.current_thread() is threading.main_thread():
            self._played = self._sink.processedUSecs()
        return self._clock.elapsed(self._played, time.perf_counter_ns())

    def stop(self) -> None:
        """Be silent."""
        self._started = False
        self._sink.stop()
        self._device.close()
        self._feed.close()


def open_sound(renderer: LazyRenderer, timeline: Timeline, start: Fraction) -> DeviceSound | None:
    """Open the system's sound output.

    Args:
        renderer: Mixes the sound.
        timeline: The timeline.
        start: Timeline seconds.

    Returns:
        What plays it, or None where there is no device that can.
    """
    # Loading Qt's multimedia takes a while; a window that never plays sound does without.
    from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    wanted = QAudioFormat()
    wanted.setSampleRate(SAMPLE_RATE)
    wanted.setChannelCount(CHANNELS)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    if device.isNull() or not device.isFormatSupported(wanted):
        return None
    return DeviceSound(QAudioSink(device, wanted), SoundFeed(renderer, timeline, start))
