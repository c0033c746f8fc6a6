"""The clock tool."""

from datetime import datetime, tzinfo
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from backend.agents.tools.tool import Tool, ToolArguments, ToolContext, ToolError

# By hand, for the names of the system's locale would change the answer from machine to machine.
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class ClockArguments(ToolArguments):
    """Where the time is asked for."""

    zone: Annotated[
        str | None,
        Field(
            description="an IANA time zone such as Asia/Tokyo, or its city; omit it for this machine's", max_length=60
        ),
    ] = None


def tell_time(arguments: ClockArguments, context: ToolContext) -> str:
    """Say time, weekday, date and zone in one sentence."""
    if arguments.zone is None or not arguments.zone.strip():
        local = context.now().astimezone()
        return _sentence(local, local.tzname() or "local time")
    zone, name = _find_zone(arguments.zone.strip())
    return _sentence(context.now().astimezone(zone), name)


def _sentence(moment: datetime, zone: str) -> str:
    offset = moment.strftime("%z")
    place = zone if zone == "UTC" else f"{zone}, UTC{offset[:3]}:{offset[3:5]}"
    date = f"{_WEEKDAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"It is {moment:%H:%M:%S} on {date} ({place})."


def _find_zone(wanted: str) -> tuple[tzinfo, str]:
    known = available_timezones()
    if not known:
        raise ToolError("This machine has no time zone data, so only its own time can be told.")
    key = wanted.replace(" ", "_").casefold()
    by_city = sorted(one for one in known if one.casefold() == key or one.rpartition("/")[2].casefold() == key)
    # Where a city is known twice, the name under its continent wins over the old aliases.
    best = next((one for one in by_city if not one.startswith(("Etc/", "US/", "SystemV/"))), None)
    if best is None:
        raise ToolError(f"There is no time zone “{wanted}”. Use an IANA name such as Europe/Berlin or Asia/Tokyo.")
    return ZoneInfo(best), best


CLOCK = Tool(
    name="clock",
    summary="Tells the time and the date, here or elsewhere.",
    details="The weekday and the distance from UTC are told too.",
    arguments=ClockArguments,
    run=tell_time,
    time_limit_seconds=5.0,
)
