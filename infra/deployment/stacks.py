"""CloudFormation: creates and updates stacks by change sets, and waits for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deployment.report import DeployError

CHANGE_SET = "infra-deploy"

# Seconds between two questions: at first, and at last. A distribution takes some minutes.
SHORTEST, LONGEST = 0.1, 5.0

# Seconds between two reports of a stack that is being changed.
REPORTED = 20.0


@dataclass(frozen=True)
class Stack:
    """A stack as it should be. Parameters that are left out keep their value."""

    name: str
    template: Path
    parameters: dict[str, str] = field(default_factory=dict)


class Stacks:
    """The stacks of an account in a region."""

    def __init__(self, cloudformation: Any, progress: Callable[[str], None]):
        self._client = cloudformation
        self._progress = progress

    def outputs(self, name: str) -> dict[str, str]:
        """Returns the outputs of a stack, none if it does not exist."""
        found = self._find(name)
        return {output["OutputKey"]: output["OutputValue"] for output in (found or {}).get("Outputs", [])}

    def exists(self, name: str) -> bool:
        found = self._find(name)
        return found is not None and found["StackStatus"] != "REVIEW_IN_PROGRESS"

    def resource(self, name: str, logical: str) -> str | None:
        """Returns the physical name of a resource, or None if the stack does not have it."""
        try:
            detail = self._client.describe_stack_resource(StackName=name, LogicalResourceId=logical)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return str(detail["StackResourceDetail"]["PhysicalResourceId"])

    def plan(self, stack: Stack) -> list[str]:
        """Returns the changes that a deployment would make, without making them."""
        if not self.exists(stack.name):
            return [f"{stack.name}: Add every resource of {stack.template.name}"]
        changes = self._prepare(stack, "UPDATE")
        self._discard(stack.name)
        return changes

    def deploy(self, stack: Stack, meanwhile: Callable[[], None] = lambda: None) -> list[str]:
        """Makes a stack what it should be, and returns the changes. Calls `meanwhile` again and again while it waits."""
        self._await_others(stack.name, meanwhile)
        found = self._find(stack.name)
        if found and found["StackStatus"] in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"):
            # A stack whose creation failed can only be deleted.
            self._client.delete_stack(StackName=stack.name)
            self._wait(stack.name, meanwhile)
            found = None
        is_new = found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS"
        changes = self._prepare(stack, "CREATE" if is_new else "UPDATE")
        if not changes:
            self._discard(stack.name)
            return []
        self._client.execute_change_set(StackName=stack.name, ChangeSetName=CHANGE_SET)
        status = self._wait(stack.name, meanwhile)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeployError(f"the stack {stack.name} ended as {status}: {self._reason(stack.name)}")
        return changes

    def _find(self, name: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    def _prepare(self, stack: Stack, kind: str) -> list[str]:
        """Creates the change set and returns its changes; none if there is nothing to change."""
        self._discard(stack.name)
        body = stack.template.read_text()
        known = self._client.validate_template(TemplateBody=body)["Parameters"]
        declared = {parameter["ParameterKey"] for parameter in known}
        existing = set() if kind == "CREATE" else self._parameters(stack.name)
        kept = (existing & declared) - stack.parameters.keys()
        try:
            self._client.create_change_set(
                StackName=stack.name,
                ChangeSetName=CHANGE_SET,
                ChangeSetType=kind,
                TemplateBody=body,
                Capabilities=["CAPABILITY_IAM"],
                Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in stack.parameters.items()]
                + [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)],
            )
        except ClientError as error:
            raise DeployError(f"cannot change the stack {stack.name}: {error}") from error
        described = self._await_change_set(stack.name)
        reason = described.get("StatusReason", "")
        if described["Status"] == "FAILED":
            if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                return []
            raise DeployError(f"cannot change the stack {stack.name}: {reason}")
        changes = [change["ResourceChange"] for change in described["Changes"] if "ResourceChange" in change]
        return [f"{stack.name}/{change['LogicalResourceId']}: {change['Action']}" for change in changes]

    def _parameters(self, name: str) -> set[str]:
        found = self._find(name) or {}
        return {parameter["ParameterKey"] for parameter in found.get("Parameters", [])}

    def _await_change_set(self, name: str) -> dict[str, Any]:
        delay = SHORTEST
        while True:
            described: dict[str, Any] = self._client.describe_change_set(StackName=name, ChangeSetName=CHANGE_SET)
            if not described["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
                break
            time.sleep(delay)
            delay = min(delay * 1.5, LONGEST)
        token = described.get("NextToken")
        while token:
            page = self._client.describe_change_set(StackName=name, ChangeSetName=CHANGE_SET, NextToken=token)
            described["Changes"] += page["Changes"]
            token = page.get("NextToken")
        return described

    def _discard(self, name: str) -> None:
        """Deletes our change set, also one that an interrupted run left."""
        try:
            self._client.delete_change_set(StackName=name, ChangeSetName=CHANGE_SET)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ValidationError", "ChangeSetNotFound"):
                raise

    def _await_others(self, name: str, meanwhile: Callable[[], None]) -> None:
        """Waits for an operation that an interrupted run, or someone else, started."""
        found = self._find(name)
        if found and found["StackStatus"].endswith("_IN_PROGRESS") and found["StackStatus"] != "REVIEW_IN_PROGRESS":
            self._wait(name, meanwhile)
        found = self._find(name)
        if found and found["StackStatus"] == "UPDATE_ROLLBACK_FAILED":
            raise DeployError(
                f"the stack {name} is stuck: {self._reason(name)}; fix the cause, then run "
                f"`aws cloudformation continue-update-rollback --stack-name {name}`"
            )

    def _wait(self, name: str, meanwhile: Callable[[], None]) -> str:
        """Waits until no operation is in progress, and returns the stack's status."""
        delay = SHORTEST
        reported = began = time.monotonic()
        while True:
            found = self._find(name)
            status = str(found["StackStatus"]) if found else "DELETE_COMPLETE"
            if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
                return status
            meanwhile()
            if time.monotonic() - reported > REPORTED:
                reported = time.monotonic()
                self._progress(f"{name}: {status} for {reported - began:.0f} s")
            time.sleep(delay)
            delay = min(delay * 1.5, LONGEST)

    def _reason(self, name: str) -> str:
        """Returns why the last operation failed."""
        events = self._client.describe_stack_events(StackName=name)["StackEvents"]
        reason = "see its events in the console of CloudFormation"
        # Newest first. The first failure of the last operation is the cause, those after it are its consequences.
        for event in events:
            status = event["ResourceStatus"]
            if event["LogicalResourceId"] == name and status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
                break
            if status.endswith("_FAILED"):
                reason = f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        return reason
