"""The lock that keeps two deployments apart: an object in the bucket of releases, written only on condition.

It is a lease. Its holder renews it while it works, so the lock of a machine that vanished expires; that of a process that
ended on this machine is taken at once.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deployment.report import WAITING, DeployError

KEY = "lock.json"

# How long a lock holds without being renewed, in seconds, and how often it is renewed. Far longer than a request takes
# with all its repetitions.
LEASE = 180
RENEWAL = 30


def this_machine() -> str:
    """Identifies the machine since it was started, so that a process number means something."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{socket.gethostname()}/{boot.read_text().strip() if boot.exists() else ''}"


def is_running(process: int) -> bool:
    """Returns whether there is a process with this number on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Lock:
    """Holds the lock during a `with` block."""

    def __init__(self, s3: Any, bucket: str, command: str, now: Callable[[], float] = time.time):
        self._s3 = s3
        self._bucket = bucket
        self._command = command
        self._now = now
        self._etag: str | None = None
        # Distinguishes this holder from every other, so that it recognises its own lock after a request was repeated.
        self._token = secrets.token_hex(16)
        # Until when the lock holds.
        self._expires = 0.0
        self._lost = threading.Event()
        self._released = threading.Event()

    def __enter__(self) -> "Lock":
        found = self._find()
        if found and not self._is_free(found[0]):
            holder = found[0]
            raise DeployError(
                f"{holder['command']} runs on {holder['machine'].split('/')[0]} (process {holder['process']}); "
                "try again when it is done",
                WAITING,
            )
        if not self._write(found[1] if found else None, self._now() + LEASE):
            raise DeployError("another deployment started at the same moment; try again when it is done", WAITING)
        self._renewing = threading.Thread(target=self._renew, daemon=True)
        self._renewing.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._renewing.join()
        if not self._lost.is_set():
            self._write(self._etag, 0)
        self._expires = 0

    def check(self) -> None:
        """Raises a DeployError if the lock could not be kept, or if it may have expired, as after the machine slept."""
        if self._lost.is_set() or self._expires <= self._now():
            raise DeployError("the lock could not be renewed, so another deployment may have started; run this again")

    def _find(self) -> tuple[dict[str, Any], str] | None:
        """Returns the lock and its ETag."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=KEY)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return json.loads(answer["Body"].read()), answer["ETag"]

    def _is_free(self, holder: dict[str, Any]) -> bool:
        if holder["expires"] <= self._now():
            return True
        return holder["machine"] == this_machine() and not is_running(holder["process"])

    def _write(self, etag: str | None, expires: float) -> bool:
        """Writes the lock if it is still that with the ETag, or if there is still none; returns whether it did."""
        holder = {
            "command": self._command,
            "machine": this_machine(),
            "process": os.getpid(),
            "token": self._token,
            "expires": expires,
        }
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        try:
            answer = self._s3.put_object(Bucket=self._bucket, Key=KEY, Body=json.dumps(holder).encode(), **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"):
                return self._has_written(holder)
            raise
        self._etag, self._expires = answer["ETag"], expires
        return True

    def _has_written(self, holder: dict[str, Any]) -> bool:
        """Returns whether the lock is this one, written by a request that was repeated because its answer got lost."""
        found = self._find()
        if found is None or found[0] != holder:
            return False
        self._etag, self._expires = found[1], holder["expires"]
        return True

    def _renew(self) -> None:
        while not self._released.wait(RENEWAL):
            try:
                kept = self._write(self._etag, self._now() + LEASE)
            except Exception:  # The next attempt decides, as long as the lease holds.
                kept = self._now() < self._expires - RENEWAL
            if not kept:
                self._lost.set()
                return
