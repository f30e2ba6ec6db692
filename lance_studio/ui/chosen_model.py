"""The model and the device that jobs run on: what the settings name, found when somebody asks for it first."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.ui.model_watch import ModelWatch
from lance_studio.ui.session import EngineState, Session
from lance_studio.ui.settings import DEVICE, IMAGE_FOLDER, MODEL_FOLDER, VIDEO_FOLDER, Settings

if TYPE_CHECKING:
    from lance_studio.catalog.active import ActiveModel
    from lance_studio.catalog.layout import ModelFolder
    from lance_studio.catalog.profile import ModelProfile
    from lance_studio.requests import ModelChoice

_DEVICES = {"": "auto", "auto": "auto"}
_SHOWN_DEVICES = {"auto": "", "cpu": "CPU", "cuda": "GPU"}


class ChosenModel(QObject):
    """Follows the settings and the model's folder, and tells the session which model there is.

    An error is not remembered longer than its cause: each job looks again, and so does `ModelWatch`.

    Args:
        session: Shows the model and the device.
        settings: Name them.
        parent: Its owner.

    Attributes:
        changed: Another model or device is chosen, or the model has another profile.
        found: There is a model again.
        lost: There is none any more; carries the LanceStudioError that says why.
    """

    changed = Signal()
    found = Signal()
    lost = Signal(object)

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._model: ActiveModel | None = None
        self._error: LanceStudioError | None = None
        self._known = False
        self._watch = ModelWatch(self._find, self)
        self._watch.looked.connect(self._take)
        settings.changed.connect(self._follow)
        session.project_replaced.connect(self._follow_project)

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
        """Return the model and the device as a job names them; looks whether the model is there.

        Raises:
            CheckpointError: There is no model.
        """
        self._look()
        if self._model is None:
            assert self._error is not None
            raise self._error
        return self._chosen(self._model.folder, self._model.folder.stamp())

    @property
    def known(self) -> "ModelChoice | None":
        """The model and the device as they are known, without looking again; None where there is no model."""
        return None if self.model is None else self._chosen(self.model.folder)

    def _chosen(self, folder: "ModelFolder", stamp: str = "") -> "ModelChoice":
        from lance_studio.requests import ModelChoice

        device = self._settings.text(DEVICE)
        places = {family: str(place) for family, place in folder.elsewhere}
        return ModelChoice(
            root=str(folder.root.absolute()),
            device=_DEVICES.get(device, device),
            stamp=stamp,
            image=places.get("image", ""),
            video=places.get("video", ""),
        )

    def _named(self) -> Path | None:
        named = self._settings.text(MODEL_FOLDER)
        return Path(named) if named else None

    def _find(self) -> "ActiveModel":
        from lance_studio.catalog.active import active_model
        from lance_studio.catalog.layout import elsewhere_of

        image, video = self._settings.text(IMAGE_FOLDER), self._settings.text(VIDEO_FOLDER)
        return active_model(self._named(), elsewhere_of(image, video))

    def _look(self) -> None:
        try:
            self._take(self._find())
        except LanceStudioError as error:
            self._take(error)

    def _take(self, looked: "ActiveModel | LanceStudioError") -> None:
        former, known = self._model, self._known
        error = looked if isinstance(looked, LanceStudioError) else None
        self._known, self._error = True, error
        self._model = None if isinstance(looked, LanceStudioError) else looked
        if known and self._model == former:
            return
        self._tell_session()
        QTimer.singleShot(0, self, self._watch_place)
        if not known:
            return
        self.changed.emit()
        if former is None:
            self.found.emit()
        elif error is not None:
            self.lost.emit(error)

    def _tell_session(self) -> None:
        device = self._settings.text(DEVICE) or "auto"
        shown = _SHOWN_DEVICES.get(device.partition(":")[0], device)
        self._session.set_engine(EngineState("" if self._model is None else self._model.profile.name, shown))

    def _follow_project(self) -> None:
        """Without a project nobody waits for a model; the next one may find another than there was."""
        if self._session.project is None:
            self._watch.rest()
        elif self._known:
            self._watch_place()
            self._watch.look()

    def _watch_place(self) -> None:
        if self._session.project is None:
            return
        from lance_studio.catalog.active import active_place

        with contextlib.suppress(LanceStudioError):
            self._watch.follow(active_place(self._named()).root, self._model)

    def _follow(self, key: str) -> None:
        if key in (MODEL_FOLDER, IMAGE_FOLDER, VIDEO_FOLDER, DEVICE):
            self._known = False
            self._look()
            self.changed.emit()
