"""A guard against a defect of PySide6 6.12 on Python 3.11.

The methods of that PySide6 that return nothing hand out `None` without counting the reference, and signals do the same
with `True` and `False`: it was built for Pythons (3.12 and newer) in which these objects are never counted. On Python
3.11 each call therefore lowers their count by one, and the process dies after some thousand calls, when it is zero.
"""

import ctypes
import sys

_IMMORTAL_SINCE = (3, 12)
# So many calls are out of reach: at a million a second, twelve days.
_MARGIN = 2**40


def protect_singletons() -> None:
    """Raise the counts of `None`, `True`, `False` and `NotImplemented` out of reach, where Python counts them.

    Must come before the first use of Qt; doing it again does no harm.
    """
    if sys.version_info >= _IMMORTAL_SINCE or sys.implementation.name != "cpython":
        return
    for singleton in (None, True, False, NotImplemented):
        if sys.getrefcount(singleton) > _MARGIN // 2:
            continue
        # The count is the first field of every object of CPython.
        count = ctypes.c_ssize_t.from_address(id(singleton))
        count.value += _MARGIN
