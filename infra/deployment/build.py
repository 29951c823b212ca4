"""A site and the functions that belong to it, built or taken from where they were built."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deployment import site_files
from deployment.report import MISUSED, DeployError, Report
from deployment.wanted import INFRA, PACKAGE_PARAMETERS


@dataclass(frozen=True)
class Sources:
    """Where the site and the functions come from."""

    # The generator's output, or None to build the site.
    dist: Path | None
    # The folder with the functions' binaries, or None to build them.
    binaries: Path | None


@dataclass(frozen=True)
class Built:
    """A site and its functions, ready to be deployed."""

    dist: Path
    files: site_files.Files
    # The package of each function.
    packages: dict[str, Path]

    def workshop(self) -> str | None:
        """Returns a workshop of the catalogue, if it has one."""
        workshops = json.loads((self.dist / "handler/catalogue.json").read_text()).get("workshops", [])
        return str(workshops[0]) if workshops else None


# Where packages are kept, so that an unchanged one is not made again: beside the Python of infra/deploy.
PACKAGES = Path(sys.prefix).parent / "packages"


def build(sources: Sources, architecture: str, against: Path | None, report: Report) -> Built:
    """Builds and packages what is not built yet.

    `against` is the record of the live site: a workshop that has registrations must not vanish.
    """
    root = INFRA.parent
    dist = sources.dist
    if dist is None:
        report.step("build the site")
        dist = root / "dist"
        run(["cargo", "site", *(["--against", str(against)] if against else [])], root)
    report.step("package the functions")
    command = [sys.executable, str(INFRA / "package"), "--dist", str(dist), "--output", str(PACKAGES)]
    command += ["--architecture", architecture]
    if sources.binaries:
        command += ["--binaries", str(sources.binaries)]
    printed = dict(line.split("=") for line in run(command, root).split())
    packages = {name: PACKAGES / printed[parameter] for name, parameter in PACKAGE_PARAMETERS.items()}
    return Built(dist, site_files.read(dist), packages)


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
