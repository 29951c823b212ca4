"""Commands that are stopped at any moment: no interruption harms the live site, and the next command goes on."""

import json
import signal
import time

from checks import check, wait
from club import STACK, WORKSHOP, stopped
from releases import PAGE, Releases

# Where commands are killed: a part of what the step prints, and the number of its writes to AWS before.
INTERRUPTIONS = [
    ("the bucket of releases", 0),
    ("upload what is new", 0),
    ("upload what is new", 2),
    ("registrations", 0),
    ("registrations", 1),
    ("the site", 0),
    ("alarms", 0),
    ("publish the functions", 0),
    ("check that the functions work", 0),
    ("fingerprinted files", 0),
    ("fingerprinted files", 1),
    ("direct traffic", 0),
    ("direct traffic", 1),
    ("replace", 0),
    ("replace", 3),
    ("from the caches", 0),
    ("record the release", 0),
    ("remove 1 files", 0),
    ("no longer kept", 0),
]
RETURNS = [
    ("replace", 0),
    ("replace", 3),
    ("direct traffic", 0),
    ("direct traffic", 1),
    ("record the release", 0),
]


class Interruptions:
    """Deployments and returns to earlier releases that do not end by themselves."""

    def __init__(self, releases: Releases):
        self.releases = releases
        self.club = releases.club
        # The title of the workshop, and the changes that were made to be interrupted.
        self.title = "L’atelier renommé"
        self.changes: list[str] = []

    def run(self) -> None:
        self.run_twice_at_once()
        self.wait_for_the_lock()
        self.interrupt()
        self.interrupt_returns()
        self.return_after_an_interruption()

    def run_twice_at_once(self) -> None:
        """Stops a deployment while it holds the lock, and starts another."""
        self.club.build()
        first = self.club.start_interrupted(signal.SIGSTOP, "registrations", 0, "deploy")
        wait(lambda: stopped(first), bool)
        check(stopped(first), "a deployment is stopped while it holds the lock", first.poll())
        second = self.club.run("deploy")
        check(second.returncode == 3, "a second one at the same time waits", second.stderr)
        check("try again" in second.stderr, "… and says so", second.stderr)
        first.send_signal(signal.SIGCONT)
        output, errors = first.communicate(timeout=120)
        check(first.returncode == 0, "the first one completes", errors + output)

    def wait_for_the_lock(self) -> None:
        """Leaves a lock as that of a machine that vanished: it holds until it expires."""
        s3 = self.club.emulator.client("s3")
        bucket = self.club.outputs(f"{STACK}-releases")["ReleasesBucket"]
        holder = {"command": "infra/deploy", "machine": "elsewhere/boot", "process": 1}
        for expires, status in ((time.time() + 1000, 3), (time.time() - 1, 0)):
            s3.put_object(Bucket=bucket, Key="lock.json", Body=json.dumps(holder | {"expires": expires}).encode())
            ended = self.club.run("deploy")
            check(ended.returncode == status, f"another machine's lock is respected: {status}", ended.stderr)
            check(status == 0 or "runs on elsewhere" in ended.stderr, "… and its holder is named", ended.stderr)

    def interrupt(self) -> None:
        """Kills deployments at each step; each next one goes on from there."""
        is_complete = True
        for step, write in INTERRUPTIONS:
            if is_complete:
                self.change_everything(f"{step} {write}")
            process = self.club.start_interrupted(signal.SIGKILL, step, write, "deploy")
            output, errors = process.communicate(timeout=120)
            is_complete = process.returncode == 0
            check(process.returncode in (0, -signal.SIGKILL), "a deployment ends as expected", errors + output)
            if is_complete:
                # What the runs before did needs no step any more; the change that was made now does.
                check(step in self.again(step, write), f"a deployment is killed at `{step}`", errors)
                is_complete = False
            self.is_working(f"killed at `{step}`, before write {write}")
        report = self.club.succeed("deploy")
        check(report["release"], "the next deployment completes the last one that was killed", report)
        page = self.club.visit("GET", f"/ateliers/{WORKSHOP}/")
        check(self.title in page.text, "… with its pages", page)
        page = self.club.visit("GET", self.releases.registration)
        check(self.title in page.text, "… and its functions", page)
        self.releases.change_nothing()

    def interrupt_returns(self) -> None:
        """Kills returns to an earlier release at each step; each time, the next command gives it up."""
        live, before, *_ = (one["release"] for one in self.club.succeed("releases"))
        for step, write in RETURNS:
            self.club.kill(step, write, "rollback", before)
            self.is_working(f"killed at `{step}`, before write {write}")
            report = self.club.succeed("rollback")
            check(report["release"] == live, "the next command gives the return up", report)
            self.is_working("given up")
        self.club.kill("replace", 3, "rollback", before)
        report = self.club.succeed("rollback", before)
        check(report["release"] == before, "… or completes it", report)
        self.is_working("completed")
        report = self.club.succeed("rollback", live)
        check(report["release"] == live, "… and back", report)
        self.is_working("returned")
        self.releases.change_nothing()

    def return_after_an_interruption(self) -> None:
        """Kills a deployment that changed only how long a page is cached, which S3 does not list, and returns."""
        self.club.build()
        file = self.club.dist / "deployment/headers.json"
        rules = json.loads(file.read_text())
        for rule in rules:
            if rule["path"] == "*":
                rule["headers"]["cache-control"] = "public, max-age=77"
        file.write_text(json.dumps(rules))
        self.club.kill("from the caches", 0, "deploy")
        served = self.club.visit("GET", "/confidentialite/").getheader("cache-control")
        check(served == "public, max-age=77", "… after it wrote the pages", served)
        report = self.club.succeed("rollback")
        check(PAGE in report["changed"], "returning writes them again, though their content is the same", report)
        check(report["invalidated"] == ["/*"], "… and removes them from the caches", report)
        self.club.build()
        self.releases.compare_every_file()
        self.releases.change_nothing()

    def again(self, step: str, write: int) -> str:
        """Interrupts the deployment of another change, and returns the last line that it printed."""
        self.change_everything(f"{step} {write}, again")
        process = self.club.start_interrupted(signal.SIGKILL, step, write, "deploy")
        return process.communicate(timeout=120)[1].splitlines()[-1] if process.wait() == -signal.SIGKILL else ""

    def change_everything(self, name: str) -> None:
        """Changes the functions' data, an asset with all pages, and the name of a page."""
        before, self.title = self.title, f"L’atelier interrompu à {name}"
        self.club.replace(f"workshops/{WORKSHOP}/index.md", before, self.title)
        with (self.club.site / "themes/default/static/style.css").open("a") as file:
            file.write(f"\n/* {name} */\nbody {{ outline-width: {len(self.changes)}px }}\n")
        pages = self.club.content / "pages"
        for page in pages.glob("essai-*.md"):
            page.unlink()
        (pages / f"essai-{len(self.changes)}.md").write_text("---\ntitle: Un essai\n---\n\nUn essai.\n")
        self.changes.append(name)
        self.club.build()

    def is_working(self, when: str) -> None:
        paths = ["/", f"/ateliers/{WORKSHOP}/", f"/ateliers/{WORKSHOP}/inscription/", self.releases.registration]
        broken = [path for path in paths if not self.club.is_whole(path)]
        check(broken == [], f"{when}: pages, their files and the registration are served", broken)
        page, own = (self.club.visit("GET", path).text for path in (f"/ateliers/{WORKSHOP}/", self.releases.registration))
        check(self.title not in page or self.title in own, "… and no page meets an older handler", (page, own))
