"""Whether mails arrive: the DNS records by which other servers recognise them, and the state of SES.

DKIM is a signature by the domain of `mail_from`. SPF is a list of the servers that may send for the domain to which mails are
returned, which is the bounce domain. DMARC is what other servers do with mails that pass neither for the domain of `mail_from`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import dns.exception
import dns.resolver
from botocore.exceptions import BotoCoreError, ClientError

from deployment import account
from deployment.record import Record
from deployment.report import MISUSED, DeployError
from deployment.settings import Settings

# Seconds to wait for an answer of DNS.
PATIENCE = 5.0

# The states of a record.
PRESENT, MISSING, WRONG, UNKNOWN = "present", "missing", "wrong", "unknown"

# Asks DNS for the values of a name and a type; none if there are none. Raises a NotAnswered otherwise.
Lookup = Callable[[str, str], list[str]]


class NotAnswered(Exception):
    """DNS did not answer, so a record may be there or not."""


@dataclass(frozen=True)
class Finding:
    """A record that should be there, what DNS has in its place, and why that is wrong."""

    record: Record
    state: str
    found: list[str]
    advice: str = ""


@dataclass(frozen=True)
class Findings:
    """The state of mails."""

    records: list[Finding]
    notices: list[str]

    @property
    def is_complete(self) -> bool:
        return not self.notices and all(one.state == PRESENT for one in self.records)

    def _conclusion(self) -> str:
        if any(one.state != PRESENT for one in self.records):
            return "Add or correct these records where your DNS is."
        return "Mails can arrive." if self.is_complete else "Every record is there."

    def as_json(self) -> dict[str, Any]:
        records = [
            {**vars(one.record), "state": one.state, "found": one.found, "advice": one.advice} for one in self.records
        ]
        return {"records": records, "notices": self.notices}

    def as_text(self) -> str:
        lines = []
        for one in self.records:
            lines.append(f"{one.state:8} {one.record}")
            if one.state == WRONG:
                lines += [f"{'found':>16} {value}" for value in one.found]
            if one.advice:
                lines.append(f"{'':8} {one.advice}")
        lines += [f"note: {notice}" for notice in self.notices]
        lines.append(self._conclusion())
        return "\n".join(lines)


def check(session: Any, settings: Settings, lookup: Lookup) -> Findings:
    """Compares DNS and SES with what mails need.

    Raises a DeployError if SES cannot be read.
    """
    domain, ses = settings.mail_domain, session.client("sesv2")
    try:
        state, identity = ses.get_account(), ses.get_email_identity(EmailIdentity=domain)
    except ses.exceptions.NotFoundException:
        raise DeployError(f"SES does not know {domain} yet; run `infra/deploy` first", MISUSED) from None
    except (BotoCoreError, ClientError) as error:
        raise DeployError(f"cannot read the state of {domain} in SES: {error}") from error
    bounces, spf = account.bounce_records(settings, identity)
    records = [
        *(of_dkim(record, lookup) for record in account.dkim_records(domain, identity)),
        of_bounces(bounces, lookup),
        of_spf(spf, lookup),
        of_dmarc(domain, lookup),
    ]
    notices = account.missing_in_ses(settings, state, identity)
    if not identity.get("VerifiedForSendingStatus", False):
        notices.append(f"SES has not seen the records of {domain} yet, and sends nothing before; it looks again for 72 hours")
    return Findings(records, notices)


def of_dkim(record: Record, lookup: Lookup) -> Finding:
    return judged(record, lookup, lambda found: "" if record.value in found else "another value is there")


def of_bounces(record: Record, lookup: Lookup) -> Finding:
    """SES accepts a bounce domain only if this is its only MX record."""
    return judged(record, lookup, lambda found: "" if found == [record.value] else "it must be the only MX record of this name")


def of_spf(record: Record, lookup: Lookup) -> Finding:
    def problem(found: list[str]) -> str:
        policies = [value for value in found if value.lower().startswith('"v=spf1')]
        if len(policies) > 1:
            return "a name with two records for SPF fails; keep one"
        if not policies:
            return MISSING
        return "" if "include:amazonses.com" in policies[0].lower().split() else "it must include `include:amazonses.com`"

    return judged(record, lookup, problem)


def of_dmarc(domain: str, lookup: Lookup) -> Finding:
    """Looks for a policy at the domain and those above it, of which the nearest counts."""
    labels = domain.split(".")
    domains = (".".join(labels[start:]) for start in range(max(len(labels) - 1, 1)))
    records = (Record(f"_dmarc.{one}", "TXT", '"v=DMARC1; p=none"') for one in domains)
    findings = (judged(record, lookup, dmarc_problem) for record in records)
    own = next(findings)
    return next((finding for finding in chain([own], findings) if finding.state != MISSING), own)


def dmarc_problem(found: list[str]) -> str:
    policies = [value for value in found if value.lower().startswith('"v=dmarc1')]
    if not policies:
        return MISSING
    return "a name with two records for DMARC has none; keep one" if len(policies) > 1 else ""


def judged(record: Record, lookup: Lookup, problem: Callable[[list[str]], str]) -> Finding:
    """Looks a record up. `problem` returns what is wrong with the values, MISSING if none is of its kind, or nothing."""
    try:
        found = lookup(record.name, record.type)
    except NotAnswered as error:
        return Finding(record, UNKNOWN, [], f"DNS does not answer: {error}")
    what = problem(found) if found else MISSING
    if what == MISSING:
        return Finding(record, MISSING, found)
    if what:
        return Finding(record, WRONG, found, what)
    # The value may differ where that is allowed, such as in a stricter policy.
    return Finding(record, PRESENT, found)


def resolver() -> dns.resolver.Resolver:
    """Returns a client of the machine's own name servers.

    Raises a DeployError if the machine has none.
    """
    try:
        return dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration as error:
        raise DeployError(f"this machine has no name servers: {error}") from error


def lookup_by(resolver: dns.resolver.Resolver) -> Lookup:
    def lookup(name: str, type: str) -> list[str]:
        try:
            answer = resolver.resolve(name, type, lifetime=PATIENCE, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NotAnswered(str(error)) from error
        return sorted(as_typed(data) for data in answer)

    return lookup


def as_typed(data: Any) -> str:
    """Returns the value of a record in the form of `Record`: long texts in one piece, names without their last dot."""
    strings = getattr(data, "strings", None)
    if strings is not None:
        return f'"{b"".join(strings).decode(errors="replace")}"'
    return str(data.to_text()).rstrip(".").lower()
