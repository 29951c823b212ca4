"""The operator's settings, deploy.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployment.report import MISUSED, DeployError

EXAMPLE = """\
region = "eu-west-3"
mail_from = "inscriptions@club.example"
mail_from_name = "Le club"
alarm_address = "operator@club.example"
domain = "ateliers.club.example"
"""


@dataclass(frozen=True)
class Settings:
    """What differs between deployments. docs/operations/configuration.md describes each."""

    region: str
    mail_from: str
    name: str = "ateliers"
    mail_from_name: str = ""
    alarm_address: str = ""
    domain: str = ""
    hosted_zone: str = ""
    bounce_domain: str = ""
    architecture: str = "arm64"
    permissions_boundary: str = ""
    requests_per_five_minutes: int = 0
    log_retention_days: int = 30
    keep_releases: int = 10

    @property
    def mail_domain(self) -> str:
        """The domain of `mail_from`, which SES verifies."""
        return self.mail_from.split("@")[1]

    @property
    def return_domain(self) -> str:
        """The domain to which other servers return mails."""
        return self.bounce_domain or f"bounce.{self.mail_domain}"


# The form of values that would otherwise fail late, and its description.
FORMS = {
    "name": (r"[a-z][a-z0-9-]{0,30}", "letters, digits and hyphens, such as `ateliers`"),
    "region": (r"[a-z]{2}(-[a-z]+)+-\d", "a region of AWS, such as `eu-west-3`"),
    "mail_from": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "a mail address, such as `inscriptions@club.example`"),
    "mail_from_name": (r"[^\"<>,;:@\\]*", 'a name without any of "<>,;:@\\'),
    "alarm_address": (r"|[^@\s]+@[^@\s]+\.[^@\s]+", "a mail address, or empty"),
    "domain": (r"|([a-z0-9-]+\.)+[a-z]+", "a domain, such as `ateliers.club.example`, or empty"),
    "bounce_domain": (r"|([a-z0-9-]+\.)+[a-z]+", "a domain that nothing else uses, such as `bounce.club.example`, or empty"),
    "hosted_zone": (r"|Z[A-Z0-9]+", "the identifier of a hosted zone in Route 53, such as `Z0123456789ABCDEFGHIJ`"),
    "permissions_boundary": (r"|arn:aws[a-z-]*:iam::\d{12}:policy/.+", "the ARN of a policy, or empty"),
    "architecture": (r"arm64|x86_64", "`arm64` or `x86_64`"),
}

# How long logs can be kept, in days: what template.yaml allows of CloudWatch's list.
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)

# The smallest limit of a rate rule, set by AWS WAF.
LEAST_REQUESTS = 10


def read(file: Path) -> Settings:
    """Reads and checks the settings.

    Raises a DeployError with every problem.
    """
    try:
        values = tomllib.loads(file.read_text())
    except FileNotFoundError:
        raise DeployError(f"{file} is missing; write it, for example:\n\n{EXAMPLE}", MISUSED) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeployError(f"cannot read {file}: {error}", MISUSED) from error
    if problems := check(values):
        raise DeployError("\n".join(f"{file}: {problem}" for problem in problems), MISUSED)
    return Settings(**values)


def check(values: dict[str, Any]) -> list[str]:
    """Returns the problems of settings."""
    fields = Settings.__dataclass_fields__
    problems = [f"unknown setting `{name}`; settings are {', '.join(fields)}" for name in values if name not in fields]
    problems += [f"`{name}` is missing; write it as `{name} = \"…\"`" for name in ("region", "mail_from") if name not in values]
    for name, value in values.items():
        if name not in fields:
            continue
        wanted = fields[name].type
        if type(value) is not wanted:
            problems.append(f"`{name}` must be {'a number' if wanted is int else 'a text in quotation marks'}")
        elif name in FORMS and not re.fullmatch(FORMS[name][0], value):
            problems.append(f"`{value}` is not a valid `{name}`; write {FORMS[name][1]}")
    if isinstance(values.get("keep_releases"), int) and values["keep_releases"] < 2:
        problems.append("`keep_releases` must be at least 2, the live release and the one before it")
    if type(days := values.get("log_retention_days", 30)) is int and days not in RETENTION_DAYS:
        problems.append(f"`{days}` is not a valid `log_retention_days`; write one of {', '.join(map(str, RETENTION_DAYS))}")
    if type(requests := values.get("requests_per_five_minutes", 0)) is int and requests != 0 and requests < LEAST_REQUESTS:
        problems.append(f"`requests_per_five_minutes` must be 0, for no rule, or at least {LEAST_REQUESTS}")
    bounce, sender = values.get("bounce_domain"), values.get("mail_from")
    if isinstance(bounce, str) and bounce and isinstance(sender, str) and not bounce.endswith("." + sender.rpartition("@")[2]):
        problems.append(f"`bounce_domain` must be a subdomain of {sender.rpartition('@')[2]}, the domain of `mail_from`")
    if values.get("hosted_zone") and not values.get("domain"):
        problems.append("`hosted_zone` needs `domain`")
    return problems
