"""A drill: a registration is lost, and comes back from point-in-time recovery, as docs/operations/backups.md describes."""

import json
import time

from checks import check
from club import WORKSHOP, Club
from registration import PERSON, identifier

ANOTHER = PERSON | {"given-name": "Aglaé", "email": "aglae@office.example"}


class Recovery:
    """The drill on a deployed site."""

    def __init__(self, club: Club):
        self.club = club
        self.table = club.outputs()["TableName"]

    def run(self) -> None:
        answer = self.club.visit("POST", f"/api/workshops/{WORKSHOP}/registrations", ANOTHER)
        check(answer.status == 303, "another person registers", answer)
        path = answer.getheader("location")
        check(self.verify() == 0, "the seats add up", self.table)
        restored = f"{self.table}-restored"
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        restore = ("restore-table-to-point-in-time", "--source-table-name", self.table, "--target-table-name", restored)
        self.aws(*restore, "--restore-date-time", now)

        keys = {"PK": {"S": f"workshop#{WORKSHOP}"}, "SK": {"S": f"registration#{identifier(path)}"}}
        self.aws("delete-item", "--table-name", self.table, "--key", json.dumps(keys))
        check(self.club.visit("GET", path).status == 404, "the registration is lost", path)
        check(self.verify() == 1, "… and the seats do not add up any more", self.table)

        values = {":workshop": keys["PK"], ":kind": {"S": "registration#"}}
        query = ("query", "--table-name", restored, "--query", "Items[].SK.S", "--output", "text")
        condition = "PK = :workshop AND begins_with(SK, :kind)"
        condition_options = ("--key-condition-expression", condition, "--expression-attribute-values", json.dumps(values))
        found = self.aws(*query, *condition_options)
        check(keys["SK"]["S"] in found.split(), "the restored table lists it", found)
        item = self.aws("get-item", "--table-name", restored, "--key", json.dumps(keys), "--query", "Item")
        unless_there = ("--condition-expression", "attribute_not_exists(PK)")
        self.aws("put-item", "--table-name", self.table, "--item", item, *unless_there)
        page = self.club.visit("GET", path)
        check(page.status == 200 and "Aglaé" in page.text, "copied back, it is shown", page)
        check(self.verify("--repair") == 0, "… and the seats add up", self.table)
        self.aws("delete-table", "--table-name", restored)

    def verify(self, *options: str) -> int:
        """Runs `registrations verify` on the table, and returns its exit status."""
        return self.club.registrations("verify", *options).returncode

    def aws(self, *arguments: str) -> str:
        """Runs the AWS CLI for DynamoDB, as an operator does, and returns what it prints."""
        return self.club.emulator.aws("dynamodb", *arguments)
