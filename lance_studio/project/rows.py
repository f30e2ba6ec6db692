"""What a project holds, as frozen values.

Ids are 32 hexadecimal digits made by `new_id`. Texts named `request`, `context` and `document` are JSON that the rooms
above make and read; here they are kept as they are. Times of media are `Fraction` seconds, rates frames per second.
"""

import datetime
import uuid
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, get_args

MediaKind = Literal["picture", "video", "audio"]
NodeKind = Literal["picture", "clip"]
Role = Literal["user", "assistant"]
ChatMode = Literal["ask", "edit", "generate", "extend"]
MessageState = Literal["complete", "streaming", "failed", "cancelled"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
Subject = Literal["media", "nodes", "edges", "timelines", "messages", "jobs", "settings", "masks"]

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
SUFFIX = ".lstudio"
"""How the names of project files end."""

CURRENT_NODE = "current_node"
"""Setting: the id of the node on the canvas."""

CURRENT_TIMELINE = "current_timeline"
"""Setting: the id of the timeline that is shown."""

VIEWING = "viewing"
"""Setting: what the canvas showed last, "node" or "timeline"."""

PLAYHEAD = "playhead"
"""Setting: where the playhead stood last, in seconds, such as "7/24"."""

PLAYHEADS = "playheads"
"""Setting: where the playhead stood last on each timeline, as JSON: ids of timelines with times such as "7/24"."""

FOLDED = "folded"
"""Setting: the nodes whose descendants the history leaves out, as a JSON list of ids."""

TIMELINE_ORDER = "timeline_order"
"""Setting: the order of the timelines, as a JSON list of ids; those that it does not name come last."""


def new_id() -> str:
    """Return an id that no other row has."""
    return uuid.uuid4().hex


def now() -> str:
    """Return the time of day as ISO text in UTC, which sorts by time."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or sound; embedded in the project, or linked where it lies.

    Attributes:
        id: Its id.
        digest: SHA-256 of the file's content, 64 hexadecimal digits.
        kind: What it is.
        name: What people call it, at first the file's name.
        size: Bytes.
        width: Pixels, upright; None for sound.
        height: Pixels, upright; None for sound.
        frames: Number of frames of a video.
        rate: Frames per second of a video.
        duration: Seconds of a video or sound.
        has_audio: Whether a video has sound.
        link: None where the content is embedded; else the file, relative to the project's folder where it lies below.
        modified_ns: Time of the linked file's last change as the file system tells it, in nanoseconds.
        created: When it came into the project.
    """

    id: str
    digest: str
    kind: MediaKind
    name: str
    size: int
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None
    duration: Fraction | None = None
    has_audio: bool = False
    link: str | None = None
    modified_ns: int | None = None
    created: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state of the work in the edit graph: one picture or one clip.

    Attributes:
        id: Its id.
        media_id: The medium that it shows.
        kind: Picture or clip.
        name: What people call it.
        created: When it was made.
        hidden: Whether the history leaves it out.
        starred: Whether somebody marked it as a favourite.
    """

    id: str
    media_id: str
    kind: NodeKind
    name: str
    created: str = field(default_factory=now)
    hidden: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """How a node was made; a node without an edge was imported.

    Attributes:
        child: The node that was made; no node has two edges.
        parents: The nodes that it was made from, in the request's order; the first one is what was edited.
        operation: Name of the task, for example "image_edit".
        request: The complete request as JSON.
        model: Name of the model.
        weights: What tells its weights from others: "sha256:" and the file's SHA-256, or "fingerprint:" and a digest
            over parts of the file. Without a prefix, as earlier versions wrote it, it is a fingerprint.
        engine_version: Version of the engine.
        seconds: How long the engine computed.
        blobs: Digests of blobs that the request names, for example a mask.
        latent: Digest of the blob with the result's latent, where it is kept.
    """

    child: str
    parents: tuple[str, ...]
    operation: str
    request: str
    model: str = ""
    weights: str = ""
    engine_version: str = ""
    seconds: float | None = None
    blobs: tuple[str, ...] = ()
    latent: str | None = None

    @property
    def named_weights(self) -> tuple[str, str]:
        """Which kind of digest `weights` is, "sha256" or "fingerprint", and its digits; both empty if unknown."""
        kind, colon, digits = self.weights.partition(":")
        return (kind, digits) if colon else ("fingerprint" if kind else "", kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A timeline; `document` is the JSON of the timeline room."""

    id: str
    name: str
    document: str
    created: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of the conversation.

    Attributes:
        id: Its id.
        role: Who said it.
        mode: What the conversation was to do.
        text: What was said.
        context: What the message is about (pictures, frames, ranges), as JSON.
        state: Whether the text is complete.
        job_id: The job that answers, or was asked for; the job may be gone.
        nodes: What came of it; a node may be gone.
        created: When it was said.
        position: Its place, counted from 1; the command that adds the message gives it.
    """

    id: str
    role: Role
    mode: ChatMode
    text: str
    context: str = "[]"
    state: MessageState = "complete"
    job_id: str | None = None
    nodes: tuple[str, ...] = ()
    created: str = field(default_factory=now)
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task for the engine, waiting, running or over.

    Attributes:
        id: Its id.
        name: What people call it.
        request: The complete request as JSON.
        inputs: Nodes that it reads, in the request's order; a node may be gone by the time the job runs.
        blobs: Digests of blobs that the request names, for example a mask.
        message_id: The chat message that asked for it.
        state: Where it stands.
        results: Nodes that it made; a node may be gone.
        cause: Why it failed.
        remedy: What to do about that.
        log: What the engine wrote before it failed.
        seconds: How long it ran.
        created: When it was asked for.
        position: Its place in the queue; the command that queues the job gives it.
    """

    id: str
    name: str
    request: str
    inputs: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    message_id: str | None = None
    state: JobState = "queued"
    results: tuple[str, ...] = ()
    cause: str = ""
    remedy: str = ""
    log: str = ""
    seconds: float | None = None
    created: str = field(default_factory=now)
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeMask:
    """A mask over a node's picture: which of its pixels an edit may change.

    A node has at most one working mask, which has no name, and any number of saved ones.

    Attributes:
        id: Its id.
        node_id: The node that it belongs to.
        digest: Digest of the blob with its pixels, a picture in which white may change.
        width: Pixels.
        height: Pixels.
        grow: Pixels by which it is widened where it is used, or narrowed where the number is negative.
        feather: Width in pixels of the soft edge inside it.
        name: What people call it; empty for the working mask.
        created: When it was made.
    """

    id: str
    node_id: str
    digest: str
    width: int
    height: int
    grow: int = 0
    feather: int = 8
    name: str = ""
    created: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value that the project remembers under a key."""

    key: str
    value: str


Row = Media | Node | Edge | TimelineRow | ChatMessage | Job | Setting | NodeMask


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one command, undo or redo changed: the ids of the rows that were added, altered or removed.

    Attributes:
        command: The command's name, for example "Trim clip".
        action: Whether it was run, undone or redone.
        step: Id of the step to undo that it became or was taken into, or that was undone or redone; None without one.
        media: Ids of media.
        nodes: Ids of nodes.
        edges: Ids of the nodes whose edges changed.
        timelines: Ids of timelines.
        messages: Ids of chat messages.
        jobs: Ids of jobs.
        settings: Keys of settings.
        masks: Ids of masks.
        undo_list_changed: Whether the lists of steps to undo and redo are other than before.
    """

    command: str
    action: Literal["run", "undo", "redo"] = "run"
    step: int | None = None
    media: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    edges: frozenset[str] = frozenset()
    timelines: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    jobs: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()
    undo_list_changed: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, subject) for subject in SUBJECTS)
