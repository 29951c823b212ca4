"""Tests of the parts of infra/deploy that write, against clients of AWS that answer as the tests say.

    PYTHONPATH=infra target/ci/infra/bin/python -m unittest infra/tests/doubles.py
"""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError
from deployment import lock, stacks
from deployment.build import Built, Sources, build
from deployment.deploy import Deployment
from deployment.publication import Publication
from deployment.release import Release
from deployment.report import WAITING, DeployError, Report
from deployment.settings import Settings
from deployment.storage import State, Work, each
from deployment.wanted import WATCHED, Wanted


def an_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "Operation")


class Bucket:
    """S3 with one object and conditional writes."""

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.etag = 0
        # Whether the next write arrives although its answer gets lost, so that the client repeats it.
        self.loses_answer = False

    def get_object(self, **_: str) -> dict[str, Any]:
        if self.body is None:
            raise an_error("NoSuchKey")
        return {"Body": io.BytesIO(self.body), "ETag": str(self.etag)}

    def put_object(self, **given: Any) -> dict[str, str]:
        is_met = self.body is None if "IfNoneMatch" in given else given["IfMatch"] == str(self.etag)
        if not is_met:
            raise an_error("PreconditionFailed")
        self.body = given["Body"]
        self.etag += 1
        if self.loses_answer:
            self.loses_answer = False
            return self.put_object(**given)
        return {"ETag": str(self.etag)}


class Locks(unittest.TestCase):
    def setUp(self) -> None:
        self.bucket, self.clock = Bucket(), 1000.0

    def a_lock(self) -> lock.Lock:
        return lock.Lock(self.bucket, "bucket", "infra/deploy", now=lambda: self.clock)

    def test_a_second_one_waits_until_the_first_is_released(self) -> None:
        with self.a_lock(), self.assertRaises(DeployError) as caught, self.a_lock():
            pass
        self.assertEqual(caught.exception.status, WAITING)
        with self.a_lock() as held:
            held.check()

    def test_a_repeated_request_recognises_its_own_lock(self) -> None:
        self.bucket.loses_answer = True
        with self.a_lock() as held:
            held.check()
            self.assertGreater(json.loads(self.bucket.body or b"")["expires"], self.clock)
        self.assertEqual(json.loads(self.bucket.body or b"")["expires"], 0)

    def test_an_expired_lock_is_not_held_and_may_be_taken(self) -> None:
        with self.a_lock() as first:
            self.clock += lock.LEASE
            with self.assertRaisesRegex(DeployError, "could not be renewed"):
                first.check()
            written: list[str] = []
            with self.assertRaises(DeployError):
                each(written.append, ["a", "b"], Work(first.check, print))
            self.assertEqual(written, [])
            with self.a_lock() as second:
                second.check()

    def test_a_lock_of_another_is_not_mistaken_for_its_own(self) -> None:
        first, second = self.a_lock(), self.a_lock()
        with first, self.assertRaisesRegex(DeployError, "same moment"):
            # As if it had looked before the first one wrote.
            second._find = iter([None, self.a_lock()._find()]).__next__  # type: ignore[method-assign]
            second.__enter__()


class Aliases:
    """The functions, of which one call fails."""

    def __init__(self, fails: str, error: BaseException):
        self.versions = {"handler": "1", "notify": "1"}
        self._fails, self._error = fails, error

    def live(self) -> dict[str, str]:
        return dict(self.versions)

    def move(self, versions: dict[str, str]) -> None:
        for name, version in versions.items():
            if self._fails == name and version == "2":
                raise self._error
            self.versions[name] = version

    def check(self, *_: object) -> None:
        if self._fails == "check":
            raise self._error


class Moves(unittest.TestCase):
    """Traffic returns to the functions before, whatever happens while it moves."""

    def test_traffic_moves_back(self) -> None:
        wanted = Release("b", "", "", {}, {}, {"handler": "2", "notify": "2"})
        for fails in ("check", "notify"):
            for error in (DeployError("not healthy"), an_error("TooManyRequestsException"), KeyboardInterrupt()):
                with self.subTest(fails=fails, error=error):
                    functions = Aliases(fails, error)
                    publication: Any = Publication.__new__(Publication)
                    publication.functions, publication._report = functions, Report("deploy")
                    publication._lock = publication.edge = Always()
                    with self.assertRaises(type(error)), contextlib.redirect_stderr(io.StringIO()):
                        publication._move(wanted)
                    self.assertEqual(functions.versions, {"handler": "1", "notify": "1"})
                    self.assertEqual(publication._report.functions, {})


