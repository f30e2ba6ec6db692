"""Opens the windows of the help menu, one of each kind at most."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from lance_studio.language import tr
from lance_studio.ui.background import Background
from lance_studio.ui.help.abilities import Example, request_for, sections
from lance_studio.ui.help.licences import find_licences
from lance_studio.ui.help.report import collect
from lance_studio.ui.help.windows import AbilitiesWindow, HelpWindow, LicencesWindow, VersionWindow
from lance_studio.ui.studio import Studio


def install(studio: Studio, window: QWidget) -> "Help":
    """Let the actions of the help menu open their windows.

    Args:
        studio: The shared parts of the window.
        window: Parent of the windows.
    """
    return Help(studio, window)


class Help(QObject):
    """Knows which windows are open, and what they show."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio, self._window = studio, window
        self._background = Background(self)
        self._open: dict[str, HelpWindow] = {}
        studio.actions.register("help.abilities", self._show_abilities)
        studio.actions.register("help.licences", self._show_licences)
        studio.actions.register("help.about", self._show_version)
        studio.work.model_changed.connect(self._follow_model)
        studio.session.engine_changed.connect(lambda _state: self._name_model())
        self._name_model()

    def _name_model(self) -> None:
        """Name the model in the menu, as soon as somebody has found out which one there is."""
        name = self._studio.session.engine.model
        text = tr("What {name} can do", name=name) if name else tr("What the model can do")
        self._studio.actions.set_text("help.abilities", text)

    def _follow_model(self) -> None:
        self._name_model()
        opened = self._open.get("abilities")
        if isinstance(opened, AbilitiesWindow):
            self._fill_abilities(opened)

    # --- what the model can do ---------------------------------------------------------------------------------

    def _show_abilities(self) -> None:
        if self._bring("abilities"):
            return
        made = AbilitiesWindow(self._window)
        made.tried.connect(self._try)
        self._fill_abilities(made)
        self._show(made)

    def _fill_abilities(self, opened: AbilitiesWindow) -> None:
        profile = self._studio.work.profile
        opened.show_model(profile.name, sections(profile))

    def _try(self, example: Example) -> None:
        session = self._studio.session
        if session.project is None:
            self._studio.actions.trigger("file.new")
        if session.project is not None:
            session.request_prompt(request_for(example, session.node_id))
            self._window.activateWindow()

    # --- licences, version -------------------------------------------------------------------------------------

    def _show_licences(self) -> None:
        if self._bring("licences"):
            return
        made = LicencesWindow(self._window)
        self._show(made)
        self._background.start(find_licences, lambda found: self._give(made, found))

    def _give(self, made: LicencesWindow, found: tuple[object, ...]) -> None:
        if self._open.get("licences") is made:
            made.show_licences(found)  # type: ignore[arg-type]

    def _show_version(self) -> None:
        if self._bring("version"):
            return
        actions, engine = self._studio.actions, self._studio.session.engine
        made = VersionWindow(
            self._window,
            lambda: actions.trigger("help.copy_log"),
            lambda: actions.trigger("help.open_log_folder"),
        )
        self._show(made)

        def done(facts: tuple[tuple[str, str], ...]) -> None:
            if self._open.get("version") is made:
                made.show_facts(facts)

        self._background.start(lambda: collect(engine.device, engine.model), done)

    # --- windows -----------------------------------------------------------------------------------------------

    def _bring(self, name: str) -> bool:
        """Bring a window to the front, if it is open."""
        opened = self._open.get(name)
        if opened is not None:
            opened.activateWindow()
        return opened is not None

    def _show(self, made: HelpWindow) -> None:
        name = made.objectName()
        self._open[name] = made
        made.finished.connect(lambda _result: self._open.pop(name, None))
        made.show()
