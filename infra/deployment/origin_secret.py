"""The secret with which requests to the API prove that they come from CloudFront.

Only CloudFront has it; the handler's configuration has its SHA-256 sum. To replace it, a deployment makes the handler accept a
second one and then gives that one to CloudFront; the next deployment finds it there and drops the first.
"""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class OriginSecret:
    """The secret during a deployment."""

    # The one that CloudFront has until the functions of this deployment are live.
    current: str
    # The one that CloudFront gets then, if it is replaced.
    next: str | None = None

    def hashes(self) -> list[str]:
        """Returns the sums of the secrets that the handler accepts."""
        return [hashlib.sha256(secret.encode()).hexdigest() for secret in (self.current, self.next) if secret]


def of_deployment(known: str, replace: bool) -> OriginSecret:
    """Returns the secret for a deployment. `known` is the one that CloudFront has, empty before the first deployment."""
    if not known:
        return OriginSecret(secrets.token_hex(32))
    return OriginSecret(known, secrets.token_hex(32) if replace else None)
