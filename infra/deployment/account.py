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
    domain = settings.mail_from.split("@")[1]
    ses = session.client("sesv2")
    notices = []
    try:
        if not ses.get_account().get("ProductionAccessEnabled", False):
            notices.append(
                "SES is in its sandbox and sends only to verified addresses; choose `Request production access` in its "
                "console, with `transactional` as the kind of mail"
            )
        identity = ses.get_email_identity(EmailIdentity=domain)
    except (BotoCoreError, ClientError) as error:
        return [*notices, f"cannot read the state of SES: {error}"]
    if not identity.get("VerifiedForSendingStatus", False):
        tokens = identity.get("DkimAttributes", {}).get("Tokens", [])
        records = [f"{token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com" for token in tokens]
        notices.append("\n    ".join([f"no mail is sent before DNS proves that {domain} is yours; add", *records]))
    return notices


def require_validated(acm: Any, domain: str) -> None:
    """Raises a DeployError with the DNS records for which a certificate of the domain waits, if one does."""
    listed = acm.list_certificates(CertificateStatuses=["PENDING_VALIDATION"])["CertificateSummaryList"]
    for arn in (summary["CertificateArn"] for summary in listed if summary["DomainName"] == domain):
        options = acm.describe_certificate(CertificateArn=arn)["Certificate"].get("DomainValidationOptions", [])
        records = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
        if records:
            lines = [f"{record['Name']} {record['Type']} {record['Value']}" for record in records]
            message = f"the certificate of {domain} waits for DNS records; add these, then run this again:"
            raise DeployError("\n    ".join([message, *lines]), WAITING)
