"""The stack of what CloudFront takes only from us-east-1: the certificate of the domain, and the rate rule."""

from collections.abc import Callable
from typing import Any

from deployment import account
from deployment.report import Report
from deployment.settings import Settings
from deployment.stacks import Stacks
from deployment.wanted import Wanted

# The only region in which CloudFront looks for certificates and web ACLs.
REGION = "us-east-1"


class EdgeStack:
    """The stack in us-east-1, if anything is needed there."""

    def __init__(self, session: Any, settings: Settings, wanted: Wanted, report: Report):
        self._settings = settings
        self._wanted = wanted
        self._report = report
        self._stacks = Stacks(session.client("cloudformation", region_name=REGION), report.progress)
        self._acm = session.client("acm", region_name=REGION)

    def outputs(self) -> dict[str, str]:
        return self._stacks.outputs(self._wanted.edge_name)

    def topic(self) -> str | None:
        """Returns the topic of its alarm, if there is one."""
        return self._stacks.resource(self._wanted.edge_name, "Alarms")

    def plan(self) -> list[str]:
        """Returns the changes that a deployment would make, without making them."""
        stack, name = self._wanted.edge(), self._wanted.edge_name
        if stack:
            return self._stacks.plan(stack)
        return [f"{name}: Remove every resource"] if self._stacks.exists(name) else []

    def deploy(self, step: Callable[[str], None]) -> None:
        """Deploys what is needed, before the site. Nothing that the site may use is removed."""
        stack = self._wanted.edge(self.outputs())
        if stack:
            step("certificate and rate rule, in us-east-1")
            self._report.resources += self._stacks.deploy(stack, self._require_validated)

    def remove_unused(self, step: Callable[[str], None]) -> None:
        """Removes what the site used before and does not use any more, after the site was deployed."""
        if not self.outputs().keys() - self._wanted.edge_outputs():
            return
        step("what is no longer used in us-east-1")
        stack = self._wanted.edge()
        self._report.resources += self._stacks.deploy(stack) if stack else self._stacks.delete(self._wanted.edge_name)

    def _require_validated(self) -> None:
        # Route 53 gets the records from CloudFormation; other services from the operator.
        if self._settings.domain and not self._settings.hosted_zone:
            account.require_validated(self._acm, self._settings.domain)
