"""The stacks as they should be: which template gets which parameters."""

import os
import urllib.parse
from pathlib import Path

from deployment.release import FUNCTIONS
from deployment.settings import Settings
from deployment.stacks import Stack

INFRA = Path(__file__).resolve().parent.parent

# The header with which CloudFront names the viewer's address.
ADDRESS_HEADER = "cloudfront-viewer-address"

# The parameters of template.yaml that name the functions' packages; infra/package prints them, too.
PACKAGE_PARAMETERS = {"handler": "HandlerPackage", "notify": "NotifierPackage"}


class Wanted:
    """The stacks of a deployment."""

    def __init__(self, settings: Settings):
        self._settings = settings
        # Where an emulator of AWS answers, with the variable that AWS's own programs know.
        self._emulator = os.environ.get("AWS_ENDPOINT_URL")
        self.registrations_name = settings.name
        self.site_name = f"{settings.name}-site"

    def releases(self) -> Stack:
        return Stack(f"{self._settings.name}-releases", INFRA / "releases.yaml")

    def edge(self) -> Stack | None:
        """Returns what must be in us-east-1, or None if nothing is needed there."""
        settings = self._settings
        if not settings.domain and not settings.requests_per_five_minutes:
            return None
        parameters = {
            "DomainName": settings.domain,
            "HostedZoneId": settings.hosted_zone,
            "RequestsPerFiveMinutes": str(settings.requests_per_five_minutes),
            "AlarmAddress": settings.alarm_address,
        }
        return Stack(f"{settings.name}-edge", INFRA / "edge.yaml", parameters)

    def registrations(self, bucket: str, packages: dict[str, str], secrets: list[str]) -> Stack:
        """Returns the table, the functions and the API. `packages` has the keys of the functions' packages."""
        settings = self._settings
        parameters = {
            "PackageBucket": bucket,
            **{PACKAGE_PARAMETERS[name]: key for name, key in packages.items()},
            "Architecture": settings.architecture,
            "MailFrom": settings.mail_from,
            "MailFromName": settings.mail_from_name,
            "AddressHeader": ADDRESS_HEADER,
            "OriginSecret": " ".join(secrets),
            "LogRetentionDays": str(settings.log_retention_days),
            "PermissionsBoundary": settings.permissions_boundary,
        }
        if self._emulator:
            parameters |= {"DynamoDbEndpoint": self._emulator, "SesEndpoint": self._emulator}
        return Stack(self.registrations_name, INFRA / "template.yaml", parameters)

    def site(self, registrations: dict[str, str], edge: dict[str, str], secret: str, has_editor: bool) -> Stack:
        """Returns the bucket of the site and CloudFront, given the outputs of other stacks."""
        settings = self._settings
        parameters = {
            "ApiUrl": registrations["ApiUrl"],
            "OriginSecret": secret,
            "DomainName": settings.domain,
            "CertificateArn": edge.get("CertificateArn", ""),
            "HostedZoneId": settings.hosted_zone,
            "WebAclArn": edge.get("WebAclArn", ""),
            "Editor": "yes" if has_editor else "no",
        }
        if self._emulator:
            parameters["EmulatorPort"] = str(urllib.parse.urlsplit(self._emulator).port)
        return Stack(self.site_name, INFRA / "site.yaml", parameters)

    def alarms(self, registrations: dict[str, str]) -> Stack:
        names = [f"{resource}Function" for resource in FUNCTIONS.values()]
        names += ["TableName", "ApiId", "FailedNotificationsQueueName"]
        parameters = {name: registrations[name] for name in names} | {"AlarmAddress": self._settings.alarm_address}
        return Stack(f"{self._settings.name}-alarms", INFRA / "alarms.yaml", parameters)
