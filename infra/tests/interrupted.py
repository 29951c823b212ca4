"""Runs infra/deploy and sends itself a signal at a chosen moment: before a certain write to AWS in a certain step.

    interrupted.py SIGKILL STEP WRITE ARGUMENTS…

STEP is a part of what the step prints; writes count from 0. A command that does not get there is not interrupted, and
exits with status 0.
"""

import os
import signal
import sys
from typing import Any

from botocore.client import BaseClient
from deployment import cli
from deployment.report import Report

READS = ("Get", "List", "Head", "Describe", "Validate")


def main() -> None:
    kind, at_step, at_write = signal.Signals[sys.argv[1]], sys.argv[2], int(sys.argv[3])
    sys.argv = ["infra/deploy", *sys.argv[4:]]
    now: dict[str, Any] = {"step": "", "write": 0}
    step, call = Report.step, BaseClient._make_api_call

    def count_step(self: Report, what: str) -> None:
        now.update(step=what, write=0)
        step(self, what)

    def count_write(self: BaseClient, operation: str, arguments: Any) -> Any:
        if not operation.startswith(READS):
            if at_step in now["step"] and now["write"] == at_write:
                os.kill(os.getpid(), kind)
            now["write"] += 1
        return call(self, operation, arguments)

    Report.step = count_step
    BaseClient._make_api_call = count_write
    cli.main()


if __name__ == "__main__":
    main()
