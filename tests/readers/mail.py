"""Reads the mails that the test suite wrote (target/mails/*.eml) with an independent parser: Python's own `email`.

    cargo test -p tests --test suite -- mail::message && python3 tests/readers/mail.py target/mails
"""

import email
import html.parser
import pathlib
import re
import sys
from email import policy
from email.utils import parsedate_to_datetime

# One of each kind, a notice to eight recipients, a scheduled mail to seven, three for another address, and another room to four.
EXPECTED = 14 + 8 + 7 + 3 + 4
HEADERS = [
    "message-id", "references", "date", "from", "to", "reply-to", "subject", "auto-submitted",
    "x-auto-response-suppress", "content-language", "mime-version", "content-type",
]
# The site, the organiser, and the video conference of participants.
KNOWN = ("https://club.example/", "mailto:", "https://visio.example/")
VOID = {"meta", "br", "base", "link", "img", "hr"}


class Structure(html.parser.HTMLParser):
    """Checks that elements are closed in order, and collects their links."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.foreign = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name == "href":
                self.links.append(value)
            if name in ("src", "srcset", "background"):
                self.foreign.append(value)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes something else"


def check(path):
    raw = path.read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b""), "lines end with CRLF (RFC 5322)"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998, "no line is longer than RFC 5322 allows"
    message = email.message_from_bytes(raw, policy=policy.default)
    assert not message.defects, message.defects
    assert [name.lower() for name in message.keys()] == HEADERS, message.keys()
    for name, value in message.items():
        assert not getattr(value, "defects", None), (name, value.defects)
        assert "\n" not in value and "\r" not in value, name
    parsedate_to_datetime(message["Date"])
    assert len(message["To"].addresses) == 1
    assert message["To"].addresses[0].domain in ("office.example", "elsewhere.example")
    assert message["From"].addresses[0].addr_spec == "ateliers@club.example"
    assert message["From"].addresses[0].display_name == "Les ateliers du club"
    assert re.fullmatch(r"<[0-9a-f]{32}@club\.example>", message["Message-ID"].strip())
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert "proximité" in message["Subject"] or "salle" in message["Subject"], message["Subject"]

    text, formatted = message.get_body(("plain",)), message.get_body(("html",))
    for part in (text, formatted):
        assert not part.defects, part.defects
        assert part.get_content_charset() == "utf-8", part["Content-Type"]
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
    plain, rich = text.get_content(), formatted.get_content()
    long = [line for line in plain.splitlines() if len(line) > 72 and "https://" not in line]
    assert not long, long
    assert "\n-- \n" in plain.replace("\r\n", "\n"), "the signature is one"

    structure = Structure()
    structure.feed(rich)
    assert not structure.open, structure.open
    assert not structure.foreign, "nothing is loaded from anywhere"
    assert all(link.startswith(KNOWN) for link in structure.links), structure.links
    # The text version contains every link of the HTML version.
    for link in structure.links:
        assert link.removeprefix("mailto:") in plain, link
    return message["Message-ID"]


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.eml"))
    assert len(paths) == EXPECTED, f"{len(paths)} mails, not {EXPECTED}"
    identifiers = set()
    for path in paths:
        try:
            identifiers.add(check(path))
        except AssertionError as error:
            sys.exit(f"{path}: {error}")
    assert len(identifiers) == EXPECTED, "each mail is identified"
    print(f"{len(paths)} mails read")


main()
