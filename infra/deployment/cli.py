"""The command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from deployment import account, mail, settings
from deployment.build import Sources
from deployment.deploy import Deployment
from deployment.report import FAILED, WAITING, DeployError, Report

EPILOG = """\
Exit status: 0 success, 1 the command failed; the site works, and running it again resumes, 2 a mistake in the arguments or
settings, 3 something to wait for, such as another deployment or a record in DNS.
"""


def main() -> None:
    arguments = parse_arguments()
    report = Report(arguments.command)
    try:
        text = execute(arguments, report)
    except DeployError as error:
        fail(str(error), error.status)
    except (BotoCoreError, ClientError) as error:
        fail(f"{error}; running it again resumes", FAILED)
    except KeyboardInterrupt:
        fail("interrupted; running it again resumes", FAILED)
    print(text)


def execute(arguments: argparse.Namespace, report: Report) -> str:
    """Runs the command and returns what it prints."""
    read = settings.read(arguments.settings)
    retries = Config(retries={"mode": "standard", "max_attempts": 8}, max_pool_connections=32)
    session = Session(read.region, retries)
    deployment = Deployment(session, read, report)
    match arguments.command:
        case "releases":
            releases = deployment.list_releases()
            if arguments.json:
                return json.dumps(releases, indent=2)
            return "\n".join(
                f"{one['release']}  {'live' if one['live'] else '    '}  {one['files']} files  {one['commit'][:12]}".rstrip()
                for one in releases
            )
        case "published":
            return json.dumps(deployment.published(), indent=2, ensure_ascii=False)
        case "mail":
            account.check_credentials(session, read, report)
            found = mail.check(session, read, mail.lookup_by(mail.resolver()))
            text = json.dumps(found.as_json(), indent=2) if arguments.json else found.as_text()
            if not found.is_complete:
                print(text)
                raise SystemExit(WAITING)
            return text
        case "rollback":
            deployment.roll_back(arguments.release)
        case _:
            sources = Sources(resolved(arguments.dist), resolved(arguments.binaries), arguments.removed)
            if arguments.dry_run:
                deployment.plan(sources)
            else:
                deployment.deploy(sources, arguments.new_origin_secret)
    return report.as_json() if arguments.json else report.as_text()


class Session:
    """Clients of AWS with one configuration."""

    def __init__(self, region: str, config: Config):
        self._session: Any = boto3.Session(region_name=region)
        self._config = config

    def client(self, service: str, region_name: str | None = None) -> Any:
        return self._session.client(service, region_name=region_name, config=self._config)


def resolved(path: Path | None) -> Path | None:
    return path.resolve() if path else None


def fail(message: str, status: int) -> NoReturn:
    print(f"infra/deploy: {message}", file=sys.stderr)
    raise SystemExit(status)


def parse_arguments() -> argparse.Namespace:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="infra/deploy",
        description="Deploy the site and its functions to AWS. Running it again changes only what differs, and resumes "
        "what was interrupted.",
        epilog=EPILOG,
        formatter_class=formatter,
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--settings",
        type=Path,
        default=Path("deploy.toml"),
        metavar="FILE",
        help="the settings [default: deploy.toml]",
    )
    common.add_argument("--json", action="store_true", help="print the result as JSON")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    deploy = commands.add_parser("deploy", parents=[common], help="build and deploy; the default")
    deploy.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    deploy.add_argument("--dist", type=Path, metavar="FOLDER", help="deploy this build instead of building the site")
    deploy.add_argument(
        "--binaries", type=Path, metavar="FOLDER", help="use the functions in this folder instead of building them"
    )
    deploy.add_argument(
        "--removed",
        action="append",
        default=[],
        metavar="WORKSHOP",
        help="with --dist: this workshop was removed on purpose, although registrations for it may be stored; repeatable",
    )
    deploy.add_argument(
        "--new-origin-secret",
        action="store_true",
        help="start to replace the secret between CloudFront and the API; the next deployment completes it",
    )
    rollback = commands.add_parser("rollback", parents=[common], help="return to an earlier release, without a build")
    rollback.add_argument("release", nargs="?", help="its name [default: the one before]")
    commands.add_parser("releases", parents=[common], help="list the releases that can be returned to")
    commands.add_parser(
        "published", parents=[common], help="print what the live site published, for `generator build --against`"
    )
    commands.add_parser(
        "mail",
        parents=[common],
        help="compare DNS and SES with what mails need to arrive, and print the records that are missing",
    )
    # `infra/deploy --dry-run` is `infra/deploy deploy --dry-run`.
    given = sys.argv[1:]
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given = ["deploy", *given]
    return parser.parse_args(given)
