"""From the process's messages to events: arrays instead of references, fractions instead of pairs."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import EngineError
from lance_studio.worker import events, protocol
from lance_studio.worker.frames import ArrayRef


def job_event(message: protocol.FromEngine, receive: Callable[[ArrayRef], NDArray[Any]]) -> events.JobEvent:
    """The event that a message about a job stands for.

    Args:
        message: Any but `Ready` and a failure of the process itself.
        receive: Takes over the arrays that the message refers to; called for each, in order.

    Raises:
        EngineError: The message is not about a job, or an array did not arrive.
    """
    match message:
        case protocol.Loading():
            return events.Loading(message.job, message.stage, message.model)
        case protocol.Loaded():
            return events.ModelReady(message.job, message.model, message.memory, message.seconds)
        case protocol.Preparing():
            return events.Stage(message.job, "preparing")
        case protocol.Decoding():
            return events.Stage(message.job, "decoding")
        case protocol.Step():
            preview = None if message.preview is None else _preview(message.preview)
            return events.Progress(message.job, message.step, message.total, message.seconds, preview, message.memory)
        case protocol.Token():
            return events.Token(message.job, message.index, message.text)
        case protocol.DoneVisual():
            return events.Done(message.job, _visual(message, receive))
        case protocol.DoneAnswer():
            answer = events.AnswerResult(message.text, message.finished, message.tokens, message.seconds, message.model)
            return events.Done(message.job, answer)
        case protocol.Failed(job=str() as job):
            return events.Failed(job, message.failure)
        case protocol.Cancelled():
            return events.Cancelled(message.job)
        case _:
            raise EngineError(f"The engine's process sent {type(message).__name__} at the wrong time.", "Try again.")


def _preview(preview: protocol.Preview) -> NDArray[np.uint8]:
    pixels = np.frombuffer(preview.pixels, np.uint8)
    if pixels.size != preview.width * preview.height * 3:
        raise EngineError("The engine's process sent a preview of the wrong size.", "Try again.")
    return pixels.reshape(preview.height, preview.width, 3)


def _visual(message: protocol.DoneVisual, receive: Callable[[ArrayRef], NDArray[Any]]) -> events.VisualResult:
    frames = receive(message.frames)
    latent = receive(message.latent)
    return events.VisualResult(
        frames=frames,
        latent=latent,
        given_frames=message.given_frames,
        frame_rate=Fraction(*message.frame_rate),
        seconds=message.seconds,
        warnings=message.warnings,
        model=message.model,
    )
