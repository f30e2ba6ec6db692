"""What can be asked of the model, declared once: settings, tasks, inputs, checks, and what will come of them.

No torch, no Qt: the window, the command line, the project, the engine and its process all speak these types. See
:mod:`~lance_studio.requests.tasks` for the tasks and :mod:`~lance_studio.requests.promise` for what is foreseen.
"""

from lance_studio.requests.checks import check_request, check_run
from lance_studio.requests.inputs import MAX_INPUTS, InputBlock, check_inputs, check_sources, picture_block
from lance_studio.requests.promise import Promise, SourceShape, foresee
from lance_studio.requests.sampling import Decoding, Sampling
from lance_studio.requests.tasks import (
    AskImage,
    AskVideo,
    Continuation,
    Family,
    ImageEdit,
    ImageToVideo,
    ModelChoice,
    PrecisionName,
    ReferenceGuided,
    Request,
    TextRequest,
    TextToImage,
    TextToVideo,
    VideoEdit,
    VisualRequest,
    asks,
    caption_system_prompts,
    default_family,
    from_json,
    task_name,
    to_json,
)

__all__ = [
    "MAX_INPUTS",
    "AskImage",
    "AskVideo",
    "Continuation",
    "Decoding",
    "Family",
    "ImageEdit",
    "ImageToVideo",
    "InputBlock",
    "ModelChoice",
    "PrecisionName",
    "Promise",
    "ReferenceGuided",
    "Request",
    "Sampling",
    "SourceShape",
    "TextRequest",
    "TextToImage",
    "TextToVideo",
    "VideoEdit",
    "VisualRequest",
    "asks",
    "caption_system_prompts",
    "check_inputs",
    "check_request",
    "check_run",
    "check_sources",
    "default_family",
    "foresee",
    "from_json",
    "picture_block",
    "task_name",
    "to_json",
]
