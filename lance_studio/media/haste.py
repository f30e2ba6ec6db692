"""How much of a film may be left out so that playing keeps up; imports nothing, because the window asks as well."""

from enum import IntEnum


class Haste(IntEnum):
    """What playing leaves out, from nothing to nearly everything."""

    NONE = 0
    """Every frame is decoded and shown."""
    SKIP_UNREFERENCED = 1
    """Frames that no other one needs are not decoded; what is decoded is shown, even if it is a little late."""
    KEYS = 2
    """Only frames from which decoding can start are decoded, where the next one is not too far."""
