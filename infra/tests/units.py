"""Tests of the parts of infra/deploy that need no AWS.

    PYTHONPATH=infra target/ci/infra/bin/python -m unittest infra/tests/units.py
"""

import json
import re
import runpy
import tempfile
import unittest
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deployment import account, difference, functions, lost, origin_secret, release, settings, site_files, storage, wanted
from deployment.report import DeployError
from deployment.site_files import SiteFile

PACKAGE = runpy.run_path(str(Path(__file__).parent.parent / "package"))


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

    def test_the_bounce_domain_is_below_that_of_the_sender(self) -> None:
        valid = {"region": "eu-west-3", "mail_from": "a@club.example"}
        for domain, problems in (("", 0), ("bounce.club.example", 0), ("club.example", 1), ("bounce.example", 1), ("no", 2)):
            self.assertEqual(len(settings.check(valid | {"bounce_domain": domain})), problems, domain)
        self.assertEqual(settings.Settings(**valid).return_domain, "bounce.club.example")
        self.assertEqual(settings.Settings(**valid, bounce_domain="b.club.example").return_domain, "b.club.example")

    def test_numbers_that_aws_refuses_are_reported(self) -> None:
        valid = {"region": "eu-west-3", "mail_from": "a@b.example"}
        for name, value, problems in (
            ("log_retention_days", 45, 1),
            ("log_retention_days", 60, 0),
            ("requests_per_five_minutes", 9, 1),
            ("requests_per_five_minutes", -1, 1),
            ("requests_per_five_minutes", 10, 0),
            ("requests_per_five_minutes", 0, 0),
        ):
            self.assertEqual(len(settings.check(valid | {name: value})), problems, (name, value))

    def test_only_an_address_of_this_machine_is_an_emulator(self) -> None:
        for url in ("http://127.0.0.1:4566", "http://localhost:4566", "http://[::1]:4566"):
            self.assertEqual(wanted.emulator(url), url)
        for url in ("", "https://proxy.example", "http://10.0.0.7:4566", "http://localhost.example"):
            self.assertIsNone(wanted.emulator(url), url)

    def test_what_cloudfront_still_uses_stays_until_it_does_not(self) -> None:
        def edge(in_use: tuple[str, ...], **others: Any) -> set[str] | None:
            stack = wanted.Wanted(settings.Settings("eu-west-3", "a@b.example", **others)).edge(in_use)
            return set(stack.parameters) if stack else None

        everything = {"AlarmAddress", "DomainName", "HostedZoneId", "RequestsPerFiveMinutes"}
        self.assertIsNone(edge(("CertificateArn", "WebAclArn")))
        self.assertEqual(edge((), domain="b.example"), everything)
        self.assertEqual(edge(("CertificateArn", "WebAclArn"), domain="b.example"), everything - {"RequestsPerFiveMinutes"})
        kept = edge(("CertificateArn", "WebAclArn"), requests_per_five_minutes=100)
        self.assertEqual(kept, everything - {"DomainName", "HostedZoneId"})

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

    def test_every_kind_of_attachment_has_its_type(self) -> None:
        rust = (Path(__file__).parent.parent.parent / "generator/addresses/src/attachment.rs").read_text()
        (listed,) = re.findall(r"\[&str; \d+\] = \[(.*?)\];", rust, re.DOTALL)
        extensions = re.findall(r'"([a-z0-9]+)"', listed)
        self.assertIn("pdf", extensions)
        untyped = [one for one in extensions if site_files.content_type(f"a.{one}") == "application/octet-stream"]
        self.assertEqual(untyped, [])

    def test_addresses_and_files_are_inverse(self) -> None:
        for path in ("index.html", "a/index.html", "été/plan (1).pdf", "404.html", "my-index.html"):
            self.assertEqual(site_files.file_of(site_files.address_of(path)), path)
        self.assertEqual(site_files.address_of("my-index.html"), "/my-index.html")


