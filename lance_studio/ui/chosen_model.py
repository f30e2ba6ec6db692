"""The model and the device that jobs run on: what the settings name, found when somebody asks for it first."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.ui.session import EngineState, Session
from lance_studio.ui.settings import DEVICE, MODEL_FOLDER, Settings

if TYPE_CHECKING:
    from lance_studio.catalog.active import ActiveModel
    from lance_studio.catalog.profile import ModelProfile
    from lance_studio.requests import ModelChoice

_DEVICES = {"": "auto", "auto": "auto"}
_SHOWN_DEVICES = {"auto": "", "cpu": "CPU", "cuda": "GPU"}


class ChosenModel(QObject):
    """Follows the settings, and tells the session which model there is.

    Args:
        session: Shows the model and the device.
        settings: Name them.
        parent: Its owner.

    Attributes:
        changed: Another model or device is chosen.
    """

    changed = Signal()

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._model: ActiveModel | None = None
        self._error: LanceStudioError | None = None
        self._known = False
        settings.changed.connect(self._follow)

    @property
    def model(self) -> "ActiveModel | None":
        """The model; None where there is none."""
        if not self._known:
            self._look()
        return self._model

    @property
    def profile(self) -> "ModelProfile":
        """What the model says of itself; the official profile where there is no model."""
        from lance_studio.catalog.profile import OFFICIAL

        model = self.model
        return OFFICIAL if model is None else model.profile

    @property
    def error(self) -> LanceStudioError | None:
        """Why there is no model."""
        return None if self.model is not None else self._error

    def choice(self) -> "ModelChoice":
        """Return the model and the device as a job names them.

        Raises:
            CheckpointError: There is no model.
        """
        from lance_studio.requests import ModelChoice

        model = self.model
        if model is None:
            assert self._error is not None
            raise self._error
        device = self._settings.text(DEVICE)
        return ModelChoice(root=str(model.folder.root.absolute()), device=_DEVICES.get(device, device))

    def _look(self) -> None:
        from lance_studio.catalog.active import active_model

        self._known, self._model, self._error = True, None, None
        named = self._settings.text(MODEL_FOLDER)
        try:
            self._model = active_model(Path(named) if named else None)
        except LanceStudioError as error:
            self._error = error
        device = self._settings.text(DEVICE) or "auto"
        shown = _SHOWN_DEVICES.get(device.partition(":")[0], device)
        self._session.set_engine(EngineState("" if self._model is None else self._model.profile.name, shown))

    def _follow(self, key: str) -> None:
        if key in (MODEL_FOLDER, DEVICE):
            self._look()
            self.changed.emit()
