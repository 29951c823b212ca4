"""Makes a release live, in an order in which every moment is a working site, and in which an interruption can be resumed.

1. The functions' new versions are invoked, without traffic: if one does not work, nothing is changed.
2. The record that this release is pending, so that the next command knows what an interruption may have left.
3. New fingerprinted files: no page names them yet.
4. Traffic moves to the functions. A newer handler takes the forms of older pages.
5. Other files, and pages last. When going back to an older release, this comes before the functions, for the same reason.
6. The caches of CloudFront.
7. The record of what is live.
8. Removals: only now does nothing name these files.
"""

from deployment import difference
from deployment.edge import Edge
from deployment.functions import ALIAS, Functions
from deployment.lock import Lock
from deployment.release import Release
from deployment.report import Report
from deployment.storage import Releases, Site, State, Work


class Publication:
    """The parts of a deployed site that a release changes."""

    def __init__(self, releases: Releases, site: Site, functions: Functions, edge: Edge, lock: Lock, report: Report):
        self.releases = releases
        self.site = site
        self.functions = functions
        self.edge = edge
        self._lock = lock
        self._report = report
        self._work = Work(lock.check, report.progress)

    def publish(self, wanted: Release, state: State, keep: int | None, is_older: bool) -> None:
        """Makes a release live.

        `keep` is the number of releases to keep; None keeps all, because the stack may still name the package of a release
        that never became live, and needs it to undo a change.
        """
        kept = {one.id: one for one in self.releases.kept(state)}
        before = self.releases.before(state)
        recorded = difference.certain(before[0], before[1:])
        in_use = {path for one in kept.values() for path in one.files}
        change = difference.between(self.site.files(), recorded, wanted.files, in_use)

        self._step("check that the functions work")
        self.functions.check(wanted.versions, wanted.workshop, self.edge.secret())
        self.releases.write_release(wanted)
        self.releases.write_state(state.interrupt(wanted.id))
        if change.assets:
            self._step(f"add {len(change.assets)} fingerprinted files")
            self.site.write(self.releases, wanted.files, change.assets, self._work)
        if not is_older:
            self._move(wanted)
        if change.pages:
            self._step(f"replace {len(change.pages)} files")
            # One after the other kind, because files are written at the same time.
            for pages in (False, True):
                paths = [path for path in change.pages if path.endswith(".html") is pages]
                self.site.write(self.releases, wanted.files, paths, self._work)
        if is_older:
            self._move(wanted)
        if before[0] and (addresses := difference.invalidations(before, wanted.files, change)):
            self._step("remove what changed from the caches")
            self.edge.invalidate(addresses)
            self._report.invalidated = addresses
        self._step("record the release")
        kept[wanted.id] = wanted
        newest = sorted(kept, reverse=True)
        remaining = sorted({*newest[:keep], wanted.id}, reverse=True)
        self.releases.write_state(State(live=wanted.id, kept=remaining))
        self._remove_files(wanted, [kept[id] for id in remaining])
        if keep is not None:
            self._remove_releases(wanted, [kept[id] for id in remaining])
        self._report.changed = sorted([*change.assets, *change.pages])
        self._report.release = wanted.id

    def is_live(self, release: Release, state: State) -> bool:
        """Returns whether exactly this release is live, whatever the record of it."""
        change = self._compared(release, self.releases.kept(state))
        return change.is_empty and self.functions.live() == release.versions

    def _compared(self, release: Release, kept: list[Release]) -> difference.Difference:
        """Compares the files of the site with those of a release, whatever the record of it."""
        in_use = {path for one in kept for path in one.files}
        return difference.between(self.site.files(), release.files, release.files, in_use)

    def _move(self, wanted: Release) -> None:
        before = self.functions.live()
        moved = {name: version for name, version in wanted.versions.items() if before[name] != version}
        if not moved:
            return
        self._step("direct traffic to the functions")
        try:
            self.functions.move(moved)
            self.functions.check(dict.fromkeys(moved, ALIAS), wanted.workshop, self.edge.secret())
        except BaseException:
            # Whatever the cause, and also if only one of them was moved.
            self.functions.move({name: before[name] for name in moved})
            raise
        self._report.functions = moved

    def _remove_files(self, live: Release, kept: list[Release]) -> None:
        """Removes the files of the site that no page names any more."""
        removed = self._compared(live, kept).removed
        if removed:
            self._step(f"remove {len(removed)} files")
            self.site.remove(removed)
            self._report.removed = removed

    def _remove_releases(self, live: Release, kept: list[Release]) -> None:
        """Removes what only releases had that are no longer kept."""
        self._step("remove releases that are no longer kept")
        self.functions.remove_unused({name: {one.versions[name] for one in kept} for name in live.versions})
        self.releases.remove_unused(kept)

    def _step(self, what: str) -> None:
        self._lock.check()
        self._report.step(what)
