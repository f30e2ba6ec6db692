"""Why a job failed: as a value that a job keeps, and from errors to it and back."""

import traceback
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from lance_studio.backends.sendable import storable
from lance_studio.errors import (
    CheckpointError,
    DeviceError,
    EngineError,
    InvalidRequestError,
    LanceStudioError,
    MediaError,
    OutputError,
    ProjectError,
)
from lance_studio.language import mark, tr, translate
from lance_studio.memory_shortage import is_memory_shortage


class FailureKind(StrEnum):
    """What sort of failure it was, so that the window can offer what helps."""

    INVALID_REQUEST = "invalid_request"
    CHECKPOINT = "checkpoint"
    DEVICE = "device"
    MEMORY = "memory"
    ENGINE = "engine"
    ENGINE_DIED = "engine_died"
    START = "start"
    PROTOCOL = "protocol"
    MEDIA = "media"
    STORAGE = "storage"
    INTERNAL = "internal"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job failed, for people.

    Attributes:
        kind: What sort of failure it was.
        cause: One sentence that says what is wrong.
        remedy: One sentence that says what to do; may be empty.
        log: Details to copy into a report; may be empty.
    """

    kind: FailureKind
    cause: str
    remedy: str = ""
    log: str = ""


_ROOM = mark("Choose a smaller size or fewer frames, or close other programs.")

_KINDS: tuple[tuple[type[LanceStudioError], FailureKind], ...] = (
    (InvalidRequestError, FailureKind.INVALID_REQUEST),
    (CheckpointError, FailureKind.CHECKPOINT),
    (DeviceError, FailureKind.DEVICE),
    (MediaError, FailureKind.MEDIA),
    (EngineError, FailureKind.ENGINE),
    (OutputError, FailureKind.STORAGE),
    (ProjectError, FailureKind.STORAGE),
)


def with_facts(failure: Failure, facts: Sequence[tuple[str, str]]) -> Failure:
    """Put what is known of the circumstances before a failure's log, so that it says something even where it is empty.

    Args:
        failure: The failure.
        facts: Pairs of a label and a value, in their order; empty values are left out.
    """
    lines = storable("\n".join(f"{label}: {value}" for label, value in facts if value))
    return msgspec.structs.replace(failure, log="\n\n".join(part for part in (lines, failure.log) if part))


def explained(error: BaseException) -> Failure:
    """What went wrong, for people; the traceback goes into the log.

    Args:
        error: What was raised; anything but our own errors and exhausted memory is a defect and said to be one.
    """
    log = storable("".join(traceback.format_exception(error)))
    if is_memory_shortage(error) and not isinstance(error, MediaError | OutputError | ProjectError):
        # The engine says whose memory it is, and how much there was.
        cause = storable(error.cause) if isinstance(error, DeviceError) else ""
        return out_of_memory(log, cause)
    if isinstance(error, LanceStudioError):
        kind = next((kind for base, kind in _KINDS if isinstance(error, base)), FailureKind.INTERNAL)
        return Failure(kind=kind, cause=storable(error.cause), remedy=storable(error.remedy), log=log)
    cause = storable(
        tr("The studio failed in a way that was not foreseen: {name}: {error}.", name=type(error).__name__, error=error)
    )
    return Failure(kind=FailureKind.INTERNAL, cause=cause, remedy=tr("Please report it with the log."), log=log)


def out_of_memory(log: str, cause: str = "") -> Failure:
    """Memory ran out, in whatever words that was said.

    Args:
        log: Details.
        cause: Whose memory, if that is known.
    """
    return Failure(
        kind=FailureKind.MEMORY, cause=cause or tr("The computer's memory is full."), remedy=translate(_ROOM), log=log
    )


def error_of(failure: Failure) -> LanceStudioError:
    """The error that a failure was, for those who wait for a job; a defect or a dead process is an EngineError."""
    kind = FailureKind.DEVICE if failure.kind is FailureKind.MEMORY else failure.kind
    base = next((base for base, one in _KINDS if one is kind), EngineError)
    return base(failure.cause, failure.remedy)
