"""CloudFormation: creates and updates stacks by change sets, and waits for them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deployment.report import DeployError

# What the names of change sets begin with: those of deployments, and those that only plan one.
DEPLOYS, PLANS = "infra-deploy", "infra-plan"

# The states of a change set that was executed, or is being executed.
EXECUTED = ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE")

# Seconds between two questions: at first, and at last. A distribution takes some minutes.
SHORTEST, LONGEST = 0.1, 5.0

# Seconds between two reports of a stack that is being changed.
REPORTED = 20.0

# The status of a stack of which there is only a change set.
PREPARED = "REVIEW_IN_PROGRESS"

# A stack as CloudFormation describes it.
Described = dict[str, Any]


def is_new(found: Described | None) -> bool:
    """Returns whether a stack does not exist yet."""
    return status_of(found) in ("DELETE_COMPLETE", PREPARED)


def status_of(found: Described | None) -> str:
    """Returns the status of a stack; that of a deleted one if there is none."""
    return str(found["StackStatus"]) if found else "DELETE_COMPLETE"


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
        return not is_new(self._find(name))

    def resource(self, name: str, logical: str) -> str | None:
        """Returns the physical name of a resource, or None if the stack does not have it."""
        try:
            detail = self._client.describe_stack_resource(StackName=name, LogicalResourceId=logical)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        # A resource has no name before it is created, and keeps its name after it was deleted.
        found = detail["StackResourceDetail"]
        name_there = found.get("PhysicalResourceId")
        return str(name_there) if name_there and found.get("ResourceStatus") != "DELETE_COMPLETE" else None

    def plan(self, stack: Stack) -> list[str]:
        """Returns the changes that a deployment would make, without making them."""
        found = self._find(stack.name)
        if is_new(found):
            return [f"{stack.name}: Add every resource of {stack.template.name}"]
        change_set = self._create(stack, found, PLANS)
        try:
            return self._changes(stack.name, change_set)
        finally:
            self._discard(stack.name, change_set)

    def deploy(self, stack: Stack, meanwhile: Callable[[], None] = lambda: None) -> list[str]:
        """Makes a stack what it should be, and returns the changes. Calls `meanwhile` again and again while it waits.

        The caller holds the lock, because this deletes change sets that interrupted deployments left.
        """
        found = self._await_others(stack.name, meanwhile)
        if found and found["StackStatus"] in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"):
            # A stack whose creation failed can only be deleted.
            self._delete(stack.name, meanwhile)
            found = None
        if found:
            self._discard_old(stack.name)
        change_set = self._create(stack, found, DEPLOYS)
        changes = self._changes(stack.name, change_set)
        if not changes:
            self._discard(stack.name, change_set)
            return []
        self._client.execute_change_set(StackName=stack.name, ChangeSetName=change_set)
        status = status_of(self._wait(stack.name, meanwhile))
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeployError(f"the stack {stack.name} ended as {status}: {self._reason(stack.name)}")
        return changes

    def delete(self, name: str) -> list[str]:
        """Deletes a stack, if there is one, and returns the change."""
        if self._await_others(name, lambda: None) is None:
            return []
        self._delete(name, lambda: None)
        return [f"{name}: Remove every resource"]

    def _delete(self, name: str, meanwhile: Callable[[], None]) -> None:
        self._client.delete_stack(StackName=name)
        status = status_of(self._wait(name, meanwhile))
        if status != "DELETE_COMPLETE":
            raise DeployError(
                f"the stack {name} could not be deleted and is {status}: {self._reason(name)}; "
                "delete it in the console of CloudFormation, then run this again"
            )

    def _find(self, name: str) -> Described | None:
        try:
            found: Described = self._client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    def _create(self, stack: Stack, found: Described | None, prefix: str) -> str:
        """Creates a change set for a stack, which was found like this, and returns its ARN."""
        body = stack.template.read_text()
        known = self._client.validate_template(TemplateBody=body)["Parameters"]
        declared = {parameter["ParameterKey"] for parameter in known}
        existing = {parameter["ParameterKey"] for parameter in (found or {}).get("Parameters", [])}
        kept = (existing & declared) - stack.parameters.keys()
        try:
            created = self._client.create_change_set(
                StackName=stack.name,
                ChangeSetName=f"{prefix}-{secrets.token_hex(8)}",
                ChangeSetType="CREATE" if is_new(found) else "UPDATE",
                TemplateBody=body,
                Capabilities=["CAPABILITY_IAM"],
                Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in stack.parameters.items()]
                + [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)],
            )
        except ClientError as error:
            raise DeployError(f"cannot change the stack {stack.name}: {error}") from error
        return str(created["Id"])

    def _changes(self, name: str, change_set: str) -> list[str]:
        """Waits for a change set and returns its changes; none if there is nothing to change."""
        described = self._await_change_set(name, change_set)
        reason = described.get("StatusReason", "")
        if described["Status"] == "FAILED":
            if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                return []
            raise DeployError(f"cannot change the stack {name}: {reason}")
        changes = [change["ResourceChange"] for change in described["Changes"] if "ResourceChange" in change]
        return [f"{name}/{change['LogicalResourceId']}: {change['Action']}" for change in changes]

    def _await_change_set(self, name: str, change_set: str) -> dict[str, Any]:
        delay = SHORTEST
        while True:
            described: dict[str, Any] = self._client.describe_change_set(StackName=name, ChangeSetName=change_set)
            if not described["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
                break
            time.sleep(delay)
            delay = min(delay * 1.5, LONGEST)
        token = described.get("NextToken")
        while token:
            page = self._client.describe_change_set(StackName=name, ChangeSetName=change_set, NextToken=token)
            described["Changes"] += page["Changes"]
            token = page.get("NextToken")
        return described

    def _discard_old(self, name: str) -> None:
        """Deletes the change sets that interrupted deployments left."""
        pages = self._client.get_paginator("list_change_sets").paginate(StackName=name)
        for found in (one for page in pages for one in page.get("Summaries", [])):
            if found["ChangeSetName"].startswith(DEPLOYS) and found.get("ExecutionStatus") not in EXECUTED:
                self._discard(name, found["ChangeSetId"])

    def _discard(self, name: str, change_set: str) -> None:
        try:
            self._client.delete_change_set(StackName=name, ChangeSetName=change_set)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ValidationError", "ChangeSetNotFound"):
                raise

    def _await_others(self, name: str, meanwhile: Callable[[], None]) -> Described | None:
        """Waits for an operation that an interrupted run, or someone else, started, and returns the stack then."""
        found = self._wait(name, meanwhile)
        if status_of(found) == "UPDATE_ROLLBACK_FAILED":
            raise DeployError(
                f"the stack {name} is stuck: {self._reason(name)}; fix the cause, then run "
                f"`aws cloudformation continue-update-rollback --stack-name {name}`"
            )
        return found

    def _wait(self, name: str, meanwhile: Callable[[], None]) -> Described | None:
        """Waits until no operation is in progress, and returns the stack then."""
        delay = SHORTEST
        reported = began = time.monotonic()
        while True:
            found = self._find(name)
            status = status_of(found)
            if not status.endswith("_IN_PROGRESS") or status == PREPARED:
                return found
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
