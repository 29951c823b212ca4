"""The canary on the deployed site: it reaches the site by its public address, and a handler that refuses all turns it red.

`tests/suite/canary.rs` stops the handler itself.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from checks import check
from club import ROOT, WORKSHOP, Club

ADDRESS = "https://ateliers.example"


class Internet:
    """The way from a public address to CloudFront, which the emulator serves at another one and selects by the host name."""

    def __init__(self, club: Club):
        class Request(BaseHTTPRequestHandler):
            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name: value for name in ("Content-Type", "Origin") if (value := self.headers.get(name))}
                answer = club.visit(self.command, self.path, body, headers)
                self.send_response(answer.status)
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = pass_on

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Internet":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()


class Canary:
    """The checks of a deployed site that concern the canary and the metrics."""

    def __init__(self, club: Club):
        self.club = club
        self.emulator = club.emulator
        self.outputs = club.outputs()

    def run(self) -> None:
        self.read_configurations()
        with Internet(self.club) as internet:
            self.club.replace("site.yaml", ADDRESS, internet.address)
            self.club.deploy()
            before = self.registrations()
            check(self.visit(), "the canary registers a specimen through CloudFront", self.log())
            check(self.registrations() == before, "… which is not stored", self.registrations())
            self.close_the_site()
        self.club.replace("site.yaml", internet.address, ADDRESS)
        self.read_metrics()

    def read_configurations(self) -> None:
        """Reads what everyone who may see functions can read."""
        secrets = self.emulator.client("secretsmanager")
        key = secrets.get_secret_value(SecretId=self.outputs["IdentifierKeySecret"])["SecretString"]
        for name in ("HandlerFunction", "NotifierFunction"):
            read = self.emulator.client("lambda").get_function_configuration
            for qualifier in ("live", "$LATEST"):
                text = json.dumps(read(FunctionName=self.outputs[name], Qualifier=qualifier), default=str)
                leaked = [secret for secret in (key, self.club.secret()) if secret in text]
                check(not leaked and "IDENTIFIER_KEY_SECRET" in text, f"{name} shows no secret in {qualifier}", text)

    def close_the_site(self) -> None:
        """Lets the handler refuse everyone: its first version knows only a secret that CloudFront no longer has."""
        move = self.emulator.client("lambda").update_alias
        handler, live = self.outputs["HandlerFunction"], self.club.versions()["handler"]
        move(FunctionName=handler, Name="live", FunctionVersion="1")
        check(not self.visit(), "a handler that refuses everyone turns it red", self.log())
        move(FunctionName=handler, Name="live", FunctionVersion=live)
        check(self.visit(), "… until it is replaced", self.log())

    def visit(self) -> bool:
        """Invokes the function as the schedule does, and returns whether the specimen was accepted."""
        target = self.emulator.scheduled("rate(5 minutes)")["Target"]
        answer = self.emulator.client("lambda").invoke(FunctionName=target["Arn"], Payload=target["Input"])
        text = answer["Payload"].read()
        check("FunctionError" not in answer, "the canary runs", text)
        return bool(json.loads(text)["accepted"])

    def registrations(self) -> list[str]:
        """Returns the sort keys of all that is stored about the workshop, with its counter."""
        found = self.emulator.client("dynamodb").query(
            TableName=self.outputs["TableName"],
            KeyConditionExpression="PK = :workshop",
            ExpressionAttributeValues={":workshop": {"S": f"workshop#{WORKSHOP}"}},
        )
        return [json.dumps(item, sort_keys=True) for item in found["Items"] if item["SK"]["S"] != "swept"]

    def log(self) -> str:
        return "\n".join(self.emulator.logs().values())

    def read_metrics(self) -> None:
        """Compares the metrics in the logs with infra/metrics.json, by which alarms and dashboard are checked."""
        listed = json.loads((ROOT / "infra/metrics.json").read_text())
        functions = {self.outputs["HandlerFunction"]: "handler", self.outputs["NotifierFunction"]: "notify"}
        written: list[dict[str, Any]] = []
        for message in self.log().splitlines():
            line = json.loads(message) if message.startswith("{") else {}
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
                dimensions = {name: line[name] for name in directive["Dimensions"][0]}
                dimensions["FunctionName"] = functions[dimensions["FunctionName"]]
                for metric in directive["Metrics"]:
                    entry = {"name": metric["Name"], "namespace": directive["Namespace"], "unit": metric["Unit"]}
                    written.append(dimensions | entry)
        unknown = [entry for entry in written if entry not in listed]
        check(unknown == [], "the functions write metrics that infra/metrics.json lists", unknown)
        names = {entry["name"] for entry in written}
        expected = {"ColdStart", "Latency", "Registrations", "MailsSent", "SpecimenAccepted"}
        check(expected <= names, "… among them those of registrations, mails and the canary", names)
