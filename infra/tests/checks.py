"""Assertions that print what holds, and waiting."""

import http.client
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Seen = TypeVar("Seen")

# The longest wait for a mail, in seconds. It usually takes one or two; a busy machine may need many more.
PATIENCE = 120


def check(holds: object, what: str, seen: object) -> None:
    if not holds:
        if isinstance(seen, http.client.HTTPResponse):
            seen = f"{seen.status}\n{seen.getheaders()}\n{getattr(seen, 'text', '')}"
        raise SystemExit(f"FAILED: {what}\n{seen}")
    print(f"ok: {what}", flush=True)


def wait(look: Callable[[], Seen], enough: Callable[[Seen], bool]) -> Seen:
    """Polls `look` until `enough` accepts its result or patience ends, and returns the last result."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if enough(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.2)


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-40:])


def matches(pattern: str, path: str) -> bool:
    """Returns whether a pattern of headers.json matches a path: `*` is any text."""
    head, star, rest = pattern.partition("*")
    if not star:
        return pattern == path
    return path.startswith(head) and any(matches(rest, path[at:]) for at in range(len(head), len(path) + 1))
