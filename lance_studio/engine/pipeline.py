"""The engine: loads checkpoints when they are needed, shares what is equal, runs requests."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from lance_studio.catalog.integrity import RecordedFiles
from lance_studio.catalog.layout import Elsewhere, open_model_folder
from lance_studio.catalog.profile import read_profile
from lance_studio.engine.checkpoint import equal_towers, load_codec, load_language, load_vision, loaded_files
from lance_studio.engine.control import Control
from lance_studio.engine.devices import exact_float32, explained_memory_errors, one_thread, pick_device, release_memory
from lance_studio.engine.generate import LoadedModel, generate_answer, generate_visual
from lance_studio.engine.precision import Precision
from lance_studio.engine.preview import PreviewProjector
from lance_studio.engine.results import Answer, Visual
from lance_studio.engine.vae import LatentCodec
from lance_studio.errors import CancelledError, DeviceError
from lance_studio.requests.checks import check_run
from lance_studio.requests.inputs import InputBlock
from lance_studio.requests.tasks import (
    AskImage,
    AskVideo,
    Family,
    Request,
    TextRequest,
    VisualRequest,
    default_family,
)

#: A model of fewer bytes consists of tensors so small that one thread reads them fastest.
_SMALL_BYTES = 256 * 1024 * 1024


class Engine:
    """Lance on one device.

    Both checkpoints may be resident at once; they share the VAE, and the vision tower if theirs are equal. Not
    thread-safe: one thread owns an engine.

    Attributes:
        folder: The model folder.
        profile: What the model says of itself, with its sizes; the official profile if it says nothing.
        device: Where it runs.
        precision: Number format.

    Args:
        root: Model folder in the official layout.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        precision: Number format; bfloat16 as the official code by default.
        elsewhere: Folders of checkpoints that do not lie in the model folder.

    Raises:
        CheckpointError: The folder is not a model folder, or its profile is damaged.
        DeviceError: There is no such device.
    """

    def __init__(
        self, root: Path, *, device: str = "auto", precision: Precision | None = None, elsewhere: Elsewhere = ()
    ) -> None:
        self.folder = open_model_folder(root, elsewhere)
        self.profile = read_profile(self.folder.root)
        self._files = RecordedFiles(self.folder, self.profile)
        self.device = pick_device(device)
        self.precision = precision or Precision()
        self._codec: tuple[LatentCodec, PreviewProjector] | None = None
        self._loaded: dict[Family, LoadedModel] = {}

    def load(self, family: Family) -> LoadedModel:
        """The checkpoint's parts, loaded at the first call.

        Raises:
            CheckpointError: A file is missing, damaged, does not fit, or is not the one that the profile records.
            DeviceError: The device's memory does not suffice.
        """
        if family not in self._loaded:
            with explained_memory_errors(self.device):
                self._loaded[family] = self._load(family)
        return self._loaded[family]

    def _load(self, family: Family) -> LoadedModel:
        files = loaded_files(self.folder, family)
        self._files.check(files)
        size = sum(file.stat().st_size for file in files if file.is_file())
        with one_thread(size < _SMALL_BYTES):
            return self._read(family)

    def _read(self, family: Family) -> LoadedModel:
        # The VAE is stored in float32; converting it first keeps the peak of host memory low.
        if self._codec is None:
            codec = load_codec(self.folder, self.precision, self.device)
            self._codec = (codec, PreviewProjector(codec))
        codec, projector = self._codec
        model, tokenizer = load_language(self.folder, family, self.precision, self.device)
        tower = load_vision(self.folder, family, model.config.hidden_size, self.precision, self.device)
        for other in self._loaded.values():
            if equal_towers(other.tower, tower):
                tower = other.tower
        return LoadedModel(model, tokenizer, tower, codec, projector, self.precision)

    def unload(self, family: Family | None = None) -> None:
        """Forget a checkpoint (all of them and the VAE by default) and free its memory."""
        if family is None:
            self._loaded.clear()
            self._codec = None
        else:
            self._loaded.pop(family, None)
        release_memory(self.device)

    def family_for(self, request: Request) -> Family:
        """The checkpoint that a request runs on: the usual one for its task, else the one that is there."""
        return self.folder.pick_family(default_family(request))

    @overload
    def run(
        self,
        request: VisualRequest,
        inputs: Sequence[InputBlock] = ...,
        control: Control = ...,
        *,
        family: Family | None = ...,
    ) -> Visual: ...
    @overload
    def run(
        self,
        request: TextRequest,
        inputs: Sequence[InputBlock] = ...,
        control: Control = ...,
        *,
        family: Family | None = ...,
    ) -> Answer: ...
    def run(
        self,
        request: Request,
        inputs: Sequence[InputBlock] = (),
        control: Control | None = None,
        *,
        family: Family | None = None,
    ) -> Visual | Answer:
        """Run a request.

        Args:
            request: What to do; checked first.
            inputs: The pictures and clips that it works on, in order; checked too.
            control: Callbacks, cancellation, injected noise.
            family: The checkpoint to use instead of the task's usual one.

        Raises:
            InvalidRequestError: A value is out of range.
            CheckpointError: The checkpoint cannot be loaded.
            DeviceError: The device's memory does not suffice.
            CancelledError: The caller cancelled; the run's memory is free again.
            EngineError: The model gave values that are not finite.
        """
        check_run(request, inputs, self.profile.presets)
        control = control or Control()
        cancelled = False
        try:
            parts = self.load(family or self.family_for(request))
            with explained_memory_errors(self.device), exact_float32(self.device, self.precision.dtype):
                if isinstance(request, (AskImage, AskVideo)):
                    return generate_answer(parts, request, inputs, control, self.profile.presets)
                visual = generate_visual(parts, request, inputs, control, self.profile.presets)
                frames, height, width, _ = visual.frames.shape
                return replace(visual, warnings=visual.warnings + self.profile.warnings(width, height, frames))
        except CancelledError:
            cancelled = True
        except DeviceError:
            release_memory(self.device)
            raise
        # Raised again: the first one's traceback holds the run's tensors.
        assert cancelled
        release_memory(self.device)
        raise CancelledError
