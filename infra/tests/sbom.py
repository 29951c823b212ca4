"""Checks the bills of materials from infra/sbom, and validates one of them against the CycloneDX schema.

Usage: sbom.py FOLDER
"""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

# The same tool writes all of them, and the validator compares every component with every other: ten seconds for this
# file, a minute for the longest.
VALIDATED = "handler"

PROGRAMS = {"generator", "handler", "notify", "preview", "registrations"}


def main() -> None:
    files = sorted(Path(sys.argv[1]).glob("*.cdx.json"))
    names = {file.name.removesuffix(".cdx.json") for file in files}
    if names != PROGRAMS:
        sys.exit(f"bills of materials of {sorted(names)}, expected those of {sorted(PROGRAMS)}")
    for file in files:
        check(file)
        if file.name.startswith(f"{VALIDATED}.") and (error := validate(file)):
            sys.exit(f"{file}: {error}")


def validate(file: Path) -> object:
    """Returns the first violation of the schema, or None."""
    return JsonStrictValidator(SchemaVersion.V1_5).validate_str(file.read_text())


def check(file: Path) -> None:
    """Checks that a bill lists the crates of its program, with their licences and checksums."""
    components = {component["name"]: component for component in json.loads(file.read_text())["components"]}
    for name, component in components.items():
        ours = component["purl"].find("file://") >= 0
        if "licenses" not in component or not (ours or "hashes" in component):
            sys.exit(f"{file}: `{name}` has no licence or no checksum")
    # Every program links the first crate; only tests link the second.
    if "serde" not in components or "insta" in components:
        sys.exit(f"{file}: does not list the crates of this program")
    print(f"{file.name}: {len(components)} crates")


if __name__ == "__main__":
    main()
