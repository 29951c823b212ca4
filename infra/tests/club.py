"""The site of a made-up club: built, deployed with infra/deploy to the emulator, and visited through its CloudFront."""

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

from checks import check
from emulator import Emulator

ROOT = Path(__file__).resolve().parent.parent.parent
STACK = "ateliers"
SENDER = "inscriptions@club.example"
WORKSHOP = "essai"

SETTINGS = f"""\
region = "eu-west-3"
architecture = "x86_64"
mail_from = "{SENDER}"
mail_from_name = "Le club des ateliers"
alarm_address = "operator@club.example"
keep_releases = 3
"""

# The visitor's address (RFC 5737), which the emulator's CloudFront does not add itself.
VIEWER = "192.0.2.7:50000"


class Club:
    """A club with a site and an AWS account."""

    def __init__(self, folder: Path, binaries: Path, emulator: Emulator):
        self.site = folder / "site"
        self.content = self.site / "content"
        self.binaries = folder / "binaries"
        self.emulator = emulator
        # The address of the site, once it is deployed.
        self.address = ""
        self._folder = folder
        self._generator, self._registrations = binaries / "generator", binaries / "registrations"
        self.settings = folder / "deploy.toml"
        self.settings.write_text(SETTINGS)
        shutil.copytree(ROOT / "infra/tests/site", self.site)
        shutil.copytree(ROOT / "themes", self.site / "themes")
        self.binaries.mkdir()
        for name in ("handler", "notify"):
            # Smaller packages are zipped faster, and this deploys often.
            subprocess.run(["strip", "-o", self.binaries / name, binaries / name], check=True)

    # ----------------------------------------------------------------------------------------------- the operator

    @property
    def dist(self) -> Path:
        return self.site / "dist"

    def build(self) -> None:
        subprocess.run([self._generator, "build", "--root", self.site], check=True, stdout=subprocess.DEVNULL)

    def replace(self, file: str, before: str, after: str) -> None:
        """Changes a text of the content."""
        path = self.content / file
        text = path.read_text()
        assert before in text, f"{file} has no {before}"
        path.write_text(text.replace(before, after))

    def run(self, *arguments: str, binaries: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs infra/deploy with a command and its arguments."""
        return subprocess.run(
            [ROOT / "infra/deploy", *self._arguments(arguments, binaries)],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def deploy(self, *arguments: str) -> dict[str, Any]:
        """Builds and deploys, and returns the report."""
        self.build()
        report: dict[str, Any] = self.succeed("deploy", *arguments)
        self.address = report["address"] or self.address
        return report

    def kill(self, step: str, write: int, *arguments: str) -> None:
        """Runs a command that is killed before a write to AWS in a step."""
        process = self.start_interrupted(signal.SIGKILL, step, write, *arguments)
        output, errors = process.communicate(timeout=120)
        what = f"`infra/deploy {' '.join(arguments)}` is killed at `{step}`, before write {write}"
        check(process.returncode == -signal.SIGKILL, what, errors + output)

    def succeed(self, *arguments: str) -> Any:
        """Runs a command that must succeed, and returns what it printed as JSON."""
        ended = self.run(*arguments)
        check(ended.returncode == 0, f"`infra/deploy {' '.join(arguments)}` succeeds", ended.stderr + ended.stdout)
        return json.loads(ended.stdout)

    def start_interrupted(
        self, signal: signal.Signals, step: str, write: int, *arguments: str
    ) -> subprocess.Popen[str]:
        """Starts a command that sends itself a signal before a write to AWS in a step; see interrupted.py."""
        script = Path(__file__).parent / "interrupted.py"
        command = [sys.executable, script, signal.name, step, str(write), *self._arguments(arguments, None)]
        environment = self._environment() | {"PYTHONPATH": str(ROOT / "infra")}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def _arguments(self, arguments: tuple[str, ...], binaries: Path | None) -> list[str]:
        given = [*arguments, "--settings", str(self.settings), "--json"]
        if arguments[0] == "deploy":
            given += ["--dist", str(self.dist), "--binaries", str(binaries or self.binaries)]
        return given

    def _environment(self) -> dict[str, str]:
        return self.emulator.environment | {"AWS_ENDPOINT_URL": self.emulator.url, "TMPDIR": str(self._folder)}

    def registrations(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the organiser's command on the deployed table. It must not fail, but may find something."""
        options = ("--aws", "--table", self.outputs()["TableName"], "--root", self.site)
        environment = self.emulator.environment | {"AWS_ENDPOINT_URL_DYNAMODB": self.emulator.url}
        command = [self._registrations, *options, *arguments]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        check(ended.returncode <= 1, f"`registrations {arguments[0]}` runs", ended.stderr + ended.stdout)
        return ended

    def outputs(self, stack: str = STACK) -> dict[str, str]:
        found = self.emulator.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}

    def versions(self) -> dict[str, str]:
        """Returns the version of each function that has the traffic."""
        outputs = self.outputs()
        get = self.emulator.client("lambda").get_alias
        return {
            name: get(FunctionName=outputs[output], Name="live")["FunctionVersion"]
            for name, output in (("handler", "HandlerFunction"), ("notify", "NotifierFunction"))
        }

    def secret(self) -> str:
        """Returns the secret that CloudFront adds to requests to the API."""
        id = self.outputs(f"{STACK}-site")["DistributionId"]
        config = self.emulator.client("cloudfront").get_distribution_config(Id=id)["DistributionConfig"]
        headers = [origin.get("CustomHeaders", {}).get("Items", []) for origin in config["Origins"]["Items"]]
        return next(header["HeaderValue"] for items in headers for header in items)

    # ------------------------------------------------------------------------------------------------ the visitor

    def visit(self, method: str, path: str, body: dict | bytes | None = None, headers: dict | None = None) -> Any:
        """Sends a request to CloudFront and returns the response."""
        host = urllib.parse.urlsplit(self.address).netloc
        ours = {"Host": host, "X-Forwarded-Proto": "https", "CloudFront-Viewer-Address": VIEWER}
        return self._request(method, path, body, ours | (headers or {}))

    def visit_api(self, method: str, path: str, body: dict | bytes | None = None, headers: dict | None = None) -> Any:
        """Sends a request to the API, around CloudFront."""
        # The emulator selects the API by the host name alone, so the name must not include its port.
        host = urllib.parse.urlsplit(self.outputs()["ApiUrl"]).netloc
        return self._request(method, path, body, {"Host": host} | (headers or {}))

    def _request(self, method: str, path: str, body: dict | bytes | None, headers: dict) -> Any:
        if isinstance(body, dict):
            body = urllib.parse.urlencode(body).encode()
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        connection.request(method, path, body, headers)
        answer: Any = connection.getresponse()
        answer.body = answer.read()
        answer.text = answer.body.decode(errors="replace")
        connection.close()
        return answer

    def is_whole(self, path: str) -> bool:
        """Returns whether a page is served with every file of the site that it loads."""
        page = self.visit("GET", path)
        loaded = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
        return page.status == 200 and bool(loaded) and all(self.visit("GET", file).status == 200 for file in loaded)


def is_running(process: subprocess.Popen[str]) -> bool:
    return process.poll() is None


def stopped(process: subprocess.Popen[str]) -> bool:
    """Returns whether a process was stopped by a signal, so that it can be continued."""
    state = Path(f"/proc/{process.pid}/stat")
    return is_running(process) and state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "T"


