"""How long ago something was made, in few letters."""

import datetime

from lance_studio.language import tr

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def ago(created: str, now: datetime.datetime) -> str:
    """Return for example "now", "5 min", "3 h" or "2 d"; the day for what is older than a week; nothing if unknown.

    Args:
        created: ISO text with its offset from UTC.
        now: With its time zone, in which days are told.
    """
    try:
        then = datetime.datetime.fromisoformat(created)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=datetime.UTC)
    seconds = (now - then).total_seconds()
    if seconds < _MINUTE:
        return tr("now", context="how long ago")
    if seconds < _HOUR:
        return tr("{minutes} min", context="how long ago", minutes=int(seconds // _MINUTE))
    if seconds < _DAY:
        return tr("{hours} h", context="how long ago", hours=int(seconds // _HOUR))
    if seconds < 7 * _DAY:
        return tr("{days} d", context="how long ago", days=int(seconds // _DAY))
    return then.astimezone(now.tzinfo).date().isoformat()


def moment_of(created: str) -> str:
    """Return the day and the time in this machine's time zone; nothing if unknown."""
    try:
        then = datetime.datetime.fromisoformat(created)
    except ValueError:
        return ""
    return f"{then.astimezone():%Y-%m-%d %H:%M}"
