"""Deploys `infra/template.yaml` to an AWS emulator, as docs/operations/deploying.md describes, and registers there.

Builds and packages a site whose workshop is always open. Then it posts a form to the API and reads the record from the
table and the mail from SES; cancels the registration and reads the second mail; deploys a changed site and opens the
same registration again; and deletes the stack and checks that the table and the key still exist.

    target/ci/infra/bin/python infra/tests/deploy.py target/debug

The argument is the folder of the binaries `generator`, `handler` and `notify`, built for this machine.
"""

import http.client
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from emulator import Emulator

ROOT = Path(__file__).resolve().parent.parent.parent
STACK = "ateliers"
BUCKET = "packages-of-the-club"
SENDER = "inscriptions@club.example"
SENDER_NAME = "Le club des ateliers"
WORKSHOP = "essai"

# The longest wait for a mail, in seconds. It usually takes one or two; a busy machine may need many more.
PATIENCE = 120

PERSON = {
    "fee": "adherent",
    "given-name": "Zébulon",
    "family-name": "Quénéhervé",
    "function": "Directeur",
    "organisation": "Office de l’Ouest",
    "email": "zebulon.quenehery@office.example",
    "telephone": "01 23 45 67 89",
    "billing-address": "1 rue du Merle blanc\nBâtiment B",
    "billing-postal-code": "75002",
    "billing-city": "Paris",
    "remarks": "100 % végétarien & sans « & »",
    "privacy": "yes",
}

# Texts that must not appear in any log.
PRIVATE = ["Zébulon", "Quénéhervé", "quenehery", "Office de l’Ouest", "Merle blanc", "23 45 67", "végétarien"]


def main() -> None:
    binaries = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="ateliers-infra-") as folder:
        with Emulator(Path(folder)) as emulator:
            try:
                Deployment(Path(folder), binaries, emulator).run()
            except BaseException:
                print(f"\nThe end of the emulator's log:\n{tail(emulator.log)}", file=sys.stderr)
                raise


