"""Tests of `infra/deploy mail` against a DNS server on this machine.

    PYTHONPATH=infra target/ci/infra/bin/python -m unittest infra/tests/mails.py
"""

import socket
import threading
import unittest
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
from deployment import mail
from deployment.mail import MISSING, PRESENT, UNKNOWN, WRONG
from deployment.settings import Settings

TOKEN = "a1b2"

# The records of a domain whose mails arrive.
COMPLETE = {
    f"{TOKEN}._domainkey.club.example.": {"CNAME": [f"{TOKEN}.dkim.amazonses.com."]},
    "bounce.club.example.": {
        "MX": ["10 feedback-smtp.eu-west-3.amazonses.com."],
        "TXT": ['"v=spf1 include:amazonses.com ~all"', '"another-service=1"'],
    },
    # A long text comes in several pieces.
    "_dmarc.club.example.": {"TXT": ['"v=DMARC1; p=quarantine; " "rua=mailto:dmarc@club.example"']},
}

Zone = dict[str, dict[str, list[str]]]


class Server(threading.Thread):
    """A name server with these records, on a free port. Names that begin with `broken` make it fail."""

    def __init__(self, zone: Zone):
        super().__init__(daemon=True)
        self.zone = zone
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                query, client = self._socket.recvfrom(4096)
            except OSError:
                return
            self._socket.sendto(self.answer(dns.message.from_wire(query)).to_wire(), client)

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        question = query.question[0]
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        if name.startswith("broken"):
            response.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.zone:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif values := self.zone[name].get(kind):
            response.answer.append(dns.rrset.from_text_list(question.name, 300, "IN", kind, values))
        return response

    def close(self) -> None:
        self._socket.close()


class Ses:
    """What SES answers about an account that may send and a domain."""

    def __init__(self, bounce_domain: str = "bounce.club.example", verified: bool = True):
        self._bounce_domain = bounce_domain
        self._verified = verified

    def client(self, _: str) -> "Ses":
        return self

    def get_account(self) -> dict[str, Any]:
        return {"ProductionAccessEnabled": True, "SendingEnabled": True}

    def get_email_identity(self, **_: str) -> dict[str, Any]:
        return {
            "VerifiedForSendingStatus": self._verified,
            "DkimAttributes": {"Tokens": [TOKEN]},
            "MailFromAttributes": {"MailFromDomain": self._bounce_domain, "MailFromDomainStatus": "SUCCESS"},
        }


class Mails(unittest.TestCase):
    settings = Settings("eu-west-3", "inscriptions@club.example")

    def check(self, zone: Zone, ses: Ses | None = None, settings: Settings | None = None) -> mail.Findings:
        server = Server(zone)
        server.start()
        self.addCleanup(server.close)
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
        return mail.check(ses or Ses(), settings or self.settings, mail.lookup_by(resolver))

    def states(self, zone: Zone, ses: Ses | None = None) -> list[str]:
        return [one.state for one in self.check(zone, ses).records]

    def test_complete_records_are_recognised(self) -> None:
        found = self.check(COMPLETE)
        self.assertEqual([one.state for one in found.records], 4 * [PRESENT])
        self.assertTrue(found.is_complete)
        self.assertTrue(found.as_text().endswith("\nMails can arrive."))

    def test_records_that_ses_has_not_seen_are_not_enough(self) -> None:
        found = self.check(COMPLETE, Ses(verified=False))
        self.assertFalse(found.is_complete)
        note, conclusion = found.as_text().splitlines()[-2:]
        self.assertIn("SES has not seen the records", note)
        self.assertEqual(conclusion, "Every record is there.")

    def test_missing_records_are_printed_as_they_are_typed(self) -> None:
        found = self.check({})
        self.assertFalse(found.is_complete)
        expected = [
            "missing  a1b2._domainkey.club.example CNAME a1b2.dkim.amazonses.com",
            "missing  bounce.club.example MX 10 feedback-smtp.eu-west-3.amazonses.com",
            'missing  bounce.club.example TXT "v=spf1 include:amazonses.com ~all"',
            'missing  _dmarc.club.example TXT "v=DMARC1; p=none"',
            "Add or correct these records where your DNS is.",
        ]
        self.assertEqual(found.as_text().splitlines(), expected)
        record = found.as_json()["records"][1]
        self.assertEqual((record["name"], record["type"], record["state"]), ("bounce.club.example", "MX", "missing"))

    def test_each_wrong_record_is_shown_with_what_is_there(self) -> None:
        name, bounce = f"{TOKEN}._domainkey.club.example.", "bounce.club.example."
        mx, spf = COMPLETE[bounce]["MX"], COMPLETE[bounce]["TXT"]
        wrong = [
            (0, {name: {"CNAME": ["other.example."]}}, WRONG),
            # The type of the record is another one.
            (0, {name: {"TXT": ['"a1b2.dkim.amazonses.com"']}}, MISSING),
            (1, {bounce: {"MX": [*mx, "20 mail.club.example."], "TXT": spf}}, WRONG),
            (2, {bounce: {"MX": mx, "TXT": ['"v=spf1 -all"']}}, WRONG),
            (2, {bounce: {"MX": mx, "TXT": [*spf, '"v=spf1 mx"']}}, WRONG),
            (2, {bounce: {"MX": mx, "TXT": ['"another-service=1"']}}, MISSING),
            (3, {"_dmarc.club.example.": {"TXT": ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}}, WRONG),
        ]
        for place, records, state in wrong:
            states = self.states(COMPLETE | records)
            self.assertEqual(states[place], state, records)
            self.assertEqual(states[:place] + states[place + 1 :], 3 * [PRESENT], records)
        text = self.check(COMPLETE | {name: {"CNAME": ["other.example."]}}).as_text()
        self.assertIn("found other.example\n", text)

    def test_the_policy_of_a_domain_above_counts(self) -> None:
        sender = Settings("eu-west-3", "a@lists.club.example")
        found = self.check(COMPLETE, settings=sender)
        self.assertEqual((found.records[3].record.name, found.records[3].state), ("_dmarc.club.example", PRESENT))
        found = self.check({}, settings=sender)
        self.assertEqual(found.records[3].record.name, "_dmarc.lists.club.example")

    def test_a_name_server_that_fails_is_not_a_missing_record(self) -> None:
        found = self.check(COMPLETE, Ses("broken.club.example"))
        self.assertEqual([one.state for one in found.records], [PRESENT, UNKNOWN, UNKNOWN, PRESENT])
        self.assertFalse(found.is_complete)
        self.assertIn("DNS does not answer", found.as_text())


if __name__ == "__main__":
    unittest.main()
