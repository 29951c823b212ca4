"""The functions: publishes versions, checks their health, and moves the aliases that requests and records go through."""

import json
import time
from collections.abc import Collection
from typing import Any

from deployment.edge import ADDRESS_HEADER, SECRET_HEADER
from deployment.report import DeployError

# The alias of each function in template.yaml.
ALIAS = "live"

# The version with which template.yaml creates the alias. The stack owns it.
FIRST_VERSION = "1"

# An address for documentation (RFC 5737), with a port, as CloudFront writes it.
VIEWER = "192.0.2.1:443"


class Functions:
    """The deployed functions, by the names of their binaries."""

    def __init__(self, client: Any, names: dict[str, str]):
        self._client = client
        self._names = names

    def live(self) -> dict[str, str]:
        """Returns the version behind each alias."""
        return {
            name: self._client.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"]
            for name, function in self._names.items()
        }

    def publish(self) -> dict[str, str]:
        """Publishes each function as it is, unless that version exists already, and returns the versions."""
        versions = {}
        for name, function in self._names.items():
            self._client.get_waiter("function_updated_v2").wait(FunctionName=function, WaiterConfig={"Delay": 1})
            versions[name] = self._client.publish_version(FunctionName=function)["Version"]
            waiter = self._client.get_waiter("published_version_active")
            waiter.wait(FunctionName=function, Qualifier=versions[name], WaiterConfig={"Delay": 1})
        return versions

    def move(self, versions: dict[str, str]) -> None:
        """Directs all traffic to these versions."""
        for name, version in versions.items():
            self._client.update_alias(FunctionName=self._names[name], Name=ALIAS, FunctionVersion=version)

    def check(self, versions: dict[str, str], workshop: str | None, secret: str) -> None:
        """Invokes these versions, or aliases, and raises a DeployError if one does not work."""
        for name, version in versions.items():
            event = a_request(workshop, secret) if name == "handler" else {"Records": []}
            answer = self._client.invoke(
                FunctionName=self._names[name], Qualifier=version, Payload=json.dumps(event).encode()
            )
            text = answer["Payload"].read().decode(errors="replace")
            # The seats left, or, if the site has no form at all, that this one does not exist.
            healthy = 200 if workshop else 404
            if problem := unhealthy(name, "FunctionError" in answer, text, healthy):
                raise DeployError(
                    f"version {version} of `{name}` is not healthy: {problem}; it gets no traffic. Its log has the cause"
                )

    def remove_unused(self, kept: dict[str, Collection[str]]) -> None:
        """Deletes published versions except the kept and the first."""
        for name, function in self._names.items():
            pages = self._client.get_paginator("list_versions_by_function").paginate(FunctionName=function)
            for version in (version["Version"] for page in pages for version in page["Versions"]):
                if version not in ("$LATEST", FIRST_VERSION) and version not in kept[name]:
                    self._client.delete_function(FunctionName=function, Qualifier=version)


def a_request(workshop: str | None, secret: str) -> dict[str, Any]:
    """Returns a request for the seats left, as API Gateway passes it on from CloudFront. It changes nothing."""
    path = f"/api/workshops/{workshop or 'none'}/availability"
    now = time.time()
    return {
        "version": "2.0",
        "routeKey": "ANY /api/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "health.example", SECRET_HEADER: secret, ADDRESS_HEADER: VIEWER},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "health",
            "domainName": "health.example",
            "domainPrefix": "health",
            "http": {
                "method": "GET",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": VIEWER.split(":")[0],
                "userAgent": "infra/deploy",
            },
            "requestId": "health",
            "routeKey": "ANY /api/{proxy+}",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }


def unhealthy(name: str, failed: bool, text: str, healthy: int) -> str | None:
    """Returns what is wrong with a function's answer, or None. `healthy` is the status of the handler's answer if it works."""
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if failed or not isinstance(answer, dict):
        return text[:500] or "no answer"
    if name == "handler" and answer.get("statusCode") != healthy:
        hint = " (it does not accept the secret of CloudFront)" if answer.get("statusCode") == 403 else ""
        return f"status {answer.get('statusCode')}{hint}"
    if name == "notify" and answer.get("batchItemFailures") != []:
        return text[:500]
    return None
