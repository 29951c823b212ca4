"""Reads the site's feed, calendars and sitemap with independent parsers: feeds.py SITE."""

import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path

import feedparser
import icalendar

# https://www.sitemaps.org/protocol.html
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def main() -> None:
    site = Path(sys.argv[1])
    read_feeds(site, sorted(site.rglob("*atom*.xml")))
    read_calendars(sorted(site.rglob("*.ics")))
    read_sitemap(site)


def read_feeds(site: Path, files: list[Path]) -> None:
    check(files, "there is a feed")
    languages = []
    for file in files:
        feed = feedparser.parse(file.read_bytes())
        check(not feed.bozo, f"{file.name} is well formed: {feed.get('bozo_exception')}")
        check(feed.version == "atom10", f"{file.name} is Atom: {feed.version}")
        check(feed.feed.get("title") and feed.feed.get("id") and feed.feed.get("updated_parsed"), "it says what it is")
        check(feed.entries, f"{file.name} has entries")
        identifiers = [entry.id for entry in feed.entries]
        check(len(set(identifiers)) == len(identifiers), "each entry has an identifier of its own")
        for entry in feed.entries:
            check(entry.title and entry.link.startswith("https://") and entry.updated_parsed, f"{entry.id} is whole")
        home = site / urllib.parse.urlsplit(feed.feed.link).path[1:] / "index.html"
        html, path = home.read_text(), file.relative_to(site)
        languages.append(feed.feed.language)
        check(f'<html lang="{feed.feed.language}">' in html, f"{home} is in the language of its feed")
        check(f'type="application/atom+xml" title="{feed.feed.title}" href="/{path}"' in html, f"{home} names {path}")
        print(f"{path}: {len(feed.entries)} entries in {feed.feed.language}")
    check(len(set(languages)) == len(languages), f"there is one feed a language: {languages}")


def read_calendars(files: list[Path]) -> None:
    check(files, "there are calendars")
    for file in files:
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        events = calendar.walk("VEVENT")
        check(not calendar.errors and not any(event.errors for event in events), f"{file} has no errors")
        check(events, f"{file} has events")
        for event in events:
            start, end = event.decoded("dtstart"), event.decoded("dtend")
            check(start.tzinfo and start < end, f"{file}: an event ends after it begins, in a time zone")
            check(event.get("uid") and event.get("summary") and event.get("dtstamp"), f"{file}: an event is whole")
    # The calendars of all languages have the same entries, so that a subscriber to several has no duplicates.
    programmes = {file: uids(file) for file in files if file.name == "programme.ics"}
    check(programmes and len(set(programmes.values())) == 1, f"the programmes have the same entries: {programmes}")
    print(f"{len(files)} calendars, {len(programmes)} of them programmes")


def uids(file: Path) -> tuple[str, ...]:
    return tuple(str(event["uid"]) for event in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def read_sitemap(site: Path) -> None:
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    check(root.tag == f"{SITEMAP}urlset", f"the sitemap is one: {root.tag}")
    addresses = []
    for entry in root:
        # Alternates in other languages are elements of another namespace.
        own = [child.tag.removeprefix(SITEMAP) for child in entry if child.tag.startswith(SITEMAP)]
        check(entry.tag == f"{SITEMAP}url" and own in (["loc"], ["loc", "lastmod"]), f"an address is in order: {own}")
        address = entry.findtext(f"{SITEMAP}loc")
        url = urllib.parse.urlsplit(address)
        check(url.scheme == "https" and url.netloc and not url.fragment, f"{address} is a whole address")
        check((site / urllib.parse.unquote(url.path)[1:] / "index.html").is_file(), f"there is a page at {address}")
        if changed := entry.findtext(f"{SITEMAP}lastmod"):
            datetime.fromisoformat(changed)
        addresses.append(address)
    check(addresses and len(set(addresses)) == len(addresses), "each address is named once")
    check(len(addresses) <= 50_000, "a sitemap has at most 50,000 addresses")
    print(f"sitemap.xml: {len(addresses)} addresses")


def check(holds: object, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILED: {what}")


if __name__ == "__main__":
    main()
