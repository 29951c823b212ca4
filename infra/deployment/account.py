"""What the account lacks before mails and alarms arrive and the domain works, and what to do about it."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from deployment.record import Record
from deployment.report import MISUSED, WAITING, DeployError, Report
from deployment.settings import Settings


def check_credentials(session: Any, settings: Settings, report: Report) -> None:
    """Raises a DeployError unless there are credentials that work."""
    try:
        identity = session.client("sts").get_caller_identity()
    except EndpointConnectionError as error:
        raise DeployError(
            f"cannot reach AWS in `{settings.region}`: {error}; check `region` in deploy.toml, and the network", MISUSED
        ) from error
    except (BotoCoreError, ClientError) as error:
        raise DeployError(
            f"no usable credentials of AWS: {error}; sign in with `aws sso login`, or set AWS_PROFILE. If you are signed in, "
            f"enable the region {settings.region} for the account",
            MISUSED,
        ) from error
    report.progress(f"account {identity['Account']}, region {settings.region}")


def notices_about_address(address: str, base_url: str) -> list[str]:
    """Returns what to do if the site is not where its build expects it, because the handler refuses forms there."""
    if address.rstrip("/") == base_url:
        return []
    return [
        f"forms are refused, because the site is at {address} and `base_url` in `site.yaml` is {base_url}; make them the same, "
        "and run this again"
    ]


def notices_about_alarms(session: Any, settings: Settings, topics: Iterable[str]) -> list[str]:
    """Returns what keeps alarms, which go to these topics, from the operator. Not knowing it stops nothing."""
    if not settings.alarm_address:
        return ["alarms reach no one; set `alarm_address` in deploy.toml"]
    notices = []
    for topic in topics:
        sns = session.client("sns", region_name=region_of(topic))
        try:
            pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
            subscriptions = [one for page in pages for one in page["Subscriptions"]]
        except (BotoCoreError, ClientError) as error:
            return [f"cannot read who gets the alarms: {error}"]
        notices += missing_for_alarms(settings.alarm_address, topic, subscriptions)
    return notices


def missing_for_alarms(address: str, topic: str, subscriptions: list[dict[str, Any]]) -> list[str]:
    """Returns what is missing before an address gets the alarms of a topic, which has these subscriptions."""
    found = [one["SubscriptionArn"] for one in subscriptions if one["Endpoint"] == address]
    if any(one.startswith("arn:") for one in found):
        return []
    if "PendingConfirmation" in found:
        return [f"alarms reach no one before {address} is confirmed by the link in AWS's mail"]
    # AWS forgets addresses that were not confirmed within two days, and CloudFormation does not notice.
    command = f"aws sns subscribe --region {region_of(topic)} --topic-arn {topic} --protocol email"
    return [
        f"{address} was not confirmed in time and gets no alarms; for another mail with a link, run "
        f"`{command} --notification-endpoint {address}`"
    ]


def region_of(arn: str) -> str:
    return arn.split(":")[3]


def notices_about_mail(session: Any, settings: Settings) -> list[str]:
    """Returns what keeps mails from arriving. Not knowing it stops nothing."""
    ses = session.client("sesv2")
    try:
        identity = ses.get_email_identity(EmailIdentity=settings.mail_domain)
        return missing_for_mail(settings, ses.get_account(), identity)
    except (BotoCoreError, ClientError) as error:
        return [f"cannot read the state of SES: {error}"]


def has_mail_identity(session: Any, domain: str) -> bool:
    """Returns whether SES knows the domain, verified or not."""
    try:
        session.client("sesv2").get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return False
        raise
    return True


def missing_for_mail(settings: Settings, state: dict[str, Any], identity: dict[str, Any]) -> list[str]:
    """Returns what is missing before mails arrive, with the DNS records that SES does not see, from its answers about account
    and domain."""
    missing, domain = missing_in_ses(settings, state, identity), settings.mail_domain
    if not identity.get("VerifiedForSendingStatus", False):
        records = dkim_records(domain, identity)
        missing.append(with_records(f"no mail is sent before DNS proves that {domain} is yours; add", records))
    status = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "SUCCESS")
    if status != "SUCCESS":
        records = bounce_records(settings, identity)
        missing.append(with_records("mails that SPF does not recognise may be taken for spam; add", records))
    if missing:
        missing.append("`infra/deploy mail` compares the records with DNS")
    return missing


def missing_in_ses(settings: Settings, state: dict[str, Any], identity: dict[str, Any]) -> list[str]:
    """Returns what SES itself lacks, apart from records of DNS."""
    missing = []
    if not state.get("ProductionAccessEnabled", False):
        missing.append(
            "SES is in its sandbox and sends only to verified addresses; choose `Request production access` in its "
            "console, with `transactional` as the kind of mail"
        )
    if not state.get("SendingEnabled", True):
        missing.append("AWS has stopped the mails of this account; *Reputation metrics* in the console of SES shows why")
    if not identity.get("MailFromAttributes", {}).get("MailFromDomain", ""):
        domain = settings.mail_domain
        missing.append(
            f"SES returns mails to a domain of its own, because the identity of {domain} is not part of this deployment; run "
            f"`aws sesv2 put-email-identity-mail-from-attributes --region {settings.region} --email-identity {domain} "
            f"--mail-from-domain {settings.return_domain}`"
        )
    return missing


def dkim_records(domain: str, identity: dict[str, Any]) -> list[Record]:
    """Returns the records with the keys by which SES signs mails; none if the key is one of your own."""
    attributes = identity.get("DkimAttributes", {})
    if attributes.get("SigningAttributesOrigin") == "EXTERNAL":
        return []
    zone = attributes.get("SigningHostedZone", "dkim.amazonses.com")
    return [Record(f"{token}._domainkey.{domain}", "CNAME", f"{token}.{zone}") for token in attributes.get("Tokens", [])]


def bounce_records(settings: Settings, identity: dict[str, Any]) -> list[Record]:
    """Returns the records of the domain to which mails are returned: where to, and who may send in its name."""
    domain = identity.get("MailFromAttributes", {}).get("MailFromDomain") or settings.return_domain
    return [
        Record(domain, "MX", f"10 feedback-smtp.{settings.region}.amazonses.com"),
        Record(domain, "TXT", '"v=spf1 include:amazonses.com ~all"'),
    ]


def require_validated(acm: Any, domain: str) -> None:
    """Raises a DeployError with the DNS records for which a certificate of the domain waits, if one does."""
    listed = acm.list_certificates(CertificateStatuses=["PENDING_VALIDATION"])["CertificateSummaryList"]
    for arn in (summary["CertificateArn"] for summary in listed if summary["DomainName"] == domain):
        records = missing_for_certificate(acm.describe_certificate(CertificateArn=arn)["Certificate"])
        # ACM needs some seconds to make the records.
        if records:
            message = f"the certificate of {domain} waits for DNS records; add these, then run this again:"
            raise DeployError(with_records(message, records), WAITING)


def missing_for_certificate(certificate: dict[str, Any]) -> list[Record]:
    """Returns the DNS records that prove the domains of a certificate, as far as it has them yet."""
    options = certificate.get("DomainValidationOptions", [])
    found = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
    return [Record(one["Name"], one["Type"], one["Value"]) for one in found]


def with_records(message: str, records: list[Record]) -> str:
    """Returns a message that ends with these records, one a line."""
    return "\n    ".join([message, *map(str, records)])
