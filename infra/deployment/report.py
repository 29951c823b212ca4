"""What is printed: progress on standard error, and the result on standard output, as text or JSON."""

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

# Exit statuses: 1 is a failed deployment, 2 a mistake in what the operator wrote, 3 something to wait for.
FAILED = 1
MISUSED = 2
WAITING = 3


class DeployError(Exception):
    """A problem that ends the command. The message says what to do."""

    def __init__(self, message: str, status: int = FAILED):
        super().__init__(message)
        self.status = status


@dataclass
class Report:
    """The result of a command, and its progress."""

    command: str
    dry_run: bool = False
    # The identifier of the release that is live afterwards, if one is.
    release: str | None = None
    address: str | None = None
    # Changed resources of the stacks: `stack/resource: action`.
    resources: list[str] = field(default_factory=list)
    # Files whose content was uploaded.
    uploaded: list[str] = field(default_factory=list)
    # Files of the live site.
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    invalidated: list[str] = field(default_factory=list)
    # The versions to which the functions' aliases moved.
    functions: dict[str, str] = field(default_factory=dict)
    # What the operator should know or do.
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._started = time.monotonic()

    def step(self, what: str) -> None:
        """Prints that a step starts."""
        print(f"[{time.monotonic() - self._started:5.0f} s] {what}", file=sys.stderr, flush=True)

    def progress(self, what: str) -> None:
        """Prints how far a long step is."""
        print(f"          {what}", file=sys.stderr, flush=True)

    def notice(self, what: str) -> None:
        """Remembers what the operator should know or do."""
        if what not in self.notices:
            self.notices.append(what)

    @property
    def is_empty(self) -> bool:
        """Whether nothing had to be changed."""
        return not (self.resources or self.uploaded or self.changed or self.removed or self.functions)

    def as_json(self) -> str:
        members: dict[str, Any] = dict(vars(self))
        del members["_started"]
        return json.dumps(members, indent=2, ensure_ascii=False)

    def as_text(self) -> str:
        lines = []
        for title, items in (
            ("resources", self.resources),
            ("uploads", self.uploaded),
            ("changed files", self.changed),
            ("removed files", self.removed),
            ("functions", [f"{name}: version {version}" for name, version in self.functions.items()]),
        ):
            if items:
                lines.append(f"{title} ({len(items)})")
                lines += [f"    {item}" for item in items]
        if self.is_empty:
            lines.append("nothing to change")
        lines += [f"note: {notice}" for notice in self.notices]
        if self.dry_run:
            lines.append("This was a dry run; nothing was changed.")
        elif self.release:
            lines.append(f"release {self.release} is live" + (f" at {self.address}" if self.address else ""))
        return "\n".join(lines)
