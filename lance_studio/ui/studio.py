"""What every panel is given: the parts of the window that panels share."""

import functools
from dataclasses import dataclass, field

from lance_studio.ui.actions.registry import Actions
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.file_places import FilePlaces
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.media_facts import MediaFactsReader
from lance_studio.ui.queue_controller import QueueController
from lance_studio.ui.recent_projects import RecentProjects
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings


@dataclass(frozen=True)
class Studio:
    """The shared parts of one window.

    Attributes:
        session: The open project, what is selected, what the engine does.
        bus: What changed in the project.
        actions: The actions of menus, keys and buttons.
        settings: The user's settings.
        engine: The queue of the open project; None in tests that need none.
        work: What panels ask of the model.
    """

    session: Session
    bus: ChangeBus
    actions: Actions
    settings: Settings
    engine: QueueController | None = None
    work: GenerationService = field(kw_only=True)

    @functools.cached_property
    def places(self) -> FilePlaces:
        """Where the questions for files begin."""
        return FilePlaces(self.session, self.settings)

    @functools.cached_property
    def facts(self) -> MediaFactsReader:
        """What is known of the files of media."""
        return MediaFactsReader(self.session)

    @functools.cached_property
    def recent(self) -> RecentProjects:
        """The projects that were open last."""
        return RecentProjects(self.settings)
