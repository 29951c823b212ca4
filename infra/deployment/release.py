"""The record of a release: all that is needed to make it live again."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from deployment.report import DeployError
from deployment.site_files import Files, SiteFile

# The version of the form of a release's record.
VERSION = 1

# The functions by the names of their binaries, with the resource of template.yaml.
FUNCTIONS = {"handler": "Handler", "notify": "Notifier"}


# Where the packages are in the bucket of releases.
PACKAGES = "packages/"


def package_key(package: str) -> str:
    """Returns where the package with this name is in the bucket of releases."""
    return f"{PACKAGES}{package}"


@dataclass(frozen=True)
class Release:
    """A site together with the functions that belong to it."""

    id: str
    # When it was first deployed, in UTC.
    created: str
    # The commit from which it was built, if there is one.
    commit: str
    files: Files
    # The name of each function's package.
    packages: dict[str, str]
    # The published version of each function.
    versions: dict[str, str]
    # The generator's record of what it published, for `generator build --against`.
    published: dict[str, Any] = field(default_factory=dict)
    # A workshop with which the handler's health can be checked.
    workshop: str | None = None

    def dumps(self) -> str:
        members = {"version": VERSION} | vars(self) | {"files": {path: file.as_json() for path, file in self.files.items()}}
        return json.dumps(members, ensure_ascii=False, sort_keys=True)

    def is_same(self, other: "Release | None") -> bool:
        """Whether both look and work the same."""
        return other is not None and (self.files, self.packages, self.versions) == (
            other.files,
            other.packages,
            other.versions,
        )


def read_version(text: str, name: str, version: int) -> dict[str, Any]:
    """Returns the members of a record in JSON without its version; raises a DeployError if it has another one.

    The first records had no version and are read as version 1; `pending` was then one release or none.
    """
    members: dict[str, Any] = json.loads(text)
    found = members.pop("version", None)
    if found is None and not isinstance(members.get("pending", []), list):
        members["pending"] = [members["pending"]] if members["pending"] else []
    if found not in (None, version):
        raise DeployError(
            f"{name} in the bucket of releases has version {found}, and this infra/deploy reads version {version}; "
            "use that of the version of Ateliers that was deployed last"
        )
    return members


def loads(text: str) -> Release:
    members = read_version(text, "the record of a release", VERSION)
    files = {path: SiteFile(**file) for path, file in members.pop("files").items()}
    return Release(files=files, **members)


def identifier(created: str, files: Files, packages: dict[str, str]) -> str:
    """Returns the name of a release, which sorts by time: `20270301T081500Z-5f2c9a1b`."""
    content = json.dumps([sorted((path, file.as_json()) for path, file in files.items()), sorted(packages.items())])
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    return f"{created.replace('-', '').replace(':', '')}-{digest}"
