"""Workshops that a build no longer has although registrations for them may be stored.

`generator build --against` compares the same, with more detail; this is for a site that was built elsewhere.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from deployment.report import MISUSED, DeployError


def refuse(live: dict[str, Any], wanted: dict[str, Any], removed: Collection[str]) -> None:
    """Raises a DeployError for workshops of the live `published.json` that vanished and are not `removed` on purpose."""
    names = [name for name in vanished(live, wanted, datetime.now(UTC)) if name not in removed]
    if names:
        options = " ".join(f"--removed {name}" for name in names)
        raise DeployError(
            f"the build no longer has {', '.join(f'`{name}`' for name in names)}, and registrations may be stored; restore it, "
            f"or list it under `removed` in `site.yaml`, build again, and confirm it by `{options}`",
            MISUSED,
        )


def vanished(live: dict[str, Any], wanted: dict[str, Any], now: datetime) -> list[str]:
    """Returns the workshops of which data may still be stored at an instant, and that have none of their names any more."""
    still_there = {name for workshop in wanted.get("workshops", {}) for name in names_of(wanted, workshop)}
    kept = [name for name, workshop in live.get("workshops", {}).items() if is_kept(workshop, now)]
    return [name for name in kept if not still_there & names_of(live, name)]


def names_of(published: dict[str, Any], workshop: str) -> set[str]:
    """Returns the identifier of a workshop with its current and former names."""
    renamed = published.get("renamed", {}).get(workshop, {})
    return {workshop, renamed.get("name", workshop), *renamed.get("former", [])}


def is_kept(workshop: dict[str, Any], now: datetime) -> bool:
    """Returns whether data about a workshop may be stored at an instant."""
    forms = [form for form in (workshop.get("offer"), *workshop.get("forms", {}).values()) if form]
    return any(datetime.fromisoformat(form["keep_until"]) > now for form in forms)