class Packages(unittest.TestCase):
    def test_only_files_of_the_other_function_are_left_out(self) -> None:
        directory = Path("dist/handler")
        for_handler = {"members.json", "pages.json", "questionnaires/a.json", "private-documents/a/plan.pdf"}
        for_notifier = {"mails.json", "scheduled-mails/a.json"}
        # Workshops and documents that are named like other files.
        names = ("mails", "members", "pages")
        for_both = {"catalogue.json", *(f"{folder}/{name}.json" for folder in ("workshops", "private") for name in names)}
        for_handler |= {f"private-documents/a/{name}.json" for name in names} | {"private-documents/mails/mails.json"}
        data = [directory / path for path in sorted(for_handler | for_notifier | for_both)]
        for function, expected in (("handler", for_handler | for_both), ("notify", for_notifier | for_both)):
            found = {file.relative_to(directory).as_posix() for file in PACKAGE["used"](function, directory, data)}
            self.assertEqual(found, expected, function)

    def test_more_than_lambda_unpacks_is_refused_with_the_largest_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            sizes = {f"{number}.pdf": number * 1024 * 1024 for number in range(10, 20)} | {"a.pdf": 55 * 1024 * 1024}
            for name, size in sizes.items():
                # Without content, so that it takes no space.
                with (Path(folder) / name).open("wb") as file:
                    file.truncate(size)
            files = sorted(Path(folder).iterdir())
            self.assertEqual(PACKAGE["largest_of_too_many"](files), [])
            with (Path(folder) / "10.pdf").open("ab") as file:
                file.write(b"a")
            largest = PACKAGE["largest_of_too_many"](files)
            self.assertEqual(len(largest), 5)
            self.assertEqual(largest[0], f"{Path(folder) / 'a.pdf'} (55.0 MB)")
            self.assertEqual(largest[1], f"{Path(folder) / '19.pdf'} (19.0 MB)")


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
        addresses = difference.invalidations([self.old], self.new, change)
        # Also what an interrupted deployment wrote: the bucket has it already.
        self.assertEqual(addresses, ["/", "/a.ics", "/gone/", "/gone/index.html", "/index.html", "/same.txt"])

    def test_many_addresses_are_one(self) -> None:
        many = {f"{number}.txt": a_file("1") for number in range(difference.INVALIDATE_ALL)}
        change = difference.between({}, {}, many, set())
        self.assertEqual(difference.invalidations([{}], many, change), ["/*"])
        del many["0.txt"]
        change = difference.between({}, {}, many, set())
        self.assertEqual(len(difference.invalidations([{}], many, change)), difference.INVALIDATE_ALL - 1)

    def test_what_an_interrupted_deployment_wrote_is_put_back(self) -> None:
        """Its content may be the same, and only the type, caching or redirect another, which the bucket does not list."""
        live = {path: file.md5 for path, file in self.new.items()}
        first = self.new | {"a.ics": a_file("6", cache_control="x")}
        second = self.new | {"same.txt": a_file("8", location="/b/"), "added.txt": a_file("9")}
        known = difference.certain(self.new, [first, second])
        change = difference.between(live, known, self.new, set())
        self.assertEqual(change.pages, ["a.ics", "same.txt"])
        addresses = difference.invalidations([self.new, first, second], self.new, change)
        self.assertEqual(addresses, ["/a.ics", "/added.txt", "/same.txt"])
        self.assertEqual(difference.certain(self.new, []), self.new)


