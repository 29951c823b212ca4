"""The two buckets: the releases, with the state of the deployment, and the live site.

The bucket of releases has

- `packages/`: the functions' packages, named after their content;
- `objects/`: the content of the site's files, named after their SHA-256 sum;
- `releases/`: a record of each kept release;
- `state.json`: which release is live, and which is being made live;
- `lock.json`: who is deploying.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deployment import release
from deployment.release import PACKAGES, Release, package_key, read_version
from deployment.site_files import Files

# Requests to S3 at the same time.
PARALLEL = 16

# The version of the form of state.json.
STATE_VERSION = 1

# The largest number of keys in a request that deletes them, set by S3.
DELETED_AT_ONCE = 1000


def is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound")


@dataclass
class State:
    """Which releases there are."""

    # The live release, None before the first.
    live: str | None = None
    # The releases that deployments began to make live since then and did not complete, oldest first.
    pending: list[str] = field(default_factory=list)
    # The kept releases, newest first.
    kept: list[str] = field(default_factory=list)

    def interrupt(self, id: str) -> "State":
        """Returns the state while a release is being made live."""
        return replace(self, pending=[*(one for one in self.pending if one != id), id])


@dataclass(frozen=True)
class Work:
    """What accompanies long work."""

    # Raises a DeployError if it must stop: called before each file.
    check: Callable[[], None]
    # Prints how far it is.
    progress: Callable[[str], None]


class Releases:
    """The bucket of releases."""

    def __init__(self, s3: Any, bucket: str):
        self.s3 = s3
        self.bucket = bucket

    def read(self, key: str) -> str | None:
        """Returns an object, or None if there is none."""
        try:
            return str(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode())
        except ClientError as error:
            if is_missing(error):
                return None
            raise

    def state(self) -> State:
        text = self.read("state.json")
        return State(**read_version(text, "state.json", STATE_VERSION)) if text else State()

    def write_state(self, state: State) -> None:
        text = json.dumps({"version": STATE_VERSION, **vars(state)})
        self.s3.put_object(Bucket=self.bucket, Key="state.json", Body=text.encode())

    def release(self, id: str) -> Release | None:
        text = self.read(f"releases/{id}.json")
        return release.loads(text) if text else None

    def kept(self, state: State) -> list[Release]:
        """Returns the records of the kept releases, newest first."""
        return [found for id in state.kept if (found := self.release(id))]

    def write_release(self, written: Release) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"releases/{written.id}.json", Body=written.dumps().encode())

    def before(self, state: State) -> list[Files]:
        """Returns the recorded files of the live release, none before the first, and of each that is pending."""
        found = [self.release(id) if id else None for id in (state.live, *state.pending)]
        return [one.files if one else {} for one in found]

    def missing_objects(self, files: Files) -> list[str]:
        """Returns the files whose content is not stored yet; of those with equal content, one."""
        stored = {key.removeprefix("objects/") for key in keys(self.s3, self.bucket, "objects/")}
        by_content = {file.sha256: path for path, file in files.items()}
        return sorted(path for sha256, path in by_content.items() if sha256 not in stored)

    def upload_objects(self, root: Path, files: Files, paths: Sequence[str], work: Work) -> None:
        def upload(path: str) -> None:
            key = f"objects/{files[path].sha256}"
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=(root / path).read_bytes())

        each(upload, paths, work)

    def has(self, package: Path) -> bool:
        """Returns whether a package is stored."""
        key = package_key(package.name)
        return key in keys(self.s3, self.bucket, key)

    def upload_package(self, package: Path) -> bool:
        """Uploads a package unless it is stored already, and returns whether it did."""
        if self.has(package):
            return False
        self.s3.put_object(Bucket=self.bucket, Key=package_key(package.name), Body=package.read_bytes())
        return True

    def remove_unused(self, kept: Iterable[Release]) -> None:
        """Removes what no kept release needs."""
        used = set()
        for one in kept:
            used |= {f"releases/{one.id}.json"}
            used |= {f"objects/{file.sha256}" for file in one.files.values()}
            used |= {package_key(package) for package in one.packages.values()}
        stored = [key for prefix in ("objects/", PACKAGES, "releases/") for key in keys(self.s3, self.bucket, prefix)]
        delete(self.s3, self.bucket, [key for key in stored if key not in used])


class Site:
    """The bucket of the live site."""

    def __init__(self, s3: Any, bucket: str):
        self.s3 = s3
        self.bucket = bucket

    def files(self) -> dict[str, str]:
        """Returns the MD5 sum of each file, as S3 reports it for objects that were written at once."""
        return {entry["Key"]: entry["ETag"].strip('"') for entry in entries(self.s3, self.bucket, "")}

    def write(self, releases: Releases, files: Files, paths: Sequence[str], work: Work) -> None:
        """Copies files from the stored content of a release, within S3."""

        def copy(path: str) -> None:
            file = files[path]
            self.s3.copy_object(
                Bucket=self.bucket,
                Key=path,
                CopySource={"Bucket": releases.bucket, "Key": f"objects/{file.sha256}"},
                MetadataDirective="REPLACE",
                ContentType=file.content_type,
                CacheControl=file.cache_control,
                Metadata={"location": file.location} if file.location else {},
            )

        each(copy, paths, work)

    def remove(self, paths: Sequence[str]) -> None:
        delete(self.s3, self.bucket, paths)


def entries(s3: Any, bucket: str, prefix: str) -> Iterable[dict[str, Any]]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from page.get("Contents", [])


def keys(s3: Any, bucket: str, prefix: str) -> set[str]:
    return {entry["Key"] for entry in entries(s3, bucket, prefix)}


def delete(s3: Any, bucket: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), DELETED_AT_ONCE):
        chunk = [{"Key": key} for key in keys[start : start + DELETED_AT_ONCE]]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": chunk, "Quiet": True})
        if failed := answer.get("Errors"):
            raise ClientError({"Error": failed[0]}, "DeleteObjects")


def each(do: Callable[[str], None], paths: Sequence[str], work: Work) -> None:
    """Does something for all paths, in the order in which they start, and raises the first error."""

    def checked(path: str) -> None:
        work.check()
        do(path)

    with ThreadPoolExecutor(PARALLEL) as pool:
        for done, _ in enumerate(pool.map(checked, paths), start=1):
            if done % 100 == 0:
                work.progress(f"{done} of {len(paths)} files")
