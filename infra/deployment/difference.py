"""What has to change on the live site, as a pure comparison of files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from deployment.site_files import Files, address_of, encoded

# Files whose names change with their content, so that old and new ones can be served side by side.
FINGERPRINTED = "assets/"

# The number of addresses from which on everything is removed from the caches at once, which costs as much as one address.
# AWS removes 1,000 a month without charge, so that a hundred deployments cost nothing (docs/operations/cost.md).
INVALIDATE_ALL = 10


@dataclass(frozen=True)
class Difference:
    """The files to write and to remove, in the order in which this is safe."""

    # New fingerprinted files: no page that visitors see names them yet.
    assets: list[str]
    # Other files, of which pages come last, because they name the others.
    pages: list[str]
    removed: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.assets or self.pages or self.removed)


def between(live: Mapping[str, str], recorded: Files, wanted: Files, kept: Collection[str]) -> Difference:
    """Compares the site as it is with a release.

    `live` are the MD5 sums of the files in the bucket. `recorded` is what is known of them that the bucket does not list,
    such as types, caching and redirects: see `certain`. A fingerprinted file in `kept`, those of releases to which the
    operator may return, stays: visitors may still have a page that names it.
    """
    changed = [path for path, file in wanted.items() if live.get(path) != file.md5 or recorded.get(path) != file]
    return Difference(
        assets=sorted(path for path in changed if path.startswith(FINGERPRINTED)),
        pages=sorted((path for path in changed if not path.startswith(FINGERPRINTED)), key=pages_last),
        removed=sorted(
            path for path in live if path not in wanted and not (path.startswith(FINGERPRINTED) and path in kept)
        ),
    )


def certain(live: Files, interrupted: Sequence[Files]) -> Files:
    """Returns the recorded files of the live release that no interrupted deployment may have written otherwise."""
    return {path: file for path, file in live.items() if all(one.get(path) == file for one in interrupted)}


def pages_last(path: str) -> tuple[bool, str]:
    return path.endswith(".html"), path


def invalidations(before: Sequence[Files], wanted: Files, difference: Difference) -> list[str]:
    """Returns the addresses to remove from CloudFront's caches.

    `before` are the recorded files of the live release and of interrupted deployments: the caches may have any of them.
    """
    changed = {*difference.pages, *difference.removed}
    for files in before:
        changed |= {path for path in files.keys() | wanted.keys() if files.get(path) != wanted.get(path)}
    addresses = set()
    for path in changed:
        if not path.startswith(FINGERPRINTED):
            # The cache is asked for the file, and AWS advises to name the address before the function changed it, too.
            addresses |= {address_of(path), encoded(path)}
    if len(addresses) >= INVALIDATE_ALL:
        return ["/*"]
    return sorted(addresses)
