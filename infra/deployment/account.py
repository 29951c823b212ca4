"""What the account lacks before mails arrive and the domain works, and what to do about it."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from deployment.report import MISUSED, WAITING, DeployError, Report
from deployment.settings import Settings


def check_credentials(session: Any, settings: Settings, report: Report) -> None:
    """Raises a DeployError unless there are credentials that work."""
    try:
        identity = session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise DeployError(
            f"no usable credentials of AWS: {error}; sign in with `aws sso login`, or set AWS_PROFILE", MISUSED
        ) from error
    report.progress(f"account {identity['Account']}, region {settings.region}")


def notices_about_mail(session: Any, settings: Settings) -> list[str]:
    """Returns what keeps mails from arriving. Not knowing it stops nothing."""
    domain = settings.mail_domain
    ses = session.client("sesv2")
    try:
        return missing_for_mail(domain, ses.get_account(), ses.get_email_identity(EmailIdentity=domain))
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


def missing_for_mail(domain: str, account: dict[str, Any], identity: dict[str, Any]) -> list[str]:
    """Returns what a domain needs before its mails arrive, given the answers of SES about account and domain."""
    missing = []
    if not account.get("ProductionAccessEnabled", False):
        missing.append(
            "SES is in its sandbox and sends only to verified addresses; choose `Request production access` in its "
            "console, with `transactional` as the kind of mail"
        )
    if not identity.get("VerifiedForSendingStatus", False):
        tokens = identity.get("DkimAttributes", {}).get("Tokens", [])
        records = [f"{token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com" for token in tokens]
        missing.append("\n    ".join([f"no mail is sent before DNS proves that {domain} is yours; add", *records]))
    return missing


def require_validated(acm: Any, domain: str) -> None:
    """Raises a DeployError with the DNS records for which a certificate of the domain waits, if one does."""
    listed = acm.list_certificates(CertificateStatuses=["PENDING_VALIDATION"])["CertificateSummaryList"]
    for arn in (summary["CertificateArn"] for summary in listed if summary["DomainName"] == domain):
        records = missing_for_certificate(acm.describe_certificate(CertificateArn=arn)["Certificate"])
        # ACM needs some seconds to make the records.
        if records:
            message = f"the certificate of {domain} waits for DNS records; add these, then run this again:"
            raise DeployError("\n    ".join([message, *records]), WAITING)


def missing_for_certificate(certificate: dict[str, Any]) -> list[str]:
    """Returns the DNS records that prove the domains of a certificate, as far as it has them yet."""
    options = certificate.get("DomainValidationOptions", [])
    records = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
    return [f"{record['Name']} {record['Type']} {record['Value']}" for record in records]
