"""Assertions on CloudFront: the distribution, and its functions, which Node runs.

    PYTHONPATH=infra/tests target/ci/infra/bin/python -m unittest delivery
"""

import json
import re
import subprocess
import unittest
from typing import Any

from template import INFRA, load, resources


class Delivery(unittest.TestCase):
    """The distribution, and the functions that run in it."""

    template = load("site.yaml")
    config = resources(template, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    # With those that depend on a condition.
    behaviors = tuple(one["Fn::If"][1] if "Fn::If" in one else one for one in config["CacheBehaviors"])

    def test_missing_files_are_404_and_refusals_of_the_handler_are_seen(self) -> None:
        errors = [(one["ErrorCode"], one.get("ResponseCode")) for one in self.config["CustomErrorResponses"]]
        self.assertEqual([code for code in errors if code[1]], [(403, 404)])
        integration = resources(load("template.yaml"), "AWS::ApiGatewayV2::Integration")["HandlerIntegration"]
        _, mapped, _ = integration["ResponseParameters"]["Fn::If"]
        change = mapped["403"]["ResponseParameters"]
        self.assertEqual(change, [{"Destination": "overwrite:statuscode", "Source": "400"}])

    def test_errors_of_the_api_are_not_kept(self) -> None:
        kept = {one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in self.config["CustomErrorResponses"]}
        # For every other of these, CloudFront would take ten seconds.
        self.assertEqual(kept, {403: 10, 404: 0, 500: 0, 502: 0, 503: 0, 504: 0})

    def test_paths_have_the_order_of_the_rules(self) -> None:
        paths = [behavior["PathPattern"] for behavior in self.behaviors]
        rust = (INFRA.parent / "view/src/headers.rs").read_text()
        rules = re.findall(r'^    \("([^"]+)", ResponseKind::', rust, re.MULTILINE)
        self.assertEqual(paths, [rule for rule in rules if rule not in ("/api", "*")])
        self.assertEqual(rules[-1], "*")

    def test_the_api_is_reached_by_tls_with_the_secret(self) -> None:
        for behavior in self.behaviors:
            policy = behavior["ViewerProtocolPolicy"]
            self.assertEqual(policy, "https-only" if behavior["TargetOriginId"] == "api" else "redirect-to-https")
        api = next(origin for origin in self.config["Origins"] if origin["Id"] == "api")
        secret = {"HeaderName": "x-origin-verify", "HeaderValue": {"Ref": "OriginSecret"}}
        self.assertEqual(api["OriginCustomHeaders"], [secret])
        self.assertEqual(api["CustomOriginConfig"]["OriginProtocolPolicy"]["Fn::If"], ["IsEmulated", "http-only", "https-only"])
        self.assertIs(load("site.yaml")["Parameters"]["OriginSecret"]["NoEcho"], True)

    def test_functions_are_small_enough(self) -> None:
        for name, function in resources(self.template, "AWS::CloudFront::Function").items():
            self.assertLess(len(code(function)), 10_000, name)

    def test_addresses_without_a_file_name(self) -> None:
        for uri, expected in (
            ("/", "/index.html"),
            ("/ateliers/essai/", "/ateliers/essai/index.html"),
            ("/atom.xml", "/atom.xml"),
            ("/assets/a.0123.css", "/assets/a.0123.css"),
            ("/en/%C3%A9t%C3%A9/", "/en/%C3%A9t%C3%A9/index.html"),
        ):
            self.assertEqual(self.request(uri)["uri"], expected)
        for uri, expected in (
            ("/ateliers", "/ateliers/"),
            ("/v1.2/ateliers", "/v1.2/ateliers/"),
            # Never to another site, whatever an address starts with.
            ("//elsewhere.example/a", "/elsewhere.example/a/"),
            ("/\\elsewhere.example", None),
        ):
            answer = self.request(uri)
            if expected:
                self.assertEqual((answer["statusCode"], answer["headers"]["location"]["value"]), (301, expected))
            reached = answer["uri"] if "uri" in answer else answer["headers"]["location"]["value"]
            self.assertIsNone(re.match(r"[/\\]{2}", reached))

    def test_another_host_leads_to_the_domain(self) -> None:
        answer = self.request("/ateliers/", domain="club.example", host="d1.cloudfront.net")
        self.assertEqual(answer["headers"]["location"]["value"], "https://club.example/ateliers/")
        self.assertEqual(self.request("/ateliers/", domain="club.example", host="club.example")["uri"], "/ateliers/index.html")

    def test_redirects_keep_the_query_string(self) -> None:
        one, empty = {"value": "%C3%A9t%C3%A9"}, {"value": ""}
        many = {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]}
        for querystring, expected in (
            ({}, ""),
            ({"q": one}, "?q=%C3%A9t%C3%A9"),
            ({"q": empty}, "?q"),
            ({"a": many, "b": one}, "?a=1&a=2&b=%C3%A9t%C3%A9"),
        ):
            answer = self.request("/ateliers", querystring=querystring)
            self.assertEqual(answer["headers"]["location"]["value"], f"/ateliers/{expected}")
            answer = self.request("/ateliers/", domain="club.example", querystring=querystring)
            self.assertEqual(answer["headers"]["location"]["value"], f"https://club.example/ateliers/{expected}")

    def test_former_addresses_redirect(self) -> None:
        metadata = {"x-amz-meta-location": {"value": "/neuf/"}, "x-amz-version-id": {"value": "v"}}
        answer = self.response(200, metadata | {"etag": {"value": "e"}})
        self.assertEqual((answer["statusCode"], answer["headers"]["location"]["value"]), (301, "/neuf/"))
        self.assertEqual(set(answer["headers"]), {"etag", "location"})
        for status, headers in ((200, {}), (206, metadata), (304, metadata)):
            answer = self.response(status, dict(headers))
            self.assertEqual((answer["statusCode"], answer["headers"]), (status, {}))

    def request(
        self, uri: str, domain: str = "", host: str = "d1.cloudfront.net", querystring: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = {"host": {"value": host}}
        query = querystring or {}
        event = {"request": {"method": "GET", "uri": uri, "querystring": query, "headers": headers, "cookies": {}}}
        function = resources(self.template, "AWS::CloudFront::Function")["ViewerRequest"]
        return run(code(function).replace("${DomainName}", domain), event)

    def response(self, status: int, headers: dict[str, Any]) -> dict[str, Any]:
        event = {"request": {"uri": "/"}, "response": {"statusCode": status, "headers": headers, "cookies": {}}}
        return run(code(resources(self.template, "AWS::CloudFront::Function")["ViewerResponse"]), event)


def code(function: dict[str, Any]) -> str:
    found = function["FunctionCode"]
    return found["Fn::Sub"] if isinstance(found, dict) else found


def run(source: str, event: dict[str, Any]) -> dict[str, Any]:
    """Runs a function of CloudFront with an event, and returns its answer."""
    script = f"{source}\nconsole.log(JSON.stringify(handler({json.dumps(event)})));"
    return json.loads(subprocess.run(["node", "-e", script], check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    unittest.main()
