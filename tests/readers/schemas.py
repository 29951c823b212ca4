"""Validates files with an independent validator of JSON Schemas: `schemas.py FOLDER CHECK-JSONSCHEMA`.

The folder, written by `tests/suite/schemas.rs`, has the schemas in `schemas/KIND.json`, and files in `accepted/KIND/` and
`rejected/KIND/`. Exits with an error if a schema is invalid or disagrees.
"""

import json
import subprocess
import sys
from pathlib import Path

folder, validator = Path(sys.argv[1]), sys.argv[2]
schemas = sorted((folder / "schemas").glob("*.json"))
assert schemas, "there are no schemas"
subprocess.run([validator, "--quiet", "--check-metaschema", *schemas], check=True)

wrong, count = [], {"accepted": 0, "rejected": 0}
for verdict in count:
    for kind in sorted((folder / verdict).iterdir()):
        files = sorted(kind.glob("*.yaml"))
        command = [validator, "--schemafile", folder / "schemas" / f"{kind.name}.json", "-o", "json", *files]
        result = subprocess.run(command, capture_output=True, text=True)
        report = json.loads(result.stdout)
        assert not report.get("parse_errors"), report["parse_errors"]
        found = {}
        for error in report.get("errors", []):
            found.setdefault(Path(error["filename"]).name, []).append(f"{error['path']}: {error['message']}")
        for file in files:
            count[verdict] += 1
            problems = found.get(file.name)
            if bool(problems) != (verdict == "rejected"):
                wrong.append(f"{verdict}/{kind.name}/{file.name} should be {verdict}: {problems}")
print(f"{len(schemas)} schemas; {count['accepted']} files accepted, {count['rejected']} rejected")
assert count["accepted"] >= 30 and count["rejected"] >= 30, count
if wrong:
    sys.exit("\n".join(wrong))