class Releases(unittest.TestCase):
    def test_a_record_is_read_as_it_was_written(self) -> None:
        files = {"a/index.html": a_file("1", location="/b/"), "b": a_file("2")}
        written = release.Release("id", "now", "", files, {"handler": "h.zip"}, {"handler": "1"}, {"workshops": {}}, "essai")
        self.assertEqual(release.loads(written.dumps()), written)

    def test_a_record_of_another_version_is_refused(self) -> None:
        written = release.Release("id", "now", "", {}, {}, {})
        newer = json.dumps(json.loads(written.dumps()) | {"version": 2})
        with self.assertRaisesRegex(DeployError, "has version 2, and this infra/deploy reads version 1"):
            release.loads(newer)
        for pending, read in ((None, []), ("b", ["b"]), (["a", "b"], ["a", "b"])):
            text = json.dumps({"live": "a", "pending": pending, "kept": ["a"]})
            self.assertEqual(storage.State(**release.read_version(text, "state.json", 1)).pending, read)

    def test_every_interrupted_release_is_remembered(self) -> None:
        state = storage.State("a", [], ["a"]).interrupt("b").interrupt("c").interrupt("b")
        self.assertEqual((state.live, state.pending, state.kept), ("a", ["c", "b"], ["a"]))

    def test_names_sort_by_time_and_differ_by_content(self) -> None:
        files = {"a": a_file("1")}
        early = release.identifier("2027-03-01T08:15:00Z", files, {})
        late = release.identifier("2027-03-01T08:15:01Z", files, {})
        self.assertLess(early, late)
        self.assertNotEqual(early, release.identifier("2027-03-01T08:15:00Z", {"a": a_file("2")}, {}))


class Lost(unittest.TestCase):
    """Workshops that a site built elsewhere does not have any more."""

    def test_only_workshops_with_stored_data_count(self) -> None:
        kept, gone = {"keep_until": "2199-01-01T00:00:00Z"}, {"keep_until": "2001-01-01T00:00:00Z"}
        live = {
            "workshops": {
                "offered": {"offer": kept, "forms": {}},
                "asked": {"offer": None, "forms": {"avis": kept}},
                "past": {"offer": gone, "forms": {}},
                "without": {"forms": {}},
                "renamed": {"offer": kept, "forms": {}},
            },
        }
        wanted = {"workshops": {"new": {}}, "renamed": {"new": {"name": "shown", "former": ["renamed"]}}}
        self.assertEqual(lost.vanished(live, wanted, datetime.now(UTC)), ["offered", "asked"])
        self.assertEqual(lost.vanished(live, live, datetime.now(UTC)), [])
        with self.assertRaisesRegex(DeployError, "`asked`.*confirm it by `--removed asked`$"):
            lost.refuse(live, wanted, ["offered"])
        lost.refuse(live, wanted, ["offered", "asked"])


class OriginSecrets(unittest.TestCase):
    def test_the_handler_has_sums_only_and_accepts_both_while_one_is_replaced(self) -> None:
        first = origin_secret.of_deployment("", replace=True)
        self.assertIsNone(first.next)
        (sum_of_first,) = first.hashes()
        self.assertEqual((len(first.current), len(sum_of_first)), (64, 64))
        self.assertEqual(origin_secret.of_deployment(first.current, replace=False).hashes(), [sum_of_first])
        replaced = origin_secret.of_deployment(first.current, replace=True)
        self.assertEqual((replaced.current, replaced.hashes()[0]), (first.current, sum_of_first))
        after = origin_secret.of_deployment(str(replaced.next), replace=False)
        self.assertEqual(after.hashes(), replaced.hashes()[1:])


class Health(unittest.TestCase):
    def test_answers(self) -> None:
        for name, failed, text, healthy in (
            ("handler", False, '{"statusCode": 200}', True),
            ("handler", False, '{"statusCode": 404}', False),
            ("handler", False, '{"statusCode": 403}', False),
            ("handler", False, '{"statusCode": 503}', False),
            ("handler", False, "null", False),
            ("handler", True, '{"errorType": "Runtime.ExitError"}', False),
            ("notify", False, '{"batchItemFailures": []}', True),
            ("notify", False, '{"batchItemFailures": [{}]}', False),
            ("notify", False, "", False),
        ):
            self.assertEqual(functions.unhealthy(name, failed, text, 200) is None, healthy, (name, text))
        self.assertIsNone(functions.unhealthy("handler", False, '{"statusCode": 404}', 404))


