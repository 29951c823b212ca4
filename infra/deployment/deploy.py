"""The commands: deploy, plan a deployment, and go back to an earlier release."""

import time
from typing import Any

from deployment import account, difference, origin_secret, site_files
from deployment.build import Built, Sources, build, commit
from deployment.edge import Edge
from deployment.edge_stack import EdgeStack
from deployment.functions import Functions
from deployment.lock import Lock
from deployment.origin_secret import OriginSecret
from deployment.publication import Publication
from deployment.release import FUNCTIONS, Release, identifier
from deployment.report import MISUSED, WAITING, DeployError, Report
from deployment.settings import Settings
from deployment.stacks import Stack, Stacks
from deployment.storage import Releases, Site, Work
from deployment.wanted import WATCHED, Wanted


class Deployment:
    """A site in an account."""

    def __init__(self, session: Any, settings: Settings, report: Report):
        self._session = session
        self._settings = settings
        self._report = report
        self._wanted = Wanted(settings)
        self._s3 = session.client("s3")
        self._stacks = Stacks(session.client("cloudformation"), report.progress)
        self._edge_stack = EdgeStack(session, settings, self._wanted, report)

    # ------------------------------------------------------------------------------------------------ commands

    def deploy(self, sources: Sources, new_secret: bool) -> None:
        """Builds and deploys a release, or completes one that was interrupted."""
        self._report.step("check the account")
        account.check_credentials(self._session, self._settings, self._report)
        built = self._build(sources)
        is_first = self._releases() is None
        if is_first:
            # The lock is in this bucket.
            self._deploy_releases()
        releases = self._require_releases()
        with Lock(self._s3, releases.bucket, "infra/deploy") as lock:
            self._require_unchanged(releases, built)
            if not is_first:
                self._deploy_releases()
            self._upload(releases, built, lock)
            secret = self._secret(new_secret)
            self._deploy_stacks(releases, built, secret, lock)
            self._publish(releases, built, lock)
            if secret.next:
                self._step(lock, "give the new secret to CloudFront, which takes some minutes")
                registrations = self._stacks.outputs(self._wanted.registrations_name)
                self._report.resources += self._stacks.deploy(self._site(built, secret.next, registrations))
                self._report.notice("the old secret is accepted until the next `infra/deploy`; run it now")
        for notice in self._notices(built):
            self._report.notice(notice)

    def plan(self, sources: Sources) -> None:
        """Finds out what a deployment would change, and changes nothing."""
        self._report.dry_run = True
        self._report.step("check the account")
        account.check_credentials(self._session, self._settings, self._report)
        built = self._build(sources)
        self._report.step("compare with what is deployed")
        self._plan_stacks(built)
        self._plan_files(built)
        for notice in self._notices_about_address(built):
            self._report.notice(notice)

    def roll_back(self, id: str | None) -> None:
        """Returns to a release: by default the one before, or the live one if a deployment was interrupted."""
        releases = self._require_releases()
        with Lock(self._s3, releases.bucket, "infra/deploy rollback") as lock:
            state = releases.state()
            older = [one for one in state.kept if state.live and one < state.live]
            chosen = id or (state.live if state.pending else next(iter(older), None))
            if chosen is None:
                raise DeployError("there is no earlier release", MISUSED)
            found = releases.release(chosen) if chosen in state.kept else None
            if found is None:
                raise DeployError(f"there is no release `{chosen}`; `infra/deploy releases` lists them", MISUSED)
            self._report.step(f"return to release {chosen}")
            publication = self._publication(releases, lock)
            is_older = chosen < max([state.live or "", *state.pending])
            publication.publish(found, state, None, is_older)

    def list_releases(self) -> list[dict[str, Any]]:
        """Returns the kept releases, newest first."""
        releases = self._require_releases()
        state = releases.state()
        found = releases.kept(state)
        return [
            {
                "release": one.id,
                "created": one.created,
                "commit": one.commit,
                "files": len(one.files),
                "versions": one.versions,
                "live": one.id == state.live,
            }
            for one in found
        ]

    def published(self) -> dict[str, Any]:
        """Returns the generator's record of the live site, for `generator build --against`."""
        live = self._live()
        if live is None:
            raise DeployError("nothing is deployed yet; run `infra/deploy`", MISUSED)
        return live.published

    # ---------------------------------------------------------------------------------------------- what there is

    def _releases(self) -> Releases | None:
        bucket = self._stacks.outputs(self._wanted.releases().name).get("ReleasesBucket")
        return Releases(self._s3, bucket) if bucket else None

    def _require_releases(self) -> Releases:
        releases = self._releases()
        if releases is None:
            raise DeployError("nothing is deployed yet; run `infra/deploy`", MISUSED)
        return releases

    def _live(self) -> Release | None:
        releases = self._releases()
        live = releases.state().live if releases else None
        return releases.release(live) if releases and live else None

    def _functions(self) -> Functions | None:
        """Returns the functions, or None before there are any."""
        resource, stack = self._stacks.resource, self._wanted.registrations_name
        names = {name: found for name, logical in FUNCTIONS.items() if (found := resource(stack, logical))}
        return Functions(self._session.client("lambda"), names) if len(names) == len(FUNCTIONS) else None

    def _publication(self, releases: Releases, lock: Lock) -> Publication:
        functions = self._functions()
        site = self._stacks.outputs(self._wanted.site_name)
        if functions is None or not site:
            raise DeployError("nothing is deployed yet; run `infra/deploy`", MISUSED)
        self._report.address = site["Address"]
        return Publication(
            releases,
            Site(self._s3, site["SiteBucket"]),
            functions,
            Edge(self._session.client("cloudfront"), site["DistributionId"]),
            lock,
            self._report,
        )

    def _secret(self, replace: bool) -> OriginSecret:
        distribution = self._stacks.outputs(self._wanted.site_name).get("DistributionId")
        known = Edge(self._session.client("cloudfront"), distribution).secret() if distribution else ""
        return origin_secret.of_deployment(known, replace)

    def _site(self, built: Built, secret: str, registrations: dict[str, str]) -> Stack:
        """Returns the stack of the site, given the outputs of the registrations' stack."""
        return self._wanted.site(registrations, self._edge_stack.outputs(), secret, site_files.has_editor(built.dist))

    def _notices(self, built: Built) -> list[str]:
        """Returns what the operator still has to do after a deployment."""
        topics = (self._stacks.resource(self._wanted.alarms_name, "Alarms"), self._edge_stack.topic())
        return [
            *self._notices_about_address(built),
            *account.notices_about_alarms(self._session, self._settings, [topic for topic in topics if topic]),
            *account.notices_about_mail(self._session, self._settings),
        ]

    def _notices_about_address(self, built: Built) -> list[str]:
        domain = self._settings.domain
        address = f"https://{domain}/" if domain else self._stacks.outputs(self._wanted.site_name).get("Address")
        return account.notices_about_address(address, site_files.base_url(built.dist)) if address else []

    # --------------------------------------------------------------------------------------------------- steps

    def _build(self, sources: Sources) -> Built:
        return build(sources, self._settings.architecture, self._live(), self._report)

    def _require_unchanged(self, releases: Releases, built: Built) -> None:
        """Raises a DeployError if another release became live since the build, which was not compared with it."""
        id = releases.state().live
        live = releases.release(id) if id else None
        if (live.id if live else None) != built.since:
            raise DeployError(f"release {id} became live while this one was built; run this again", WAITING)

    def _deploy_releases(self) -> None:
        self._report.step("the bucket of releases")
        self._report.resources += self._stacks.deploy(self._wanted.releases())

    def _upload(self, releases: Releases, built: Built, lock: Lock) -> None:
        self._step(lock, "upload what is new")
        missing = releases.missing_objects(built.files)
        releases.upload_objects(built.dist / "site", built.files, missing, Work(lock.check, self._report.progress))
        self._report.uploaded += missing
        for package in built.packages.values():
            if releases.upload_package(package):
                self._report.uploaded.append(package.name)

    def _deploy_stacks(self, releases: Releases, built: Built, secret: OriginSecret, lock: Lock) -> None:
        stacks, wanted, report = self._stacks, self._wanted, self._report

        def step(what: str) -> None:
            self._step(lock, what)

        self._edge_stack.deploy(step)
        step("registrations: table, functions and API")
        report.resources += stacks.deploy(self._registrations(releases, built, secret))
        registrations = stacks.outputs(wanted.registrations_name)
        step("the site: bucket and CloudFront, which takes some minutes when it changes")
        report.resources += stacks.deploy(self._site(built, secret.current, registrations))
        self._edge_stack.remove_unused(step)
        step("alarms")
        report.resources += stacks.deploy(wanted.alarms(registrations))
        domain = self._settings.domain
        if domain and not self._settings.hosted_zone:
            target = stacks.outputs(wanted.site_name)["DistributionDomain"]
            report.notice(f"DNS must have {domain} CNAME {target}")

    def _registrations(self, releases: Releases, built: Built, secret: OriginSecret) -> Stack:
        domain = self._settings.mail_domain
        is_own = self._stacks.resource(self._wanted.registrations_name, "MailIdentity") == domain
        is_there = not is_own and account.has_mail_identity(self._session, domain)
        return self._wanted.registrations(releases.bucket, built.package_keys(), secret, is_there)

    def _publish(self, releases: Releases, built: Built, lock: Lock) -> None:
        publication = self._publication(releases, lock)
        self._step(lock, "publish the functions")
        versions = publication.functions.publish()
        state = releases.state()
        packages = {name: package.name for name, package in built.packages.items()}
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        wanted = Release(
            id=identifier(created, built.files, packages),
            created=created,
            commit=commit(built.dist),
            files=built.files,
            packages=packages,
            versions=versions,
            published=site_files.deployment_file(built.dist, "published.json"),
            workshop=built.workshop(),
        )
        live = releases.release(state.live) if state.live else None
        if not state.pending and wanted.is_same(live) and publication.is_live(wanted, state):
            self._report.release = state.live
            return
        if live and wanted.is_same(live):
            # Something outside changed the site, or removals were interrupted: the release itself is not another one.
            wanted = live
        publication.publish(wanted, state, self._settings.keep_releases, is_older=False)

    def _plan_stacks(self, built: Built) -> None:
        stacks, wanted = self._stacks, self._wanted
        changes = stacks.plan(wanted.releases())
        releases = self._releases()
        registrations = stacks.outputs(wanted.registrations_name)
        changes += self._edge_stack.plan()
        if releases and registrations:
            secret = self._secret(False)
            changes += stacks.plan(self._registrations(releases, built, secret))
            if wanted.edge_outputs() - self._edge_stack.outputs().keys():
                changes.append(f"{wanted.site_name}: Modify, as soon as {wanted.edge_name} is there")
            else:
                changes += stacks.plan(self._site(built, secret.current, registrations))
            changes += self._plan_alarms(registrations)
        else:
            missing = (wanted.registrations_name, wanted.site_name, wanted.alarms_name)
            changes += [f"{name}: Add every resource" for name in missing]
        self._report.resources += changes

    def _plan_alarms(self, registrations: dict[str, str]) -> list[str]:
        wanted = self._wanted
        if registrations.keys() >= set(WATCHED):
            return self._stacks.plan(wanted.alarms(registrations))
        # An older stack gets the outputs that it lacks before the alarms are deployed.
        return [f"{wanted.alarms_name}: Modify, as soon as {wanted.registrations_name} is deployed"]

    def _plan_files(self, built: Built) -> None:
        releases = self._releases()
        bucket = self._stacks.outputs(self._wanted.site_name).get("SiteBucket")
        packages = [package.name for package in built.packages.values() if not (releases and releases.has(package))]
        if releases is None or bucket is None:
            self._report.changed = sorted(built.files)
            self._report.uploaded = self._report.changed + packages
            return
        state = releases.state()
        in_use = {path for one in releases.kept(state) for path in one.files}
        before = releases.before(state)
        recorded = difference.certain(before[0], before[1:])
        change = difference.between(Site(self._s3, bucket).files(), recorded, built.files, in_use)
        self._report.uploaded = releases.missing_objects(built.files) + packages
        self._report.changed, self._report.removed = sorted([*change.assets, *change.pages]), change.removed

    def _step(self, lock: Lock, what: str) -> None:
        lock.check()
        self._report.step(what)
