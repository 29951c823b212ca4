"""Reads the templates for the tests."""

from pathlib import Path
from typing import Any

import cfnlint.decode.cfn_yaml

INFRA = Path(__file__).resolve().parent.parent


def load(name: str) -> dict[str, Any]:
    return cfnlint.decode.cfn_yaml.load(str(INFRA / name))


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Returns the properties of all resources of a kind."""
    found = template["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] == kind}


def target(resource: Any) -> str:
    """Returns the resource that a policy names, in one form."""
    match resource:
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{name}.{attribute}"
        case {"Fn::GetAtt": text}:
            return text
        case {"Fn::Sub": [text, _]}:
            return text
        case {"Fn::Sub": text}:
            return text
        case _:
            return str(resource)
