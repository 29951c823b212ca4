"""The stacks as they should be: which template gets which parameters."""

import ipaddress
import os
import urllib.parse
from collections.abc import Collection
from pathlib import Path

from deployment.edge import ADDRESS_HEADER
from deployment.origin_secret import OriginSecret
from deployment.release import FUNCTIONS
from deployment.settings import Settings
from deployment.stacks import Stack

INFRA = Path(__file__).resolve().parent.parent

# The parameters of template.yaml that name the functions' packages; infra/package prints them, too.
PACKAGE_PARAMETERS = {"handler": "HandlerPackage", "notify": "NotifierPackage"}

# The outputs of template.yaml that alarms.yaml watches.
WATCHED = (
    *(f"{resource}Function" for resource in FUNCTIONS.values()),
    *("TableName", "ApiId", "FailedNotificationsQueueName", "SweepRule"),
)


class Wanted:
    """The stacks of a deployment."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._emulator = emulator(os.environ.get("AWS_ENDPOINT_URL", ""))
        self.registrations_name = settings.name
        self.site_name = f"{settings.name}-site"
        self.edge_name = f"{settings.name}-edge"
        self.alarms_name = f"{settings.name}-alarms"

    def releases(self) -> Stack:
        return Stack(f"{self._settings.name}-releases", INFRA / "releases.yaml")

    def edge_outputs(self) -> set[str]:
        """Returns the outputs of the stack in us-east-1 that CloudFront is to use."""
        outputs = {"CertificateArn": self._settings.domain, "WebAclArn": self._settings.requests_per_five_minutes}
        return {name for name, wanted in outputs.items() if wanted}

    def edge(self, in_use: Collection[str] = ()) -> Stack | None:
        """Returns what must be in us-east-1, or None if nothing is needed there.

        `in_use` are outputs that the stack has: CloudFront may use them still, so what they belong to stays as it is.
        """
        settings = self._settings
        wanted = self.edge_outputs()
        if not wanted:
            return None
        parameters = {"AlarmAddress": settings.alarm_address}
        # Parameters that are left out keep their value.
        if "CertificateArn" in wanted or "CertificateArn" not in in_use:
            parameters |= {"DomainName": settings.domain, "HostedZoneId": settings.hosted_zone}
        if "WebAclArn" in wanted or "WebAclArn" not in in_use:
            parameters |= {"RequestsPerFiveMinutes": str(settings.requests_per_five_minutes)}
        return Stack(self.edge_name, INFRA / "edge.yaml", parameters)

    def registrations(
        self, bucket: str, packages: dict[str, str], secret: OriginSecret, has_mail_identity: bool
    ) -> Stack:
        """Returns the table, the functions and the API.

        `packages` has the keys of the functions' packages. `has_mail_identity` is whether the account has the identity of the
        mails' domain already, apart from this stack.
        """
        settings = self._settings
        parameters = {
            "PackageBucket": bucket,
            **{PACKAGE_PARAMETERS[name]: key for name, key in packages.items()},
            "Architecture": settings.architecture,
            "MailFrom": settings.mail_from,
            "MailFromName": settings.mail_from_name,
            "BounceDomain": settings.return_domain,
            "MailIdentityExists": "yes" if has_mail_identity else "no",
            "AddressHeader": ADDRESS_HEADER,
            "OriginSecretHash": " ".join(secret.hashes()),
            "LogRetentionDays": str(settings.log_retention_days),
            "PermissionsBoundary": settings.permissions_boundary,
        }
        if self._emulator:
            services = ("DynamoDb", "SecretsManager", "Ses")
            parameters |= {f"{service}Endpoint": self._emulator for service in services}
        return Stack(self.registrations_name, INFRA / "template.yaml", parameters)

    def site(self, registrations: dict[str, str], edge: dict[str, str], secret: str, has_editor: bool) -> Stack:
        """Returns the bucket of the site and CloudFront, given the outputs of other stacks."""
        settings = self._settings
        parameters = {
            "ApiUrl": registrations["ApiUrl"],
            "OriginSecret": secret,
            "DomainName": settings.domain,
            "CertificateArn": edge.get("CertificateArn", "") if settings.domain else "",
            "HostedZoneId": settings.hosted_zone,
            "WebAclArn": edge.get("WebAclArn", "") if settings.requests_per_five_minutes else "",
            "Editor": "yes" if has_editor else "no",
        }
        if self._emulator:
            parameters["EmulatorPort"] = str(urllib.parse.urlsplit(self._emulator).port or 80)
        return Stack(self.site_name, INFRA / "site.yaml", parameters)

    def alarms(self, registrations: dict[str, str]) -> Stack:
        """Returns the alarms, given the outputs of the registrations' stack."""
        parameters = {name: registrations[name] for name in WATCHED} | {"AlarmAddress": self._settings.alarm_address}
        return Stack(self.alarms_name, INFRA / "alarms.yaml", parameters)


def emulator(url: str) -> str | None:
    """Returns the address of an emulator on this machine; None if the address is another, such as that of a proxy."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        is_local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = host == "localhost"
    return url if is_local else None
