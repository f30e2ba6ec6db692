"""What a gesture asks for may be refused; that is told, never left to Qt's event loop."""

from collections.abc import Callable

from lance_studio.errors import LanceStudioError


def guarded(work: Callable[[], object], tell: Callable[[LanceStudioError], object]) -> None:
    """Do something, and tell why it could not be done.

    Args:
        work: What to do.
        tell: Receives the error that `work` raised, if it is one for people; others are defects and are raised.
    """
    try:
        work()
    except LanceStudioError as error:
        tell(error)
