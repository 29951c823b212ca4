"""A site and the functions that belong to it, built or taken from where they were built."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from deployment import lost, site_files
from deployment.release import Release, package_key
from deployment.report import MISUSED, DeployError, Report
from deployment.wanted import INFRA, PACKAGE_PARAMETERS


@dataclass(frozen=True)
class Sources:
    """Where the site and the functions come from."""

    # The generator's output, or None to build the site.
    dist: Path | None
    # The folder with the functions' binaries, or None to build them.
    binaries: Path | None
    # The workshops that `dist` does not have any more on purpose.
    removed: Collection[str] = ()


@dataclass(frozen=True)
class Built:
    """A site and its functions, ready to be deployed."""

    # The release that was live before the build, and with whose workshops it was compared.
    since: str | None
    dist: Path
    files: site_files.Files
    # The package of each function.
    packages: dict[str, Path]

    def package_keys(self) -> dict[str, str]:
        """Returns where the packages are in the bucket of releases."""
        return {name: package_key(package.name) for name, package in self.packages.items()}

    def workshop(self) -> str | None:
        """Returns a workshop that people can register for, or have been able to, if there is one."""
        workshops = site_files.deployment_file(self.dist, "published.json").get("workshops", {})
        return next((name for name, workshop in workshops.items() if workshop.get("offer")), None)


# Where packages are kept, so that an unchanged one is not made again: beside the Python of infra/deploy.
PACKAGES = Path(sys.prefix).parent / "packages"


def build(sources: Sources, architecture: str, live: Release | None, report: Report) -> Built:
    """Builds and packages what is not built yet.

    A workshop of the live release that has registrations must not vanish. The build is compared with it, or what is already
    built is compared here.
    """
    root = INFRA.parent
    dist = sources.dist
    if dist is None:
        report.step("build the site")
        dist = root / "dist"
        with tempfile.TemporaryDirectory(prefix="ateliers-deploy-") as folder:
            against = Path(folder) / "published.json"
            against.write_text(json.dumps(live.published if live else {}))
            run(["cargo", "site", *(["--against", str(against)] if live else [])], root)
    elif live:
        lost.refuse(live.published, site_files.deployment_file(dist, "published.json"), sources.removed)
    report.step("package the functions")
    command = [sys.executable, str(INFRA / "package"), "--dist", str(dist), "--output", str(PACKAGES)]
    command += ["--architecture", architecture]
    if sources.binaries:
        command += ["--binaries", str(sources.binaries)]
    printed = dict(line.split("=") for line in run(command, root).split())
    packages = {name: PACKAGES / printed[parameter] for name, parameter in PACKAGE_PARAMETERS.items()}
    return Built(live.id if live else None, dist, site_files.read(dist), packages)


def run(command: list[str], folder: Path) -> str:
    """Runs a program and returns its standard output; its messages are shown."""
    try:
        return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
    except FileNotFoundError:
        raise DeployError(f"`{command[0]}` is missing; install it, or pass --dist and --binaries", MISUSED) from None
    except subprocess.CalledProcessError as error:
        raise DeployError(f"`{' '.join(command[:2])}` failed; its message is above") from error


def commit(folder: Path) -> str:
    """Returns the commit that a folder is at, or nothing."""
    try:
        found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
