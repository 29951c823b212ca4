"""A registration on the deployed site: record, mails, cancellation, logs, and what is refused."""

import json
import re
import time

from checks import check, wait
from club import SENDER, STACK, WORKSHOP, Club

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


class Registration:
    """The checks of a deployed site that concern a registration."""

    def __init__(self, club: Club):
        self.club = club
        self.emulator = club.emulator
        outputs = club.outputs()
        self.table = outputs["TableName"]
        self.secret = outputs["IdentifierKeySecret"]
        self.queue = outputs["FailedNotificationsQueue"]

    def run(self) -> str:
        """Registers, cancels, and returns the path of the registration."""
        self.let_the_notifier_send()
        path = self.register()
        self.read_record(path, "confirmed")
        self.read_mails(path, ["confirmed"])
        self.refuse_what_is_wrong()
        self.refuse_what_comes_around_the_cdn()
        self.cancel(path)
        self.read_record(path, "cancelled")
        self.read_mails(path, ["confirmed", "cancelled"])
        self.deploy_a_change(path)
        self.sweep()
        self.read_stream()
        self.read_logs(path)
        return path

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
        answers = [self.club.visit("POST", f"/api/workshops/{WORKSHOP}/registrations", PERSON) for _ in range(2)]
        for answer in answers:
            check(answer.status == 303, "the posted form is answered with 303", answer)
        path, again = (answer.getheader("location", "") for answer in answers)
        own_page = rf"/api/registrations/{WORKSHOP}/[0-9a-f]{{32}}-[0-9a-f]{{32}}"
        check(re.fullmatch(own_page, path), "… to the registration", path)
        check(path == again, "… and the second post to the same one", again)
        page = self.club.visit("GET", path + "?a=1&a=2", headers={"Cookie": "a=1; b=2"})
        check(page.status == 200 and "Zébulon" in page.text, "its own page is shown", page)
        check(page.getheader("cache-control") == "no-store", "… and is not cached", page.getheaders())
        self.compare_headers(page)
        return path

    def compare_headers(self, page) -> None:
        """Compares the headers of a page with headers.json, apart from exceptions for single pages."""
        rules = json.loads((self.club.dist / "deployment/headers.json").read_text())
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

        def to_the_person() -> list[dict]:
            return [mail for mail in self.emulator.mails() if mail["To"] == [PERSON["email"]]]

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
            (422, self.club.visit("POST", form, PERSON | {"email": "nobody"})),
            (400, self.club.visit("POST", form, b"given-name=\xff", urlencoded)),
            (413, self.club.visit("POST", form, b"remarks=" + 70_000 * b"x", urlencoded)),
            (415, self.club.visit("POST", form, b"{}", {"Content-Type": "application/json"})),
            (415, self.club.visit("POST", form)),
            (405, self.club.visit("DELETE", form)),
            (404, self.club.visit("GET", "/api/%C3%A9t%C3%A9%20%22%3C%3F%2F%25")),
        ]
        for status, answer in expected:
            check(answer.status == status, f"an invalid request is answered with {status}", answer)
            check("<h1" in answer.text, "… and an error page", answer.text)

    def refuse_what_comes_around_the_cdn(self) -> None:
        """Sends requests to the API itself, which only CloudFront may do."""
        form = f"/api/workshops/{WORKSHOP}/registrations"
        viewer = {"CloudFront-Viewer-Address": "192.0.2.9:50000"}
        for headers in (viewer, viewer | {"x-origin-verify": 64 * "0"}):
            answer = self.club.visit_api("POST", form, PERSON, headers)
            check(answer.status == 403, "a request around CloudFront is refused", answer)
        ours = viewer | {"x-origin-verify": self.club.secret()}
        answer = self.club.visit_api("GET", f"/api/workshops/{WORKSHOP}/availability", headers=ours)
        check(answer.status == 200, "… and one with its secret is not", answer)
        # Through the emulator's CloudFront, the page for unknown addresses would replace it: decision 78.
        answer = self.club.visit_api("POST", form, PERSON, ours | {"Origin": "https://elsewhere.example"})
        check(answer.status == 403, "a form that another site sent is refused", answer)

    def cancel(self, path: str) -> None:
        answer = self.club.visit("POST", f"{path}/cancel", {})
        check(answer.status == 303, "cancelling is answered with 303", answer)
        check(answer.getheader("location") == path, "… back to the registration", answer.getheaders())

    def deploy_a_change(self, path: str) -> None:
        """Deploys a new package and checks that no stored data is lost."""
        secrets = self.emulator.client("secretsmanager")
        key = secrets.get_secret_value(SecretId=self.secret)["SecretString"]
        check(re.fullmatch("[0-9a-f]{64}", key), "the key is 64 hexadecimal digits", len(key))
        self.club.replace(f"workshops/{WORKSHOP}/index.md", "L’atelier d’essai", "L’atelier renommé")
        report = self.club.deploy()
        check(report["functions"] == {"handler": "2", "notify": "2"}, "another package is another version", report)
        check(self.club.outputs()["TableName"] == self.table, "… but the same table", self.table)
        check(secrets.get_secret_value(SecretId=self.secret)["SecretString"] == key, "… and the same key", "another")
        page = self.club.visit("GET", path)
        check(page.status == 200, "… so the registration keeps its URL", page)
        check("L’atelier renommé" in page.text, "… and shows the change", page.text)

    def sweep(self) -> None:
        """Invokes the function as the schedule does every quarter of an hour."""
        rule = self.emulator.scheduled("rate(15 minutes)")
        event = {
            "version": "0",
            "id": "6f1c3b0a-7d0a-4f0e-9d2e-2c1f6b1a9c11",
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "region": "eu-west-3",
            "resources": [rule["Arn"]],
            "detail": {},
        }
        before = len(self.emulator.mails())
        answer = self.emulator.client("lambda").invoke(FunctionName=rule["Target"]["Arn"], Payload=json.dumps(event))
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
        for group in self.emulator.client("logs").describe_log_groups()["logGroups"]:
            check(group.get("retentionInDays") == 30, f"{group['logGroupName']} is kept for 30 days", group)
        texts = self.emulator.logs()
        for function in ("HandlerLog", "NotifierLog"):
            text = "".join(text for name, text in texts.items() if function in name)
            check('"level"' in text, f"{function} has entries", texts.keys())
            check('"ERROR"' not in text, "… and no error", text)
            leaked = [private for private in [*PRIVATE, identifier(path)] if private in text]
            check(leaked == [], "… and no personal data", f"{leaked}\n{text}")
        queue = self.emulator.client("sqs").get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"])
        waiting = queue["Attributes"]["ApproximateNumberOfMessages"]
        check(waiting == "0", "no notification failed for good", queue)


def identifier(path: str) -> str:
    return path.rsplit("/", 1)[-1].split("-")[0]
