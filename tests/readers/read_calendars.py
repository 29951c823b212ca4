"""Reads calendar files with `icalendar` (PyPI) and reports differences from the expected content.

Usage: read_calendars.py FOLDER, with pairs of NAME.ics and NAME.json as `tests/suite/calendar.rs` keeps them. Times are read
twice: in the zone that the system knows by the file's TZID, and by the rules that stand in the file's own VTIMEZONE.
"""

import json
import sys
from datetime import timezone
from pathlib import Path

from icalendar import Calendar


def instant(moment, zone):
    """Seconds since 1970 of a wall-clock time in a zone."""
    return int(moment.replace(tzinfo=zone).astimezone(timezone.utc).timestamp())


def found(calendar):
    (written,) = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    own_rules = written.to_tz(lookup_tzid=False)
    events = []
    for event in calendar.walk("VEVENT"):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        assert event["DTSTART"].params["TZID"] == written["TZID"], "the zone is in the file"
        for moment in (start, end):
            known, ruled = int(moment.timestamp()), instant(moment, own_rules)
            assert known == ruled, f"{moment}: VTIMEZONE says {ruled}, the system {known}"
        for name in ("DTSTAMP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "ORGANIZER"):
            assert event.get(name), f"{name} is there"
        events.append(
            {
                "uid": str(event["UID"]),
                "sequence": int(event["SEQUENCE"]),
                "status": str(event["STATUS"]),
                "start": int(start.timestamp()),
                "end": int(end.timestamp()),
            }
        )
    return events


def check(path):
    data = path.read_bytes()
    calendar = Calendar.from_ical(data)
    broken = [error for part in calendar.walk() for error in part.errors]
    assert not broken, f"properties that cannot be read: {broken}"
    for name, value in (("VERSION", "2.0"), ("METHOD", "PUBLISH"), ("CALSCALE", "GREGORIAN")):
        assert calendar[name] == value, name
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines of at most 75 octets"
    assert b"\n" not in data.replace(b"\r\n", b""), "lines end with CR and LF"
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    events = found(calendar)
    assert events == expected, f"found {events}, not {expected}"


def main():
    paths = sorted(Path(sys.argv[1]).glob("*.ics"))
    assert paths, "there are files to read"
    for path in paths:
        try:
            check(path)
        except Exception as error:
            sys.exit(f"{path}: {error!r}")
    print(f"icalendar reads {len(paths)} files as expected")


main()