class Accounts(unittest.TestCase):
    site = settings.Settings("eu-west-3", "inscriptions@club.example")

    def test_what_mails_need_is_named_with_its_records(self) -> None:
        identity = {"VerifiedForSendingStatus": False, "DkimAttributes": {"Tokens": ["a1", "b2", "c3"]}}
        sandbox, bounces, records, hint = account.missing_for_mail(self.site, {"ProductionAccessEnabled": False}, identity)
        self.assertIn("Request production access", sandbox)
        self.assertIn("--mail-from-domain bounce.club.example`", bounces)
        self.assertIn("\n    a1._domainkey.club.example CNAME a1.dkim.amazonses.com\n", records)
        self.assertIn("`infra/deploy mail`", hint)
        pending = {"MailFromDomain": "bounce.club.example", "MailFromDomainStatus": "PENDING"}
        verified = {"VerifiedForSendingStatus": True, "MailFromAttributes": pending}
        unseen, _ = account.missing_for_mail(self.site, {"ProductionAccessEnabled": True}, verified)
        self.assertIn("\n    bounce.club.example MX 10 feedback-smtp.eu-west-3.amazonses.com\n", unseen)
        seen = pending | {"MailFromDomainStatus": "SUCCESS"}
        ready = {"ProductionAccessEnabled": True}, verified | {"MailFromAttributes": seen}
        self.assertEqual(account.missing_for_mail(self.site, *ready), [])
        (stopped,) = account.missing_in_ses(self.site, ready[0] | {"SendingEnabled": False}, ready[1])
        self.assertIn("has stopped the mails", stopped)

    def test_a_site_at_another_address_than_its_build_expects_is_reported(self) -> None:
        self.assertEqual(account.notices_about_address("https://a.example/", "https://a.example"), [])
        (notice,) = account.notices_about_address("https://d1.cloudfront.net/", "https://a.example")
        self.assertIn("https://d1.cloudfront.net/ and `base_url` in `site.yaml` is https://a.example", notice)

    def test_alarms_that_reach_no_one_are_reported(self) -> None:
        topic, address = "arn:aws:sns:us-east-1:1:ateliers-edge-Alarms-X", "operator@club.example"

        def missing(*arns: str) -> list[str]:
            others = [{"Endpoint": "other@club.example", "SubscriptionArn": f"{topic}:1"}]
            found = [{"Endpoint": address, "SubscriptionArn": arn} for arn in arns]
            return account.missing_for_alarms(address, topic, others + found)

        self.assertEqual(missing("PendingConfirmation", f"{topic}:2"), [])
        self.assertIn("confirmed by the link", *missing("PendingConfirmation"))
        self.assertIn(f"aws sns subscribe --region us-east-1 --topic-arn {topic} ", *missing())
        self.assertIn("aws sns subscribe", *missing("Deleted"))
        (notice,) = account.notices_about_alarms(None, self.site, [topic])
        self.assertIn("set `alarm_address`", notice)

    def test_records_name_the_zone_of_the_region(self) -> None:
        zone = {"Tokens": ["a1"], "SigningHostedZone": "dkim.eu-south-1.amazonses.com"}
        (record,) = account.dkim_records("club.example", {"DkimAttributes": zone})
        self.assertEqual(record.value, "a1.dkim.eu-south-1.amazonses.com")
        own = zone | {"SigningAttributesOrigin": "EXTERNAL"}
        self.assertEqual(account.dkim_records("club.example", {"DkimAttributes": own}), [])

    def test_records_of_a_certificate_are_named_once_they_exist(self) -> None:
        record = {"Name": "_x.club.example.", "Type": "CNAME", "Value": "_y.acm-validations.aws."}
        options = [{"DomainName": "club.example"}, {"DomainName": "club.example", "ResourceRecord": record}]
        records = account.missing_for_certificate({"DomainValidationOptions": options})
        self.assertEqual([str(one) for one in records], ["_x.club.example. CNAME _y.acm-validations.aws."])
        self.assertEqual(account.missing_for_certificate({}), [])


if __name__ == "__main__":
    unittest.main()
