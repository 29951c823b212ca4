"""Tests of the parts of infra/deploy that need no AWS.

    PYTHONPATH=infra target/ci/infra/bin/python -m unittest infra/tests/units.py
"""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from deployment import account, difference, functions, release, settings, site_files
from deployment.report import DeployError
from deployment.site_files import SiteFile


def a_file(content: str, **others: Any) -> SiteFile:
    """Returns a file whose sums are its content."""
    defaults: dict[str, Any] = {"size": 1, "content_type": "text/html", "cache_control": "no-store"}
    return SiteFile(sha256=content, md5=content, **(defaults | others))


class Settings(unittest.TestCase):
    def test_every_problem_is_reported(self) -> None:
        problems = settings.check({"domain": "https://club.example", "mail_form": "a@b.example", "keep_releases": 1})
        self.assertEqual(len(problems), 5, problems)
        text = "\n".join(problems)
        for part in ("unknown setting `mail_form`", "`region` is missing", "`mail_from` is missing", "a domain", "at least 2"):
            self.assertIn(part, text)

    def test_the_example_is_valid(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "deploy.toml"
            file.write_text(settings.EXAMPLE)
            self.assertEqual(settings.read(file).domain, "ateliers.club.example")
            file.write_text("region = 3")
            with self.assertRaisesRegex(DeployError, "text in quotation marks"):
                settings.read(file)
            with self.assertRaisesRegex(DeployError, "is missing; write it"):
                settings.read(Path(folder) / "none.toml")


class Files(unittest.TestCase):
    def test_files_have_the_headers_and_redirects_of_their_addresses(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            dist = Path(folder)
            rules = [
                {"path": "/assets/*", "headers": {"cache-control": "year"}},
                {"path": "*.html", "headers": {"cache-control": "minute"}},
                {"path": "*.*", "headers": {"cache-control": "five"}},
                {"path": "*", "headers": {"cache-control": "minute"}},
            ]
            redirects = [{"from": "/%C3%A9t%C3%A9/", "to": "/hiver/", "status": 301}]
            written = {
                "deployment/headers.json": json.dumps(rules),
                "deployment/redirects.json": json.dumps(redirects),
                "site/index.html": "a",
                "site/404.html": "b",
                "site/été/index.html": "c",
                "site/assets/s.css": "d",
                "site/v1.2/atom.xml": "e",
            }
            for path, content in written.items():
                (dist / path).parent.mkdir(parents=True, exist_ok=True)
                (dist / path).write_text(content)
            files = site_files.read(dist)
            kept = {path: (file.cache_control, file.location) for path, file in files.items()}
            expected = {
                "index.html": ("minute", None),
                "404.html": ("minute", None),
                "été/index.html": ("minute", "/hiver/"),
                "assets/s.css": ("year", None),
                "v1.2/atom.xml": ("five", None),
            }
            self.assertEqual(kept, expected)
            self.assertEqual(files["v1.2/atom.xml"].content_type, "application/atom+xml; charset=utf-8")
            (dist / "site/404.html").unlink()
            with self.assertRaisesRegex(DeployError, "404.html is missing"):
                site_files.read(dist)

    def test_addresses_and_files_are_inverse(self) -> None:
        for path in ("index.html", "a/index.html", "été/plan (1).pdf", "404.html", "my-index.html"):
            self.assertEqual(site_files.file_of(site_files.address_of(path)), path)
        self.assertEqual(site_files.address_of("my-index.html"), "/my-index.html")


class Differences(unittest.TestCase):
    def setUp(self) -> None:
        self.old = {
            "index.html": a_file("1"),
            "a.ics": a_file("2"),
            "gone/index.html": a_file("3"),
            "assets/old.css": a_file("4"),
        }
        self.new = {"index.html": a_file("5"), "a.ics": a_file("6"), "assets/new.css": a_file("7"), "same.txt": a_file("8")}

    def compare(self, live: dict[str, str], kept: set[str]) -> difference.Difference:
        return difference.between(live, self.old, self.new, kept)

    def test_pages_come_after_the_files_that_they_name(self) -> None:
        change = self.compare({path: file.md5 for path, file in self.old.items()}, set())
        self.assertEqual(change.assets, ["assets/new.css"])
        self.assertEqual(change.pages, ["a.ics", "same.txt", "index.html"])
        self.assertEqual(change.removed, ["assets/old.css", "gone/index.html"])

    def test_fingerprinted_files_of_kept_releases_stay(self) -> None:
        change = self.compare({path: file.md5 for path, file in self.old.items()}, set(self.old))
        self.assertEqual(change.removed, ["gone/index.html"])

    def test_the_bucket_counts_and_not_the_record_alone(self) -> None:
        live = {path: file.md5 for path, file in self.new.items()}
        self.assertTrue(difference.between(live, self.new, self.new, set()).is_empty)
        damaged = difference.between(live | {"a.ics": "x"}, self.new, self.new, set())
        self.assertEqual(damaged.pages, ["a.ics"])
        retyped = difference.between(live, self.new | {"a.ics": a_file("6", content_type="x")}, self.new, set())
        self.assertEqual(retyped.pages, ["a.ics"])

    def test_what_changed_is_removed_from_the_caches_in_both_forms(self) -> None:
        change = self.compare({path: file.md5 for path, file in self.new.items()}, set())
        addresses = difference.invalidations(self.old, self.new, change)
        # Also what an interrupted deployment wrote: the bucket has it already.
        self.assertEqual(addresses, ["/", "/a.ics", "/gone/", "/gone/index.html", "/index.html", "/same.txt"])

    def test_many_addresses_are_one(self) -> None:
        many = {f"{number}.txt": a_file("1") for number in range(difference.INVALIDATE_ALL)}
        change = difference.between({}, {}, many, set())
        self.assertEqual(difference.invalidations({}, many, change), ["/*"])


class Releases(unittest.TestCase):
    def test_a_record_is_read_as_it_was_written(self) -> None:
        files = {"a/index.html": a_file("1", location="/b/"), "b": a_file("2")}
        written = release.Release("id", "now", "", files, {"handler": "h.zip"}, {"handler": "1"}, {"workshops": {}}, "essai")
        self.assertEqual(release.loads(written.dumps()), written)

    def test_names_sort_by_time_and_tell_contents_apart(self) -> None:
        files = {"a": a_file("1")}
        early = release.identifier("2027-03-01T08:15:00Z", files, {})
        late = release.identifier("2027-03-01T08:15:01Z", files, {})
        self.assertLess(early, late)
        self.assertNotEqual(early, release.identifier("2027-03-01T08:15:00Z", {"a": a_file("2")}, {}))


class Health(unittest.TestCase):
    def test_answers(self) -> None:
        for name, failed, text, healthy in (
            ("handler", False, '{"statusCode": 200}', True),
            ("handler", False, '{"statusCode": 404}', True),
            ("handler", False, '{"statusCode": 403}', False),
            ("handler", False, '{"statusCode": 503}', False),
            ("handler", False, "null", False),
            ("handler", True, '{"errorType": "Runtime.ExitError"}', False),
            ("notify", False, '{"batchItemFailures": []}', True),
            ("notify", False, '{"batchItemFailures": [{}]}', False),
            ("notify", False, "", False),
        ):
            self.assertEqual(functions.unhealthy(name, failed, text) is None, healthy, (name, text))


class Accounts(unittest.TestCase):
    def test_what_mails_need_is_named_with_its_records(self) -> None:
        identity = {"VerifiedForSendingStatus": False, "DkimAttributes": {"Tokens": ["a1", "b2", "c3"]}}
        sandbox, records = account.missing_for_mail("club.example", {"ProductionAccessEnabled": False}, identity)
        self.assertIn("Request production access", sandbox)
        self.assertIn("\n    a1._domainkey.club.example CNAME a1.dkim.amazonses.com\n", records)
        ready = {"ProductionAccessEnabled": True}, {"VerifiedForSendingStatus": True}
        self.assertEqual(account.missing_for_mail("club.example", *ready), [])

    def test_records_of_a_certificate_are_named_once_they_exist(self) -> None:
        record = {"Name": "_x.club.example.", "Type": "CNAME", "Value": "_y.acm-validations.aws."}
        options = [{"DomainName": "club.example"}, {"DomainName": "club.example", "ResourceRecord": record}]
        records = account.missing_for_certificate({"DomainValidationOptions": options})
        self.assertEqual(records, ["_x.club.example. CNAME _y.acm-validations.aws."])
        self.assertEqual(account.missing_for_certificate({}), [])


if __name__ == "__main__":
    unittest.main()
