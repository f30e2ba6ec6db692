"""Recognises that the memory is full, in whatever words a library says so: a sound file must not be called damaged."""

import errno
from pathlib import Path

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr

_MEMORY_FACTS = Path("/proc/meminfo")
_WORDS = tuple(  # English: what libraries say
    """
cannot allocate memory
can't allocate memory
unable to allocate
out of memory
not enough memory
std::bad_alloc
memory allocation of
could not create a primitive
status_alloc_failed
hip out of memory
""".strip().splitlines()
)


def is_memory_shortage(error: BaseException) -> bool:
    """Tell whether an exception, or what led to it, says that there is too little memory.

    Args:
        error: What was raised by Python, numpy, Pillow, FFmpeg, SQLite, safetensors or torch.
    """
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        if isinstance(each, MemoryError) or (isinstance(each, OSError) and each.errno == errno.ENOMEM):
            return True
        if not isinstance(each, LanceStudioError) and any(words in str(each).lower() for words in _WORDS):
            return True
        each = each.__cause__ or each.__context__
    return False


def memory_endings() -> int:
    """Return how many processes the system has ended for want of memory since it started; 0 where it does not say."""
    try:
        lines = Path("/proc/vmstat").read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
    except (OSError, ValueError):
        return 0


def available_bytes() -> int:
    """Return how much memory programs can have without pushing others out; 0 where the system does not tell."""
    try:
        for line in _MEMORY_FACTS.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except (OSError, ValueError, IndexError):
        pass
    return 0


def too_little_memory(subject: str, error: type[LanceStudioError] = LanceStudioError) -> LanceStudioError:
    """Say that something needs more memory than there is.

    Args:
        subject: What was read or made, as in "to read 'a.png'".
        error: The kind of error to return.

    Returns:
        The error to raise.
    """
    cause = tr("There is too little memory to read {subject}.", subject=subject)
    return error(cause, tr("Close other programs, or use a smaller file."))
