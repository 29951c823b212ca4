"""Releases: what a deployment uploads, what returning changes, and the secret of CloudFront."""

import json
import shutil
import time

from checks import check, matches
from club import STACK, WORKSHOP, Club

PAGE = "confidentialite/index.html"


class Releases:
    """The checks of a deployed site that concern its releases."""

    def __init__(self, club: Club, registration: str):
        self.club = club
        self.emulator = club.emulator
        # The path of a registration that every release must show.
        self.registration = registration

    def run(self) -> None:
        self.compare_every_file()
        self.change_nothing()
        self.change_a_page_and_return()
        self.redirect()
        self.use_the_editor()
        self.refuse_an_unhealthy_handler()

    # ---------------------------------------------------------------------------------------------- what is served

    def compare_every_file(self) -> None:
        """Compares each file at its address, and its headers with the rules of view/src/headers.rs."""
        rules = json.loads((self.club.dist / "deployment/headers.json").read_text())
        redirects = json.loads((self.club.dist / "deployment/redirects.json").read_text())
        former = {redirect["from"] for redirect in redirects}
        names = {name for rule in rules for name in rule["headers"]}
        root = self.club.dist / "site"
        files = [file for file in root.rglob("*") if file.is_file()]
        for file in files:
            path = file.relative_to(root).as_posix()
            address = "/" + (path.removesuffix("index.html") if file.name == "index.html" else path)
            answer = self.club.visit("GET", address)
            if answer.status != (301 if address in former else 200) or answer.body != file.read_bytes():
                check(False, f"{address} is served", answer)
            expected = next(rule["headers"] for rule in rules if matches(rule["path"], address))
            served = {name: value for name in names if (value := answer.getheader(name)) is not None}
            if served != expected:
                check(False, f"{address} has the headers of the rules", (served, expected))
        check(len(files) > 10, f"{len(files)} files have exactly the headers of the rules", files)
        for address in ("/nowhere/", "/nowhere.pdf", "/assets/nowhere.css"):
            answer = self.club.visit("GET", address)
            check(answer.status == 404 and "<h1" in answer.text, f"{address} is answered with 404 and a page", answer)
        answer = self.club.visit("GET", f"/ateliers/{WORKSHOP}")
        check(answer.getheader("location") == f"/ateliers/{WORKSHOP}/", "a folder is led to its page", answer)
        answer = self.club.visit("GET", "/", headers={"X-Forwarded-Proto": "http"})
        check(answer.getheader("location", "").startswith("https://"), "http is led to https", answer)
        private = self.club.visit("GET", "/state.json")
        check(private.status == 404, "the record of releases is not on the site", private)

    def redirect(self) -> None:
        """Renames a page and checks that its former address leads to it."""
        aliases = "aliases: [/ateliers/ancien/, /ateliers/ancien.ics]"
        self.club.replace(f"workshops/{WORKSHOP}/index.md", "audience: Personne", f"audience: Personne\n{aliases}")
        self.club.deploy()
        for former, current in (("/", ""), (".ics", f"{WORKSHOP}.ics")):
            answer = self.club.visit("GET", f"/ateliers/ancien{former}")
            check(answer.status == 301, f"the former address of {current or 'the page'} redirects", answer)
            to = f"/ateliers/{WORKSHOP}/{current}"
            check(answer.getheader("location") == to, "… to the current one", answer)
            check(answer.getheader("x-amz-meta-location") is None, "… and shows no metadata", answer)

    def use_the_editor(self) -> None:
        """Turns on the web editor, whose files alone may have its headers."""
        site = self.club.content / "site.yaml"
        site.write_text(site.read_text() + "\neditor:\n  host: github\n  repository: club/ateliers\n")
        report = self.club.deploy()
        check(f"{STACK}-site/Distribution: Modify" in report["resources"], "the web editor is turned on", report)
        self.compare_every_file()
        policies = [self.club.visit("GET", path).getheader("content-security-policy") for path in ("/admin/", "/")]
        check(["unsafe-inline" in policy for policy in policies] == [True, False], "… and only it has them", policies)

    # ------------------------------------------------------------------------------------------------- releases

    def change_nothing(self) -> None:
        report = self.club.deploy()
        done = {name: report[name] for name in ("resources", "uploaded", "changed", "removed", "functions")}
        check(not any(done.values()), "deploying again changes nothing: 0 uploads, 0 resources", done)

    def change_a_page_and_return(self) -> None:
        before = self.club.succeed("releases")
        check([one["live"] for one in before] == [True, False], "two releases are kept, the newer is live", before)
        page = self.club.content / "pages/confidentialite.md"
        page.write_text(page.read_text() + "\nUne phrase nouvelle.\n")
        planned = self.club.deploy("--dry-run")
        check(planned["uploaded"] == planned["changed"] == [PAGE], "the plan is one upload", planned)
        check(planned["resources"] == [], "… and no resource", planned)
        check("Une phrase nouvelle" not in self.club.visit("GET", "/confidentialite/").text, "… and a plan only", planned)
        report = self.club.deploy()
        check(report["uploaded"] == report["changed"] == [PAGE], "changing a page uploads one file", report)
        addresses = ["/confidentialite/", "/confidentialite/index.html"]
        check(report["invalidated"] == addresses, "… and removes only it from the caches", report["invalidated"])
        check(report["resources"] == [] and report["functions"] == {}, "… and changes no function", report)
        check("Une phrase nouvelle" in self.club.visit("GET", "/confidentialite/").text, "the new page is served", report)

        began = time.monotonic()
        report = self.club.succeed("rollback")
        print(f"    rolled back in {time.monotonic() - began:.1f} s")
        check(report["release"] == before[0]["release"], "rolling back returns to the release before", report)
        check(report["uploaded"] == [] and report["changed"] == [PAGE], "… without an upload", report)
        check("Une phrase nouvelle" not in self.club.visit("GET", "/confidentialite/").text, "… with its page", report)
        self.registration_is_shown()
        report = self.club.succeed("rollback", before[1]["release"])
        check(report["functions"] == {"handler": "1", "notify": "1"}, "a chosen release has its functions", report)
        page = self.club.visit("GET", self.registration)
        check(page.status == 200 and "L’atelier d’essai" in page.text, "… which show the registration", page)
        report = self.club.deploy()
        check(report["uploaded"] == [], "deploying the newest content again uploads nothing", report)
        check(self.club.versions() == {"handler": "2", "notify": "2"}, "… and has its functions", self.club.versions())

    def refuse_an_unhealthy_handler(self) -> None:
        broken = self.club.binaries.with_name("broken")
        shutil.copytree(self.club.binaries, broken)
        (broken / "handler").write_text("#!/bin/sh\nexit 1\n")
        before = self.club.versions()
        page = self.club.content / "pages/confidentialite.md"
        content = page.read_text()
        page.write_text(content + "\nUne page du gestionnaire cassé.\n")
        self.club.build()
        ended = self.club.run("deploy", binaries=broken)
        check(ended.returncode == 1 and "is not healthy" in ended.stderr, "a broken handler fails", ended.stderr)
        check(self.club.versions() == before, "… and gets no traffic", self.club.versions())
        check("cassé" not in self.club.visit("GET", "/confidentialite/").text, "… nor do its pages appear", ended.stderr)
        self.registration_is_shown()
        page.write_text(content)

    def keep_three_releases(self) -> None:
        releases = self.club.succeed("releases")
        check(len(releases) == 3, "only the last three releases are kept", releases)
        s3 = self.emulator.client("s3")
        bucket = self.club.outputs(f"{STACK}-releases")["ReleasesBucket"]
        keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]]
        kept = {f"releases/{one['release']}.json" for one in releases}
        check({key for key in keys if key.startswith("releases/")} == kept, "… with their records", keys)
        used = set()
        for record in kept:
            content = json.loads(s3.get_object(Bucket=bucket, Key=record)["Body"].read())
            used |= {f"objects/{file['sha256']}" for file in content["files"].values()}
        check({key for key in keys if key.startswith("objects/")} == used, "… and exactly their content", keys)

    def replace_the_secret(self) -> None:
        before = self.club.secret()
        viewer = {"CloudFront-Viewer-Address": "192.0.2.9:50000", "x-origin-verify": before}
        self.club.kill("give the new secret", 0, "deploy", "--new-origin-secret")
        self.registration_is_shown()
        self.club.deploy()
        check(self.club.secret() == before, "the next deployment keeps the old secret", "another one")
        self.registration_is_shown()
        report = self.club.deploy("--new-origin-secret")
        check(self.club.secret() != before, "CloudFront gets a new secret", "still the old one")
        check(report["resources"][-1] == f"{STACK}-site/Distribution: Modify", "… after the handler accepts it", report)
        self.registration_is_shown()
        answer = self.club.visit_api("GET", self.registration, headers=viewer)
        check(answer.status == 200, "… as well as the old one", answer)
        new = self.club.secret()
        self.club.deploy()
        check(self.club.secret() == new, "the next deployment keeps the new one", "another one")
        self.registration_is_shown()
        answer = self.club.visit_api("GET", self.registration, headers=viewer)
        check(answer.status == 403, "… and makes the handler refuse the old one", answer)
        oldest = self.club.succeed("releases")[-1]["release"]
        ended = self.club.run("rollback", oldest)
        check(ended.returncode == 1 and "does not accept the secret" in ended.stderr, "… as are releases", ended.stderr)
        self.registration_is_shown()
        self.change_nothing()

    def registration_is_shown(self) -> None:
        page = self.club.visit("GET", self.registration)
        check(page.status == 200 and "Zébulon" in page.text, "the registration from before is shown", page)