class Deployment:
    """A deployed site and the checks of it."""

    def __init__(self, folder: Path, binaries: Path, emulator: Emulator):
        self.site = folder / "site"
        self.packages = folder / "packages"
        self.binaries = binaries
        self.emulator = emulator
        shutil.copytree(ROOT / "infra/tests/site", self.site)
        shutil.copytree(ROOT / "themes", self.site / "themes")

    def run(self) -> None:
        self.emulator.aws("s3", "mb", f"s3://{BUCKET}")
        self.deploy()
        self.let_the_notifier_send()
        path = self.register()
        self.read_record(path, "confirmed")
        self.read_mails(path, ["confirmed"])
        self.refuse_what_is_wrong()
        self.cancel(path)
        self.read_record(path, "cancelled")
        self.read_mails(path, ["confirmed", "cancelled"])
        self.deploy_a_change(path)
        self.sweep()
        self.read_stream()
        self.read_logs(path)
        self.delete()

    def deploy(self) -> None:
        """Builds, packages, uploads and deploys with the commands of docs/operations/deploying.md."""
        dist = self.site / "dist"
        subprocess.run([self.binaries / "generator", "build", "--root", self.site], check=True)
        command = [sys.executable, ROOT / "infra/package", "--binaries", self.binaries]
        command += ["--dist", dist, "--output", self.packages]
        packages = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        self.emulator.aws("s3", "sync", "--no-progress", str(self.packages), f"s3://{BUCKET}")
        self.emulator.aws(
            *("cloudformation", "deploy", "--stack-name", STACK),
            *("--template-file", str(ROOT / "infra/template.yaml")),
            *("--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset"),
            "--parameter-overrides",
            *packages,
            *(f"PackageBucket={BUCKET}", f"MailFrom={SENDER}", f"MailFromName={SENDER_NAME}"),
            *(f"DynamoDbEndpoint={self.emulator.url}", f"SesEndpoint={self.emulator.url}"),
        )
        stack = self.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.table = outputs["TableName"]
        self.secret = outputs["IdentifierKeySecret"]
        self.queue = outputs["FailedNotificationsQueue"]
        # The emulator selects the API by the host name alone, so the name must not include its port.
        self.host = urllib.parse.urlsplit(outputs["ApiUrl"]).netloc

    def let_the_notifier_send(self) -> None:
        """Widens the notifier's role: the emulator's IAM knows neither the resource nor the sender of a mail."""
        stack = self.emulator.client("cloudformation")
        role = stack.describe_stack_resource(StackName=STACK, LogicalResourceId="NotifierRole")
        statement = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
        self.emulator.client("iam").put_role_policy(
            RoleName=role["StackResourceDetail"]["PhysicalResourceId"],
            PolicyName="emulator",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )

    def register(self) -> str:
        """Posts the form twice and returns the path of the registration."""
        answers = [self.request("POST", f"/api/workshops/{WORKSHOP}/registrations", PERSON) for _ in range(2)]
        for answer in answers:
            check(answer.status == 303, "the posted form is answered with 303", answer)
        path, again = (answer.getheader("location", "") for answer in answers)
        own_page = rf"/api/registrations/{WORKSHOP}/[0-9a-f]{{32}}-[0-9a-f]{{32}}"
        check(re.fullmatch(own_page, path), "… to the registration", path)
        check(path == again, "… and the second post to the same one", again)
        page = self.request("GET", path + "?a=1&a=2", headers={"Cookie": "a=1; b=2"})
        check(page.status == 200 and "Zébulon" in page.text, "its own page is shown", page)
        check(page.getheader("cache-control") == "no-store", "… and is not cached", page.getheaders())
        self.compare_headers(page)
        return path

    def compare_headers(self, page) -> None:
        """Compares the headers of a page with headers.json, apart from exceptions for single pages."""
        rules = json.loads((self.site / "dist/deployment/headers.json").read_text())
        expected = next(rule["headers"] for rule in rules if rule["path"] == "/api/*")
        # Browsers must send the origin with the forms of a page.
        expected.pop("referrer-policy")
        differing = {name: page.getheader(name) for name in expected if page.getheader(name) != expected[name]}
        check(expected and differing == {}, "… with the headers that the generator lists", differing)

    def read_record(self, path: str, status: str) -> None:
        key = {"PK": {"S": f"workshop#{WORKSHOP}"}, "SK": {"S": f"registration#{identifier(path)}"}}
        item = self.emulator.client("dynamodb").get_item(TableName=self.table, Key=key).get("Item", {})
        text = json.dumps(item, ensure_ascii=False)
        check(item.get("status") == {"S": status}, f"the table contains the registration as {status}", item)
        for name in ("given-name", "organisation", "remarks"):
            check(PERSON[name] in text, f"… with the {name} as typed", text)
        check("expires_at" in item, "… and with its expiry", item)

    def read_mails(self, path: str, transitions: list[str]) -> None:
        """Waits until the registrant has one mail for each transition."""
        to_the_person = lambda: [mail for mail in self.emulator.mails() if mail["To"] == [PERSON["email"]]]
        mails = wait(to_the_person, lambda mails: len(mails) >= len(transitions))
        check(len(mails) == len(transitions), f"the registrant gets one mail for each of {transitions}", mails)
        mail = mails[-1]
        print(f"    {mail['Source']}: {mail['Subject']}")
        check(mail["Source"] == SENDER, "… from the club", mail["Source"])
        typed = [name for name in ("given-name", "family-name", "organisation") if PERSON[name] in mail["BodyText"]]
        check(typed == [], "… without typed texts, as the mailbox is not proven", typed)
        check(identifier(path)[16:24] in mail["BodyText"], "… about that registration", mail)
        own_page = f"https://ateliers.example{path}"
        check(own_page in mails[0]["BodyText"], "… with the link to its own page in the first", mails[0])
        subjects = {mail["Subject"] for mail in mails}
        check(len(subjects) == len(transitions), "… each with a different subject", subjects)

    def refuse_what_is_wrong(self) -> None:
        """Sends requests that API Gateway passes on although they are not valid form posts."""
        form = f"/api/workshops/{WORKSHOP}/registrations"
        urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
        expected = [
            (422, self.request("POST", form, PERSON | {"email": "nobody"})),
            (400, self.request("POST", form, b"given-name=\xff", urlencoded)),
            (413, self.request("POST", form, b"remarks=" + 70_000 * b"x", urlencoded)),
            (415, self.request("POST", form, b"{}", {"Content-Type": "application/json"})),
            (415, self.request("POST", form)),
            (405, self.request("DELETE", form)),
            (403, self.request("POST", form, PERSON, {"Origin": "https://elsewhere.example"})),
            (404, self.request("GET", "/api/%C3%A9t%C3%A9%20%22%3C%3F%2F%25")),
        ]
        for status, answer in expected:
            check(answer.status == status, f"an invalid request is answered with {status}", answer)
            check("<h1" in answer.text, "… and an error page", answer.text)

    def cancel(self, path: str) -> None:
        answer = self.request("POST", f"{path}/cancel", {})
        check(answer.status == 303, "cancelling is answered with 303", answer)
        check(answer.getheader("location") == path, "… back to the registration", answer.getheaders())

    def deploy_a_change(self, path: str) -> None:
        """Deploys a new package and checks that no stored data is lost."""
        secrets = self.emulator.client("secretsmanager")
        key = secrets.get_secret_value(SecretId=self.secret)["SecretString"]
        check(re.fullmatch("[0-9a-f]{64}", key), "the key is 64 hexadecimal digits", len(key))
        index = self.site / f"content/workshops/{WORKSHOP}/index.md"
        index.write_text(index.read_text().replace("L’atelier d’essai", "L’atelier renommé"))
        table = self.table
        self.deploy()
        check(self.table == table, "the second deployment keeps the table", self.table)
        check(secrets.get_secret_value(SecretId=self.secret)["SecretString"] == key, "… and the key", "another")
        page = self.request("GET", path)
        check(page.status == 200, "… so the registration keeps its URL", page)
        check("L’atelier renommé" in page.text, "… and shows the change", page.text)

    def sweep(self) -> None:
        """Invokes the function as the schedule does every quarter of an hour."""
        events = self.emulator.client("events")
        rules = [rule for rule in events.list_rules()["Rules"] if rule.get("ScheduleExpression")]
        check([rule["ScheduleExpression"] for rule in rules] == ["rate(15 minutes)"], "one schedule is set", rules)
        target = events.list_targets_by_rule(Rule=rules[0]["Name"])["Targets"][0]["Arn"]
        event = {
            "version": "0",
            "id": "6f1c3b0a-7d0a-4f0e-9d2e-2c1f6b1a9c11",
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "region": "eu-west-3",
            "resources": [rules[0]["Arn"]],
            "detail": {},
        }
        before = len(self.emulator.mails())
        answer = self.emulator.client("lambda").invoke(FunctionName=target, Payload=json.dumps(event))
        check("FunctionError" not in answer, "the scheduled function runs", answer["Payload"].read())
        check(len(self.emulator.mails()) == before, "… and sends nothing twice", self.emulator.mails())

    def read_stream(self) -> None:
        """Checks that the stream to the notifier contains only keys."""
        streams = self.emulator.client("dynamodbstreams")
        arn = streams.list_streams(TableName=self.table)["Streams"][0]["StreamArn"]
        records = []
        for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            iterator = streams.get_shard_iterator(**start)["ShardIterator"]
            records += streams.get_records(ShardIterator=iterator)["Records"]
        text = json.dumps(records, default=str, ensure_ascii=False)
        check(f"workshop#{WORKSHOP}" in text, "the stream reports the changed items", text)
        leaked = [private for private in PRIVATE if private in text]
        check(leaked == [], "… and no personal data", f"{leaked}\n{text}")

    def read_logs(self, path: str) -> None:
        logs = self.emulator.client("logs")
        texts = {}
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            check(group.get("retentionInDays") == 30, f"{name} is kept for 30 days", group)
            texts[name] = "\n".join(event["message"] for event in logs.filter_log_events(logGroupName=name)["events"])
        for function in ("HandlerLog", "NotifierLog"):
            text = "".join(text for name, text in texts.items() if function in name)
            check('"level"' in text, f"{function} has entries", texts.keys())
            check('"ERROR"' not in text, "… and no error", text)
            leaked = [private for private in [*PRIVATE, identifier(path)] if private in text]
            check(leaked == [], "… and no personal data", f"{leaked}\n{text}")
        queue = self.emulator.client("sqs").get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"])
        waiting = queue["Attributes"]["ApproximateNumberOfMessages"]
        check(waiting == "0", "no notification failed for good", queue)

    def delete(self) -> None:
        """Deletes the stack and checks that the stored data remains."""
        self.emulator.aws("cloudformation", "delete-stack", "--stack-name", STACK)
        self.emulator.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", STACK)
        functions = self.emulator.client("lambda").list_functions()["Functions"]
        check(functions == [], "the deleted stack's functions are gone", functions)
        tables = self.emulator.client("dynamodb").list_tables()["TableNames"]
        check(tables == [self.table], "its table is still there", tables)
        secret = self.emulator.client("secretsmanager").describe_secret(SecretId=self.secret)
        check(secret.get("DeletedDate") is None, "… and its key", secret)

    def request(self, method: str, path: str, body: dict | bytes | None = None, headers: dict | None = None):
        """Sends a request to the deployed API and returns the response."""
        headers = {"Host": self.host} | (headers or {})
        if isinstance(body, dict):
            body = urllib.parse.urlencode(body).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer


def identifier(path: str) -> str:
    return path.rsplit("/", 1)[-1].split("-")[0]


def wait(look: Callable, enough: Callable):
    """Polls `look` until `enough` accepts its result or patience ends, and returns the last result."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if enough(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.2)


def check(holds: object, what: str, seen: object) -> None:
    if not holds:
        if isinstance(seen, http.client.HTTPResponse):
            seen = f"{seen.status}\n{seen.text}"
        raise SystemExit(f"FAILED: {what}\n{seen}")
    print(f"ok: {what}")


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-40:])


if __name__ == "__main__":
    main()
