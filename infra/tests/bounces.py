"""A mail that bounces, from the mailbox simulator of SES to the organiser's command.

The emulator's SES neither sends its reports to EventBridge nor adds the tags of a mail, and only AWS may send events of
`aws.ses`. So the bounce that its simulator makes for an identity gets the envelope and the tags here; the rule's pattern and
target are those of the deployed stack.
"""

import hashlib
import hmac
import json
import time
from typing import Any

from checks import check, wait
from club import SENDER, STACK, WORKSHOP, Club
from registration import PERSON, identifier

SIMULATOR = "bounce@simulator.amazonses.com"

MISTYPED = PERSON | {"given-name": "Ursule", "email": "ursule@mistyped.example"}


class Bounce:
    """The checks of a deployed site that concern a mail that bounces."""

    def __init__(self, club: Club):
        self.club = club
        self.emulator = club.emulator
        self.table = club.outputs()["TableName"]

    def run(self) -> None:
        answer = self.club.visit("POST", f"/api/workshops/{WORKSHOP}/registrations", MISTYPED)
        check(answer.status == 303, "a person registers with a mistyped address", answer)
        registration = identifier(answer.getheader("location"))
        mark = wait(lambda: self.mark(registration), lambda mark: mark.get("state") == {"S": "sent"})
        event = self.event(registration, mark["about"]["S"], self.simulated())
        self.deliver(event, "Event")
        mark = wait(lambda: self.mark(registration), lambda mark: "problem" in mark)
        check(mark["state"] == {"S": "refused"}, "the bounce is recorded", mark)
        # EventBridge waits for no answer. The emulator loses some last lines of a log, but no answer.
        answer = json.load(self.deliver(event, "RequestResponse"))
        check(answer["result"] == "known", "the repeated report is recorded once", answer)
        reference = registration[16:24]
        listed = self.club.registrations("list", "--mail", "refused")
        check(reference in listed.stdout and "address-refused" in listed.stdout, "… and listed", listed)
        shown = self.club.registrations("show", reference)
        check("the recipient's server does not accept the address" in shown.stdout, "… and shown", shown)
        check(f"registrations correct {reference}" in shown.stdout, "… with what to do", shown)
        self.read_log(registration)
        self.correct(reference)

    def mark(self, registration: str) -> dict:
        """Returns the item that notes the state of the first mail, empty if there is none."""
        key = {"PK": {"S": f"workshop#{WORKSHOP}"}, "SK": {"S": f"mail#{registration}#1"}}
        return self.emulator.client("dynamodb").get_item(TableName=self.table, Key=key).get("Item", {})

    def simulated(self) -> dict:
        """Returns the notification about a mail to the simulator's address for bounces."""
        ses, sns, sqs = (self.emulator.client(service) for service in ("ses", "sns", "sqs"))
        topic = sns.create_topic(Name="simulator")["TopicArn"]
        queue = sqs.create_queue(QueueName="simulator")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        raw = {"RawMessageDelivery": "true"}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=raw)
        domain = SENDER.split("@")[1]
        ses.set_identity_notification_topic(Identity=domain, NotificationType="Bounce", SnsTopic=topic)
        body = {"Subject": {"Data": "Essai"}, "Body": {"Text": {"Data": "Essai"}}}
        ses.send_email(Source=SENDER, Destination={"ToAddresses": [SIMULATOR]}, Message=body)
        received = wait(lambda: sqs.receive_message(QueueUrl=queue).get("Messages", []), bool)
        check(received, "the simulator of SES reports a bounce", received)
        ses.set_identity_notification_topic(Identity=domain, NotificationType="Bounce")
        sns.delete_topic(TopicArn=topic)
        sqs.delete_queue(QueueUrl=queue)
        return json.loads(received[0]["Body"])

    def event(self, registration: str, about: str, notification: dict) -> dict:
        """Returns the event in which a configuration set reports a bounce of the registration's first mail."""
        secret = self.emulator.client("secretsmanager").get_secret_value(SecretId=self.club.outputs()["IdentifierKeySecret"])
        parts = "\0".join(["mail", registration, "1", about]).encode()
        token = hmac.new(bytes.fromhex(secret["SecretString"]), parts, hashlib.sha256).hexdigest()[:32]
        tags = {"workshop": WORKSHOP, "registration": registration, "mail": "1", "token": token}
        tags["ses:configuration-set"] = f"{STACK}-mails"
        mail = notification["mail"] | {"tags": {name: [value] for name, value in tags.items()}}
        kind = notification["notificationType"]
        return {
            "version": "0",
            "id": "12a18625-3328-fafd-2224-2fc7ba3bf51c",
            "detail-type": "Email Bounced",
            "source": "aws.ses",
            "account": "000000000000",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "region": "eu-west-3",
            "resources": [],
            "detail": {"eventType": kind, "bounce": notification["bounce"], "mail": mail},
        }

    def deliver(self, event: dict, invocation: str) -> Any:
        """Does what EventBridge does with an event that the rule selects, and returns the answer."""
        events = self.emulator.client("events")
        (rule,) = (one for one in self.emulator.rules() if "EventPattern" in one)

        def selects(event: dict) -> bool:
            return events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))["Result"]

        check(selects(event), "the rule selects the report", rule)
        tags = event["detail"]["mail"]["tags"] | {"ses:configuration-set": ["another"]}
        foreign = event | {"detail": event["detail"] | {"mail": event["detail"]["mail"] | {"tags": tags}}}
        check(not selects(foreign), "… and not that of another configuration set", rule)
        client = self.emulator.client("lambda")
        payload = json.dumps(event)
        return client.invoke(FunctionName=rule["Target"]["Arn"], InvocationType=invocation, Payload=payload)["Payload"]

    def read_log(self, registration: str) -> None:
        (text,) = (text for name, text in self.emulator.logs().items() if "NotifierLog" in name)
        check('"message":"report of SES"' in text, "reports are logged", text)
        leaked = [private for private in ("mistyped.example", SIMULATOR, registration) if private in text]
        check(leaked == [], "… without their addresses", f"{leaked}\n{text}")

    def correct(self, reference: str) -> None:
        address = "ursule@office.example"
        self.club.registrations("correct", reference, "--email", address, "--yes")
        mails = wait(lambda: [mail for mail in self.emulator.mails() if mail["To"] == [address]], bool)
        check(len(mails) == 1, "the corrected address gets the mail", mails)
        listed = self.club.registrations("list", "--mail", "refused")
        check(reference not in listed.stdout, "… and the registration is not listed any more", listed)
        self.club.registrations("cancel", reference, "--yes")
