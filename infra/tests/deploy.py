"""Deploys a site with infra/deploy to an AWS emulator, registers there, and deploys, returns and interrupts releases.

    target/ci/infra/bin/python infra/tests/deploy.py target/debug

The argument is the folder of the binaries `generator`, `handler`, `notify` and `registrations`, built for this machine.
docs/operations/emulator.md lists what the emulator cannot show.
"""

import sys
import tempfile
import time
from pathlib import Path

from bounces import Bounce
from canary import Canary
from checks import check, tail
from club import SENDER, STACK, Club
from domain import use_a_domain
from emulator import Emulator
from interruptions import Interruptions
from recovery import Recovery
from registration import Registration
from releases import Releases


def main() -> None:
    binaries = Path(sys.argv[1]).resolve()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ateliers-infra-") as folder, Emulator(Path(folder)) as emulator:
        try:
            run(Club(Path(folder), binaries, emulator))
        except BaseException:
            print(f"\nThe end of the emulator's log:\n{tail(emulator.log)}", file=sys.stderr)
            raise
    print(f"deployed and checked in {time.monotonic() - began:.0f} s")


def run(club: Club) -> None:
    refused = club.run("rollback")
    check(refused.returncode == 2 and "nothing is deployed yet" in refused.stderr, "nothing is deployed", refused.stderr)
    refused = club.run("mail")
    check(refused.returncode == 2 and "run `infra/deploy` first" in refused.stderr, "… not even the domain of mails", refused)
    planned = club.deploy("--dry-run")
    report = club.deploy()
    stacks = {f"{STACK}-releases", STACK, f"{STACK}-site", f"{STACK}-alarms"}
    check({change.partition(":")[0] for change in planned["resources"]} == stacks, "every stack is planned", planned)
    check({change.partition("/")[0] for change in report["resources"]} == stacks, "… and made", report["resources"])
    check(sorted(planned["uploaded"]) == sorted(report["uploaded"]), "… and every upload", (planned, report))
    check(report["address"].startswith("https://"), f"the site is deployed at {report['address']}", report)
    check(noticed(report, "forms are refused, because"), "… which its build does not expect, and that is reported", report)
    registration = Registration(club)
    path = registration.run()
    Bounce(club).run()
    Recovery(club).run()
    releases = Releases(club, path)
    releases.run()
    Interruptions(releases).run()
    releases.replace_the_secret()
    releases.keep_three_releases()
    Canary(club).run()
    use_a_domain(club)
    delete(club, registration)
    use_an_identity(club)


def delete(club: Club, registration: Registration) -> None:
    """Deletes the stacks and checks that the stored data remains."""
    s3 = club.emulator.client("s3")
    bucket = club.outputs(f"{STACK}-site")["SiteBucket"]
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        for version in versions:
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    for stack in (f"{STACK}-alarms", f"{STACK}-site", STACK):
        club.emulator.aws("cloudformation", "delete-stack", "--stack-name", stack)
        club.emulator.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", stack)
    functions = club.emulator.client("lambda").list_functions()["Functions"]
    check(functions == [], "the deleted stack's functions are gone", functions)
    tables = club.emulator.client("dynamodb").list_tables()["TableNames"]
    check(tables == [registration.table], "its table is still there", tables)
    secret = club.emulator.client("secretsmanager").describe_secret(SecretId=registration.secret)
    check(secret.get("DeletedDate") is None, "… and its key", secret)


def noticed(report: dict, text: str) -> bool:
    return any(text in notice for notice in report["notices"])


def use_an_identity(club: Club) -> None:
    """Deploys another site for a domain that SES has already, for other mails of the club, and whose DNS is not in Route 53."""
    site = "second.club.example"
    ses = club.emulator.client("sesv2")
    domain = SENDER.split("@")[1]
    identities = [one["IdentityName"] for one in ses.list_email_identities()["EmailIdentities"]]
    check(domain not in identities, "the deleted stack's identity is gone", identities)
    ses.create_email_identity(EmailIdentity=domain)
    with club.settings.open("a") as file:
        file.write(f'name = "second"\ndomain = "{site}"\n')
    club.replace("site.yaml", "https://ateliers.example", f"https://{site}")
    report = club.deploy()
    target = club.outputs("second-site")["DistributionDomain"]
    check(noticed(report, f"DNS must have {site} CNAME {target}"), "the record that leads to the site is printed", report)
    check(not noticed(report, "forms are refused"), "… and its build expects that address", report)
    listed = club.emulator.client("cloudformation").list_stack_resources(StackName="second")["StackResourceSummaries"]
    names = {one["LogicalResourceId"] for one in listed}
    check("Table" in names and "MailIdentity" not in names, "an identity that exists is used as it is", names)
    again = club.deploy()
    check(again["resources"] == [], "… and stays so", again["resources"])


if __name__ == "__main__":
    main()
