"""Frames of interlaced films without combs: FFmpeg's bwdif, which looks at the frames before and after."""

from collections import OrderedDict
from collections.abc import Callable
from fractions import Fraction

import av  # noqa: F401 - whole before its parts
from av.error import FFmpegError
from av.filter import Graph
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from lance_studio.media.frame_colour import matrix_of

_TOP_FIRST, _INTERLACED = (2, 5), (2, 3, 4, 5)  # FFmpeg's orders of fields
_MARKING = ("h264", "mpeg2video", "mpeg4", "vc1", "wmv3", "dvvideo", "prores")
"""Codecs whose decoders say of each frame whether it has two fields; of others the stream says it for all."""
_KEPT = 6
"""Finished frames that are kept, for one that is asked for again in another size."""
_MICROSECOND = Fraction(1, 1_000_000)


def is_interlaced(context: VideoCodecContext, first: VideoFrame) -> bool:
    """Tell whether a film says that it is interlaced.

    Args:
        context: Its decoder, after the first frame.
        first: That frame.
    """
    return bool(first.interlaced_frame) or context.field_order in _INTERLACED


class Deinterlacer:
    """Makes whole frames of frames that consist of two fields; each keeps its number and its time.

    Args:
        context: The film's decoder.
    """

    def __init__(self, context: VideoCodecContext) -> None:
        order = context.field_order
        self._stream_parity = ("tff" if order in _TOP_FIRST else "bff") if order in _INTERLACED else None
        self._every = self._stream_parity is not None and context.name not in _MARKING
        self._finished: OrderedDict[tuple[int, bool, bool], VideoFrame] = OrderedDict()

    def is_combed(self, frame: VideoFrame) -> bool:
        """Tell whether a frame consists of two fields."""
        return bool(frame.interlaced_frame) or self._every

    def whole(self, number: int, frame: VideoFrame, near: Callable[[int], VideoFrame | None]) -> VideoFrame:
        """Make a whole frame.

        Args:
            number: The frame.
            frame: Its picture, left as it is.
            near: Finds the frame before and the one after; None where there is none at hand.

        Returns:
            The whole picture, half as high where neither is at hand; the same one where it has no fields.
        """
        if not self.is_combed(frame):
            return frame
        before, after = (_fitting(near(other), frame) for other in (number - 1, number + 1))
        key = (number, before is not None, after is not None)
        if key not in self._finished:
            self._finished[key] = self._made(frame, before, after)
            while len(self._finished) > _KEPT:
                self._finished.popitem(last=False)
        self._finished.move_to_end(key)
        return self._finished[key]

    def one_field(self, frame: VideoFrame) -> VideoFrame:
        """Return the first field of a frame, half as high; the frame itself where it has no fields."""
        return self._made(frame, None, None) if self.is_combed(frame) else frame

    def _made(self, frame: VideoFrame, before: VideoFrame | None, after: VideoFrame | None) -> VideoFrame:
        top_first = self._stream_parity != "bff"
        parity = "auto" if frame.interlaced_frame else self._stream_parity or "auto"
        row = [each for each in (before, frame, after) if each is not None]
        # What has no neighbours counts as standing still, whose fields bwdif would leave as they are.
        alone = len(row) == 1
        chain = ("field", "top" if top_first else "bottom") if alone else ("bwdif", f"send_frame:{parity}:all")
        try:
            made = _filtered(row, *chain)
        except (FFmpegError, ValueError):
            return frame  # a format that the filter does not know
        place = 0 if before is None else 1
        if len(made) <= place:
            return frame
        whole = made[place]
        whole.colorspace, whole.color_range = matrix_of(frame), frame.color_range
        whole.color_primaries, whole.color_trc = frame.color_primaries, frame.color_trc
        return whole


def _fitting(neighbour: VideoFrame | None, frame: VideoFrame) -> VideoFrame | None:
    same = neighbour is not None and _shape(neighbour) == _shape(frame)
    return neighbour if same else None


def _shape(frame: VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name


def _filtered(frames: list[VideoFrame], name: str, options: str) -> list[VideoFrame]:
    first, graph, made = frames[0], Graph(), list[VideoFrame]()
    source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=_MICROSECOND)
    step, sink = graph.add(name, options), graph.add("buffersink")
    source.link_to(step)
    step.link_to(sink)
    graph.configure()
    for number, frame in enumerate(frames):
        instant, unit = frame.pts, frame.time_base
        frame.pts, frame.time_base = number * 1000, _MICROSECOND
        try:
            source.push(frame)
        finally:
            frame.pts, frame.time_base = instant, unit or _MICROSECOND
        made += _drained(graph)
    source.push(None)
    return made + _drained(graph)


def _drained(graph: Graph) -> list[VideoFrame]:
    made: list[VideoFrame] = []
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return made
        if isinstance(frame, VideoFrame):
            made.append(frame)
