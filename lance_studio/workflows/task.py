"""A task: the complete description of a job, as the project stores it with the job and with the edge that came of it.

It holds the request with every number, where the pixels come from down to the instants of a film, where the result
goes, and afterwards how the run went. Times are written as fractions such as "7/12".
"""

from fractions import Fraction
from typing import Any

import msgspec

from lance_studio import limits
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests.tasks import Request, unreadable

VERSION = 1


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One picture or clip that a request works on.

    Attributes:
        media_id: The medium.
        digest: Its SHA-256 when the task was made.
        node_id: The node that showed it; None for a medium that was in no node.
        start: Seconds into a film at which the first frame is taken; None for a picture.
        step: Seconds of the film between two frames.
        count: How many frames are taken.
        last: The last instant that may be seen, in seconds of the film; after it the frame there stands. None: all may.
        mask: Digest of the picture that says what may change, white where it may.
        latent: Digest of the latent that the medium was decoded from; it stands for the pixels.
        after: A job whose first result is worked on in place of all this, once it is done; see `chaining`.
    """

    media_id: str
    digest: str
    node_id: str | None = None
    start: Fraction | None = None
    step: Fraction = Fraction(1, 12)
    count: int = 1
    last: Fraction | None = None
    mask: str | None = None
    latent: str | None = None
    after: str | None = None


class AsNode(msgspec.Struct, frozen=True, kw_only=True, tag="node", tag_field="goes"):
    """The result becomes a node, and that is all."""


class InPlace(msgspec.Struct, frozen=True, kw_only=True, tag="in_place", tag_field="goes"):
    """The result takes the place of a part of a clip on a timeline.

    Attributes:
        timeline_id: The timeline.
        clip_id: The clip.
        media_id: What it showed; if it shows something else by then, it is left alone.
        start: Where the part begins, in seconds of that medium (of the clip, for a picture).
        end: Where it ends, exclusive.
    """

    timeline_id: str
    clip_id: str
    media_id: str
    start: Fraction
    end: Fraction


class Behind(msgspec.Struct, frozen=True, kw_only=True, tag="behind", tag_field="goes"):
    """The result follows directly after a clip on a timeline."""

    timeline_id: str
    clip_id: str


class AsAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="answer", tag_field="goes"):
    """The answer is the text of the message that belongs to the job."""


Target = AsNode | InPlace | Behind | AsAnswer


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised before a run.

    Attributes:
        width: Pixels of the result; 0 for an answer.
        height: Pixels of the result; 0 for an answer.
        frames: Frames that are made; 1 for a picture.
        seconds: How long the engine would compute; None where nobody could say.
        memory: The most bytes it would take; None where nobody could say.
        guessed: Whether seconds and memory were a first guess.
    """

    width: int
    height: int
    frames: int = 1
    seconds: float | None = None
    memory: int | None = None
    guessed: bool = True


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a run went.

    Attributes:
        pixels: SHA-256 of the result's size and pixels, before it was encoded.
        grid: Latent cells (time, height, width) of the latent that is kept; None without one.
        seconds: Seconds of the engine's stages.
        model: What a recipe says of the model and its files.
        device: Where it ran.
        precision: Its number format.
        warnings: Sentences of the engine, and on the result.
        memory: The most bytes that it took; None where that is not known.
        unchanged: Whether nobody sees a difference between the result and what it was made of.
    """

    pixels: str
    grid: tuple[int, int, int] | None = None
    seconds: dict[str, float] = {}
    model: dict[str, str] = {}
    device: str = ""
    precision: str = ""
    warnings: tuple[str, ...] = ()
    memory: int | None = None
    unchanged: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A job in full.

    Attributes:
        request: What the engine is asked.
        inputs: What it works on, in the request's order.
        target: Where the result goes.
        size: Width and height that the result is to have; None for an answer.
        feather: Width of a mask's soft edge in the source's own pixels, where the result has another size than the
            source and is composed at the source's size; the request's own feather is 0 then.
        new_only: Of a clip, only the frames that were not given are kept.
        notes: Sentences for the user on what is done other than he might expect.
        panel: The panel that asked, for banners.
        replay_of: The node that is made again.
        may_follow: The job that this was asked for after; it may do so again while it waits.
        group: What the variants of one wish share; None for a single one.
        variant: Which of them it is, from 0.
        promised: What was promised when it was queued; None where nothing was.
        outcome: How the run went; None before it.
        version: Of this form.
    """

    request: Request
    inputs: tuple[Source, ...] = ()
    target: Target = AsNode()
    size: tuple[int, int] | None = None
    feather: int | None = None
    new_only: bool = False
    notes: tuple[str, ...] = ()
    panel: str = "canvas"
    replay_of: str | None = None
    may_follow: str | None = None
    group: str | None = None
    variant: int = 0
    promised: Promised | None = None
    outcome: Outcome | None = None
    version: int = VERSION

    def to_json(self) -> str:
        """Return the text that the project stores.

        Raises:
            InvalidRequestError: A text in it holds bytes that are not text.
        """
        try:
            return msgspec.json.encode(self, enc_hook=_encode).decode()
        except UnicodeEncodeError:
            raise InvalidRequestError(
                tr("The request holds bytes that are not text."), tr("Write it in UTF-8.")
            ) from None

    @staticmethod
    def from_json(text: str) -> "Task":
        """Read what `to_json` wrote.

        Raises:
            InvalidRequestError: The text is damaged, or of a version that this one does not know.
        """
        try:
            task = msgspec.json.decode(text, type=Task, dec_hook=_decode)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            raise unreadable(error) from error
        if task.version != VERSION:
            raise InvalidRequestError(
                tr(
                    "The stored request has form {form}; this version reads form {known}.",
                    form=task.version,
                    known=VERSION,
                ),
                tr("Update the studio."),
            )
        return task

    @property
    def blobs(self) -> tuple[str, ...]:
        """Digests of the blobs that it names, each once."""
        named = (digest for source in self.inputs for digest in (source.mask, source.latent) if digest is not None)
        return tuple(dict.fromkeys(named))

    @property
    def after(self) -> str | None:
        """The job whose result it works on, while that is not resolved; None for a task of its own."""
        return next((source.after for source in self.inputs if source.after is not None), None)

    @property
    def words(self) -> str:
        """The prompt, instruction or question."""
        request: Any = self.request
        for name in ("prompt", "instruction", "question"):
            if hasattr(request, name):
                return getattr(request, name)
        raise AssertionError(type(request))


def _encode(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(type(value))


def _decode(kind: type, value: object) -> Fraction:
    if kind is Fraction and isinstance(value, str):
        return limits.fraction(value)
    raise ValueError(f"{value!r} is no fraction")
