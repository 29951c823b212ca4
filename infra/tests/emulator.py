"""A local AWS: ministack on a free port of 127.0.0.1, with an empty account that is discarded at the end.

Its functions are the real binaries, run as processes on this machine. With `AUTH` it also enforces each role's policy.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3
from checks import check

REGION = "eu-west-3"

# The longest wait for the emulator to start, in seconds. On a busy machine it takes about ten.
START = 120


class Emulator:
    """Runs the emulator during a `with` block."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "ministack.log"
        self._folder = folder

    def __enter__(self) -> "Emulator":
        # The emulator must not see the caller's account, profile or configuration.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_PAGER": "",
        }
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "AUTH": "true",
            "TMPDIR": str(self._folder),
            "PYTHONPATH": str(Path(__file__).parent / "resolver"),
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [tool("ministack")],
                env=self.environment | settings,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def aws(self, *arguments: str) -> str:
        """Runs a command of the AWS CLI, as an operator does, and returns what it prints."""
        environment = self.environment | {"AWS_ENDPOINT_URL": self.url}
        command = [tool("aws"), *arguments]
        ended = subprocess.run(
            command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        return ended.stdout

    def client(self, service: str, region: str = REGION):
        """Returns a client of a service, for checks of its state."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def mails(self) -> list[dict]:
        """Returns the mails that its SES accepted."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages", timeout=30) as response:
            accounts = json.load(response)["messages"]
        return [mail for account in accounts.values() for mail in account]

    def logs(self) -> dict[str, str]:
        """Returns the messages of each log group by its name, one a line."""
        client = self.client("logs")
        names = [group["logGroupName"] for group in client.describe_log_groups()["logGroups"]]
        events = {name: client.filter_log_events(logGroupName=name)["events"] for name in names}
        return {name: "\n".join(event["message"] for event in found) for name, found in events.items()}

    def rules(self) -> list[dict]:
        """Returns the rules of its EventBridge, each with its only target as `Target`."""
        client = self.client("events")
        rules = []
        for rule in client.list_rules()["Rules"]:
            (target,) = client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
            rules.append(rule | {"Target": target})
        return rules

    def scheduled(self, rate: str) -> dict:
        """Returns the only rule with this schedule, as `rules` does."""
        rules = [rule for rule in self.rules() if rule.get("ScheduleExpression") == rate]
        check(len(rules) == 1, f"one rule has the schedule {rate}", rules)
        return rules[0]

    def _wait(self) -> None:
        deadline = time.monotonic() + START
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5):
                    return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__()
                    raise SystemExit(f"ministack did not start: {error}\n{self.log.read_text()}") from error
                time.sleep(0.2)


def tool(name: str) -> str:
    """Returns the path of a program that is installed beside this Python."""
    return str(Path(sys.executable).with_name(name))


def free_port() -> int:
    """Returns a free port below the kernel's ephemeral ports, so that no other program takes it before the emulator."""
    for port in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit("no port is free")
