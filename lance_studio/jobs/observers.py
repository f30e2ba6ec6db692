"""Functions that are told of something, each in spite of the others' defects."""

import sys
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Observers(Generic[T]):
    """Tells every one of its functions; belongs to one thread."""

    def __init__(self) -> None:
        self._observers: list[Callable[[T], None]] = []

    def add(self, observer: Callable[[T], None]) -> Callable[[], None]:
        """Tell a function from now on; call what is returned to end that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def tell(self, news: T) -> None:
        """Tell all of them. One that raises keeps none of the others from hearing; its error is shown as a defect."""
        for observer in tuple(self._observers):
            try:
                observer(news)
            except Exception as error:
                show_defect(error)


def show_defect(error: BaseException) -> None:
    """Show an error that is a defect of ours the way Python shows one that nobody caught, and go on."""
    sys.excepthook(type(error), error, error.__traceback__)
