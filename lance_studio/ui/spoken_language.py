"""Chooses the window's language, for the studio's own texts and for Qt's, such as the buttons of its dialogs."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from lance_studio.language import ENGLISH, LANGUAGES, SYSTEM, best_language, current_language, use_language
from lance_studio.ui.settings import LANGUAGE, Settings

_NAME = "qt.translator"


def speak(application: QCoreApplication, settings: Settings) -> None:
    """Speak the language that the user chose from now on; before any panel is made, because texts are not made again.

    Args:
        application: Gets Qt's own translations.
        settings: The user's.
    """
    use_language(wanted_language(settings))
    former = application.findChild(QTranslator, _NAME)
    if former is not None:
        application.removeTranslator(former)
        former.setParent(None)
    if current_language() == ENGLISH:
        return
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # Without it Qt's own buttons are English, and everything else is as it should be.
    if translator.load(f"qtbase_{current_language()}", folder):
        application.installTranslator(translator)


def wanted_language(settings: Settings) -> str:
    """Return the language that the user chose, or else the best that comes along for the system's."""
    chosen = settings.text(LANGUAGE, SYSTEM)
    return chosen if chosen in dict(LANGUAGES) else best_language(QLocale.system().uiLanguages())