class Builds(unittest.TestCase):
    """A site that was built elsewhere, or before another release became live."""

    def test_a_build_without_a_live_workshop_is_refused(self) -> None:
        published = {"workshops": {"essai": {"offer": {"keep_until": "2199-01-01T00:00:00Z"}, "forms": {}}}}
        live = Release("a", "", "", {}, {}, {}, published)
        with tempfile.TemporaryDirectory() as folder:
            dist = Path(folder)
            (dist / "deployment").mkdir()
            (dist / "deployment/published.json").write_text('{"workshops": {}}')
            with self.assertRaisesRegex(DeployError, "no longer has `essai`"):
                build(Sources(dist, dist), "arm64", live, Report("deploy"))

    def test_a_release_that_became_live_since_the_build_is_waited_for(self) -> None:
        class Recorded:
            def state(self) -> State:
                return State("b", [], ["b", "a"])

            def release(self, id: str) -> Release:
                return Release(id, "", "", {}, {}, {})

        deployment: Any = Deployment.__new__(Deployment)
        for since in ("a", None):
            with self.assertRaisesRegex(DeployError, "release b became live") as caught:
                deployment._require_unchanged(Recorded(), Built(since, Path(), {}, {}))
            self.assertEqual(caught.exception.status, WAITING)
        deployment._require_unchanged(Recorded(), Built("b", Path(), {}, {}))

    def test_the_health_check_asks_for_a_workshop_that_people_can_register_for(self) -> None:
        published = {"workshops": {"a": {"forms": {}}, "b": {"offer": {"keep_until": "2199-01-01T00:00:00Z"}, "forms": {}}}}
        with tempfile.TemporaryDirectory() as folder:
            dist = Path(folder)
            (dist / "deployment").mkdir()
            for workshops, expected in ((published, "b"), ({"workshops": {"a": {}}}, None)):
                (dist / "deployment/published.json").write_text(json.dumps(workshops))
                self.assertEqual(Built(None, dist, {}, {}).workshop(), expected)


class Plans(unittest.TestCase):
    """The alarms in a plan, which need outputs of the registrations' stack."""

    def test_alarms_wait_for_the_outputs_that_an_older_stack_lacks(self) -> None:
        planned: list[stacks.Stack] = []
        deployment: Any = Deployment.__new__(Deployment)
        deployment._wanted = Wanted(Settings("eu-west-3", "inscriptions@club.example"))
        deployment._stacks = SimpleNamespace(plan=lambda stack: planned.append(stack) or ["a change"])
        outputs = {name: f"the {name}" for name in WATCHED}
        self.assertEqual(deployment._plan_alarms(outputs), ["a change"])
        self.assertEqual(planned[0].parameters, outputs | {"AlarmAddress": ""})
        (waiting,) = deployment._plan_alarms({name: value for name, value in outputs.items() if name != "SweepRule"})
        self.assertRegex(waiting, "-alarms: Modify, as soon as")
        self.assertEqual(len(planned), 1)


class Always:
    """A lock that holds, and CloudFront with a secret."""

    def check(self) -> None:
        pass

    def secret(self) -> str:
        return "secret"


class CloudFormation:
    """A stack with change sets."""

    def __init__(self, status: str, after: str):
        self.status, self._after = status, after
        self.calls: list[str] = []
        self.sets = {"infra-deploy-old": "UNAVAILABLE", "infra-deploy-done": "EXECUTE_COMPLETE", "console": "AVAILABLE"}

    def describe_stacks(self, **_: str) -> dict[str, Any]:
        return {"Stacks": [{"StackStatus": self.status}]}

    def delete_stack(self, **_: str) -> None:
        self.status = self._after

    def describe_stack_events(self, **_: str) -> dict[str, Any]:
        failed = {"LogicalResourceId": "Table", "ResourceStatus": "DELETE_FAILED", "ResourceStatusReason": "it is protected"}
        return {"StackEvents": [failed]}

    def validate_template(self, **_: str) -> dict[str, Any]:
        return {"Parameters": []}

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: str) -> list[dict[str, Any]]:
        found = [{"ChangeSetName": name, "ChangeSetId": f"arn:{name}", "ExecutionStatus": it} for name, it in self.sets.items()]
        return [{"Summaries": found}]

    def create_change_set(self, **given: Any) -> dict[str, str]:
        return {"Id": f"arn:{given['ChangeSetName']}"}

    def describe_change_set(self, **given: str) -> dict[str, Any]:
        change = {"ResourceChange": {"LogicalResourceId": "Table", "Action": "Modify"}}
        return {"Status": "CREATE_COMPLETE", "Changes": [change]}

    def execute_change_set(self, **given: str) -> None:
        self.calls.append(f"execute {given['ChangeSetName']}")

    def delete_change_set(self, **given: str) -> None:
        self.calls.append(f"delete {given['ChangeSetName']}")


class Stacks(unittest.TestCase):
    stack = stacks.Stack("ateliers", Path(__file__).parent.parent / "releases.yaml")

    def test_a_stack_that_cannot_be_deleted_is_an_error(self) -> None:
        for status, after, problem in (
            ("ROLLBACK_COMPLETE", "DELETE_FAILED", "is DELETE_FAILED: Table: it is protected"),
            ("UPDATE_COMPLETE", "UPDATE_COMPLETE", None),
        ):
            client = CloudFormation(status, after)
            if problem:
                with self.assertRaisesRegex(DeployError, problem):
                    stacks.Stacks(client, print).deploy(self.stack)
                self.assertEqual(client.calls, [])
            else:
                stacks.Stacks(client, print).deploy(self.stack)

    def test_only_old_change_sets_of_deployments_are_deleted_and_the_new_one_is_executed(self) -> None:
        client = CloudFormation("UPDATE_COMPLETE", "")
        self.assertEqual(stacks.Stacks(client, print).deploy(self.stack), ["ateliers/Table: Modify"])
        deleted, executed = client.calls
        self.assertEqual(deleted, "delete arn:infra-deploy-old")
        self.assertRegex(executed, r"^execute arn:infra-deploy-[0-9a-f]{16}$")
        planned = CloudFormation("UPDATE_COMPLETE", "")
        stacks.Stacks(planned, print).plan(self.stack)
        (own,) = planned.calls
        self.assertRegex(own, r"^delete arn:infra-plan-[0-9a-f]{16}$")


if __name__ == "__main__":
    unittest.main()
