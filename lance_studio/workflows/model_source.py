"""Which model jobs run on, and how: a value for scripts and commands; the window has one that follows its settings."""

from functools import cached_property
from pathlib import Path
from typing import Protocol

import msgspec

from lance_studio.catalog.active import ActiveModel, active_model
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import CheckpointError
from lance_studio.requests import Family, ModelChoice, PrecisionName


class ModelSource(Protocol):
    """Says which model jobs run on now."""

    @property
    def profile(self) -> ModelProfile:
        """What the model says of itself."""
        ...

    @property
    def known(self) -> ModelChoice | None:
        """The model and the device as they are known, without looking at the disk again; None where there is none."""
        ...

    def choice(self) -> ModelChoice:
        """Look for the model, and return it and the device; raises CheckpointError where there is no model."""
        ...


class ModelAt:
    """The model in a folder, looked for when somebody asks for it first: what needs no model works without one.

    Args:
        folder: The folder; None for the installed model, else the embedded one.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        precision: Number format; None for what suits the device.
        checkpoint: The checkpoint to use instead of the task's usual one.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        device: str = "auto",
        precision: PrecisionName | None = None,
        checkpoint: Family | None = None,
    ) -> None:
        self._folder, self._device = folder, device
        self._precision: PrecisionName | None = precision
        self._checkpoint: Family | None = checkpoint

    @cached_property
    def active(self) -> ActiveModel:
        """The folder and what the model says of itself; raises CheckpointError where there is none."""
        return active_model(self._folder)

    @property
    def profile(self) -> ModelProfile:
        """What the model says of itself; raises CheckpointError where there is none."""
        return self.active.profile

    def choice(self) -> ModelChoice:
        """Return the model and how it runs; raises CheckpointError where there is none."""
        # A folder may have gone, come back or been changed since the last job.
        self.__dict__.pop("active", None)
        return msgspec.structs.replace(self._chosen(), stamp=self.active.folder.stamp())

    @property
    def known(self) -> ModelChoice | None:
        """The model and how it runs, without the stamp of its files; None where there is none."""
        try:
            return self._chosen()
        except CheckpointError:
            return None

    def _chosen(self) -> ModelChoice:
        return ModelChoice(
            root=str(self.active.folder.root.absolute()),
            device=self._device,
            precision=self._precision,
            checkpoint=self._checkpoint,
        )
