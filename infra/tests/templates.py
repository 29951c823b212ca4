"""Assertions on the templates: rights, secrets, buckets, alarms and metrics.

    PYTHONPATH=infra:infra/tests target/ci/infra/bin/python -m unittest templates
"""

import json
import typing
import unittest
from typing import Any

from deployment.release import FUNCTIONS
from deployment.wanted import WATCHED
from template import INFRA, load, resources, target

# Both functions read the key.
KEY = ("secretsmanager:GetSecretValue", "IdentifierKey.Id")


def actions_of(statement: dict[str, Any]) -> set[str]:
    return {statement["Action"]} if isinstance(statement["Action"], str) else set(statement["Action"])


def rights(role: dict[str, Any]) -> set[tuple[str, str]]:
    """Returns each action that a role allows, with the resource."""
    found = set()
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            found |= {(action, target(one)) for action in actions_of(statement) for one in named}
    return found


class Rights(unittest.TestCase):
    """Each role allows exactly this."""

    roles = resources(load("template.yaml"), "AWS::IAM::Role")

    def test_there_is_one_role_for_each_function(self) -> None:
        self.assertEqual(set(self.roles), {"HandlerRole", "NotifierRole"})
        for role in self.roles.values():
            self.assertNotIn("ManagedPolicyArns", role)
            trust = role["AssumeRolePolicyDocument"]["Statement"]
            self.assertEqual([one["Principal"] for one in trust], [{"Service": "lambda.amazonaws.com"}])

    def test_the_handler_never_deletes_and_sends_nothing(self) -> None:
        table = {(f"dynamodb:{action}", "Table.Arn") for action in ("GetItem", "Query", "PutItem", "UpdateItem")}
        log = {(f"logs:{action}", "HandlerLog.Arn") for action in ("CreateLogStream", "PutLogEvents")}
        self.assertEqual(rights(self.roles["HandlerRole"]), table | log | {KEY})

    def test_the_notifier_sends_from_one_address_only(self) -> None:
        role = self.roles["NotifierRole"]
        actions = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
        table = {(f"dynamodb:{action}", "Table.Arn") for action in actions}
        stream = {
            (f"dynamodb:{action}", "Table.StreamArn") for action in ("DescribeStream", "GetRecords", "GetShardIterator")
        }
        ses = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
        # SES asks for the right to send for the identity and for the configuration set.
        senders = (f"{ses}:identity/${{Domain}}", f"{ses}:configuration-set/${{MailConfigurationSet}}")
        others = {
            KEY,
            ("dynamodb:ListStreams", "${Table.Arn}/stream/*"),
            *((action, sender) for action in ("ses:SendEmail", "ses:SendRawEmail") for sender in senders),
            ("sqs:SendMessage", "FailedNotifications.Arn"),
            ("logs:CreateLogStream", "NotifierLog.Arn"),
            ("logs:PutLogEvents", "NotifierLog.Arn"),
        }
        self.assertEqual(rights(role), table | stream | others)
        statements = role["Policies"][0]["PolicyDocument"]["Statement"]
        sending = next(one for one in statements if "ses:SendEmail" in one["Action"])
        self.assertEqual(sending["Condition"], {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}})

    def test_callers_reach_functions_only_through_their_aliases(self) -> None:
        template = load("template.yaml")
        callers = [one["FunctionName"] for one in resources(template, "AWS::Lambda::Permission").values()]
        callers += [one["FunctionName"] for one in resources(template, "AWS::Lambda::EventSourceMapping").values()]
        callers += [one["IntegrationUri"] for one in resources(template, "AWS::ApiGatewayV2::Integration").values()]
        callers += [one["Targets"][0]["Arn"] for one in resources(template, "AWS::Events::Rule").values()]
        self.assertEqual(len(callers), 9)
        for caller in callers:
            self.assertIn(caller, ({"Ref": "HandlerAlias"}, {"Ref": "NotifierAlias"}))


class Secrets(unittest.TestCase):
    """No secret is in the configuration of a function, which everyone who may see functions can read."""

    template = load("template.yaml")

    def test_functions_are_given_names_and_sums_of_secrets_only(self) -> None:
        functions = resources(self.template, "AWS::Lambda::Function")
        for name, function in functions.items():
            variables = function["Environment"]["Variables"]
            self.assertEqual(target(variables["ATELIERS_IDENTIFIER_KEY_SECRET"]), "IdentifierKey.Id", name)
            self.assertNotIn("ATELIERS_IDENTIFIER_KEY", variables, name)
        variables = functions["Handler"]["Environment"]["Variables"]
        self.assertEqual(variables["ATELIERS_ORIGIN_SECRET_HASH"], {"Ref": "OriginSecretHash"})
        # A dynamic reference puts the value of a secret where it stands.
        self.assertNotIn("{{resolve:", (INFRA / "template.yaml").read_text())
        self.assertNotIn("OriginSecret", self.template["Parameters"])

    def test_the_key_is_generated_once_and_kept(self) -> None:
        key = self.template["Resources"]["IdentifierKey"]
        self.assertEqual((key["DeletionPolicy"], key["UpdateReplacePolicy"]), ("RetainExceptOnCreate", "Retain"))
        self.assertEqual(set(key["Properties"]), {"Description", "GenerateSecretString"})
        kinds = {resource["Type"] for resource in self.template["Resources"].values()}
        self.assertNotIn("AWS::SecretsManager::RotationSchedule", kinds)


class GitHub(unittest.TestCase):
    """What a repository on GitHub may do in the account."""

    template = load("github.yaml")
    role = resources(template, "AWS::IAM::Role")["Role"]
    # With those that depend on a condition.
    statements = tuple(
        one["Fn::If"][1] if "Fn::If" in one else one for one in role["Policies"][0]["PolicyDocument"]["Statement"]
    )

    def test_only_these_actions_are_allowed_for_everything(self) -> None:
        everything: set[str] = set()
        for statement in self.statements:
            named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            if any(target(resource) == "*" for resource in named):
                everything |= actions_of(statement)
        services = {
            "acm": ("ListCertificates", "RequestCertificate"),
            "cloudformation": ("ValidateTemplate",),
            "cloudfront": ("Create*", "Describe*", "Get*", "List*", "PublishFunction", "TagResource", "Update*"),
            "lambda": ("CreateEventSourceMapping", "ListEventSourceMappings"),
            "logs": (
                *("CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies"),
                *("GetLogDelivery", "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery"),
            ),
            "secretsmanager": ("GetRandomPassword",),
            "ses": ("CreateConfigurationSet", "DescribeConfigurationSet", "GetAccount"),
            "sns": ("GetSubscriptionAttributes", "Unsubscribe"),
        }
        self.assertEqual(everything, {f"{service}:{name}" for service, names in services.items() for name in names})
        document = (INFRA.parent / "docs/operations/github.md").read_text()
        for action in everything:
            self.assertIn(f"`{action}`", document, "docs/operations/github.md lacks an action that is allowed for everything")

    def test_dns_and_mail_are_bound_to_the_zone_and_the_domain(self) -> None:
        zone = "arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}"
        for statement in self.role["Policies"][0]["PolicyDocument"]["Statement"]:
            inner = statement.get("Fn::If", [None, statement])[1]
            actions = actions_of(inner)
            if any(action.startswith("route53:") for action in actions):
                self.assertEqual(statement["Fn::If"][0], "HasHostedZone")
                resource = zone if "route53:GetChange" not in actions else "arn:${AWS::Partition}:route53:::change/*"
                self.assertEqual(target(inner["Resource"]), resource)
            if "ses:CreateEmailIdentity" in actions:
                self.assertTrue(target(inner["Resource"]).endswith("identity/${MailDomain}"))
        boundary = resources(self.template, "AWS::IAM::ManagedPolicy")["Boundary"]["PolicyDocument"]["Statement"]
        (sending,) = (statement for statement in boundary if "ses:SendEmail" in actions_of(statement))
        senders = [target(one).rpartition(":")[2] for one in sending["Resource"]]
        self.assertEqual(senders, ["identity/${MailDomain}", "configuration-set/${Name}-mails"])
        self.assertEqual(sending["Condition"], {"StringLike": {"ses:FromAddress": {"Fn::Sub": "*@${MailDomain}"}}})

    def test_only_one_branch_of_one_repository_gets_the_role(self) -> None:
        (trust,) = self.role["AssumeRolePolicyDocument"]["Statement"]
        host = "token.actions.githubusercontent.com"
        expected = {
            f"{host}:aud": "sts.amazonaws.com",
            f"{host}:sub": {"Fn::Sub": "repo:${Repository}:ref:refs/heads/${Branch}"},
        }
        self.assertEqual(trust["Condition"], {"StringEquals": expected})
        self.assertEqual(trust["Action"], "sts:AssumeRoleWithWebIdentity")

    def test_roles_are_created_within_the_boundary_only(self) -> None:
        bounded = {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}
        for statement in self.statements:
            actions = actions_of(statement)
            self.assertFalse({"*", "iam:*", "dynamodb:*", "secretsmanager:*"} & actions, statement["Sid"])
            if {"iam:CreateRole", "iam:PutRolePolicy"} & actions:
                self.assertEqual(statement["Condition"], bounded)
            if any(action.startswith("iam:") for action in actions):
                for resource in statement["Resource"]:
                    self.assertRegex(target(resource), r"role/\$\{Name\}-(Handler|Notifier)Role-\*$")
                # It could not leave the boundary, or change it.
                forbidden = {"iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:AttachRolePolicy"}
                self.assertFalse(forbidden & actions)

    def test_it_reads_neither_registrations_nor_the_key(self) -> None:
        actions = {action for statement in self.statements for action in actions_of(statement)}
        self.assertFalse({action for action in actions if action.startswith("secretsmanager:") and "Value" in action})
        items = {f"dynamodb:{name}" for name in ("GetItem", "Query", "Scan", "BatchGetItem", "PutItem", "DeleteTable")}
        self.assertFalse(items & actions)

    def test_the_functions_need_nothing_beyond_the_boundary(self) -> None:
        boundary = resources(self.template, "AWS::IAM::ManagedPolicy")["Boundary"]["PolicyDocument"]["Statement"]
        allowed = {action for statement in boundary for action in actions_of(statement)}
        roles = resources(load("template.yaml"), "AWS::IAM::Role")
        needed = {action for role in roles.values() for action, _ in rights(role)}
        self.assertEqual(needed, allowed)
        for role in roles.values():
            self.assertEqual(role["PermissionsBoundary"]["Fn::If"][:2], ["HasBoundary", {"Ref": "PermissionsBoundary"}])


class Mails(unittest.TestCase):
    """What SES does with mails that do not arrive, and what becomes of its reports."""

    template = load("template.yaml")

    def test_only_reports_of_this_deployment_reach_the_notifier(self) -> None:
        (destination,) = resources(self.template, "AWS::SES::ConfigurationSetEventDestination").values()
        event = destination["EventDestination"]
        self.assertEqual(destination["ConfigurationSetName"], {"Ref": "MailConfigurationSet"})
        self.assertTrue(event["EventBridgeDestination"]["EventBusArn"]["Fn::Sub"].endswith(":event-bus/default"))
        reports = {"bounce", "complaint", "reject", "deliveryDelay", "renderingFailure"}
        # Neither opens nor clicks: registrants are not tracked.
        self.assertEqual((event["Enabled"], set(event["MatchingEventTypes"])), (True, reports))
        rule = resources(self.template, "AWS::Events::Rule")["MailReports"]
        self.assertEqual(rule["EventPattern"]["source"], ["aws.ses"])
        self.assertEqual(len(rule["EventPattern"]["detail-type"]), len(reports))
        tags = rule["EventPattern"]["detail"]["mail"]["tags"]
        self.assertEqual(tags, {"ses:configuration-set": [{"Ref": "MailConfigurationSet"}]})
        permissions = resources(self.template, "AWS::Lambda::Permission").values()
        sources = [one["SourceArn"] for one in permissions if one["Principal"] == "events.amazonaws.com"]
        expected = ["Sweep", "Canary", "MailReports"]
        self.assertEqual(sources, [{"Fn::GetAtt": [rule, "Arn"]} for rule in expected])

    def test_addresses_that_refuse_mails_are_not_tried_again(self) -> None:
        (mails,) = resources(self.template, "AWS::SES::ConfigurationSet").values()
        self.assertEqual(mails["SuppressionOptions"], {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]})
        self.assertNotIn("TrackingOptions", mails)
        notifier = resources(self.template, "AWS::Lambda::Function")["Notifier"]
        used = notifier["Environment"]["Variables"]["ATELIERS_SES_CONFIGURATION_SET"]
        self.assertEqual(used, {"Ref": "MailConfigurationSet"})

    def test_a_failed_report_is_repeated(self) -> None:
        (config,) = resources(self.template, "AWS::Lambda::EventInvokeConfig").values()
        self.assertEqual((config["Qualifier"], config["MaximumRetryAttempts"]), ("live", 2))

    def test_mails_are_returned_to_a_domain_of_the_sender(self) -> None:
        (identity,) = resources(self.template, "AWS::SES::EmailIdentity").values()
        expected = {"MailFromDomain": {"Ref": "BounceDomain"}, "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
        self.assertEqual(identity["MailFromAttributes"], expected)

    def test_the_protected_table_is_created_last(self) -> None:
        """What could fail and needs no table comes before it, because a failed first deployment could not delete it."""
        table = self.template["Resources"]["Table"]
        before = {*table["DependsOn"], table["Metadata"]["After"]["Fn::If"][1]["Ref"]}
        independent = {
            name
            for name, resource in self.template["Resources"].items()
            if not names_of(resource) & {"Table", "Handler", "Notifier", "HandlerAlias", "NotifierAlias", "HandlerIntegration"}
        }
        # The rest of the API needs routes, which need the function.
        late = {"Table", "Sweep", "MailReports", "HandlerRoute", "Stage", "MailConfigurationSet"}
        self.assertEqual(independent - late, before)


def names_of(value: Any) -> set[str]:
    """Returns the names to which a part of a template refers."""
    match value:
        case {"Ref": str(name)}:
            return {name}
        case {"Fn::GetAtt": [name, *_]}:
            return {name}
        case dict():
            return {name for member in value.values() for name in names_of(member)}
        case list():
            return {name for member in value for name in names_of(member)}
        case _:
            return set()


class Buckets(unittest.TestCase):
    """Both buckets are private, versioned, encrypted, and reachable by TLS only."""

    def test_buckets(self) -> None:
        for name in ("releases.yaml", "site.yaml"):
            template = load(name)
            for bucket in resources(template, "AWS::S3::Bucket").values():
                self.assertEqual(set(bucket["PublicAccessBlockConfiguration"].values()), {True}, name)
                self.assertEqual(len(bucket["PublicAccessBlockConfiguration"]), 4, name)
                self.assertEqual(bucket["VersioningConfiguration"], {"Status": "Enabled"}, name)
                self.assertEqual(bucket["OwnershipControls"], {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
                rule = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
                self.assertEqual(rule["ServerSideEncryptionByDefault"], {"SSEAlgorithm": "AES256"}, name)
            for policy in resources(template, "AWS::S3::BucketPolicy").values():
                denied = policy["PolicyDocument"]["Statement"][0]
                self.assertEqual((denied["Effect"], denied["Principal"], denied["Action"]), ("Deny", "*", "s3:*"), name)
                self.assertEqual(denied["Condition"], {"Bool": {"aws:SecureTransport": "false"}}, name)

    def test_only_the_distribution_reads_the_site_and_lists_nothing(self) -> None:
        policy = resources(load("site.yaml"), "AWS::S3::BucketPolicy")["BucketPolicy"]
        _, allowed = policy["PolicyDocument"]["Statement"]
        self.assertEqual(allowed["Principal"], {"Service": "cloudfront.amazonaws.com"})
        # A right to list the bucket would turn the status for missing files from 403 into 404.
        self.assertEqual(allowed["Action"], "s3:GetObject")
        source = allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
        self.assertTrue(source.endswith("distribution/${Distribution}"), source)


class Alarms(unittest.TestCase):
    """What is watched, and that the operator learns of it."""

    alarms = resources(load("alarms.yaml"), "AWS::CloudWatch::Alarm") | resources(load("edge.yaml"), "AWS::CloudWatch::Alarm")

    def test_what_is_watched(self) -> None:
        watched = {(alarm["Namespace"].removeprefix("AWS/"), alarm["MetricName"]) for alarm in self.alarms.values()}
        lambdas = {("Lambda", name) for name in ("Errors", "Throttles", "Duration", "IteratorAge")}
        table = {("DynamoDB", name) for name in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors")}
        mails = {("SES", "Reputation.BounceRate"), ("SES", "Reputation.ComplaintRate"), ("Ateliers", "MailsRefused")}
        others = {
            ("SQS", "ApproximateNumberOfMessagesVisible"),
            ("Events", "Invocations"),
            ("ApiGateway", "5xx"),
            ("CertificateManager", "DaysToExpiry"),
            ("Ateliers", "SpecimenAccepted"),
        }
        self.assertEqual(watched, lambdas | table | mails | others)

    def test_each_alarm_reaches_the_operator_and_says_where_to_read_on(self) -> None:
        document = (INFRA.parent / "docs/operations/alarms.md").read_text()
        for name, alarm in self.alarms.items():
            self.assertEqual(alarm["AlarmActions"], [{"Ref": "Alarms"}], name)
            self.assertEqual(alarm["OKActions"], [{"Ref": "Alarms"}], name)
            self.assertIn("docs/operations/alarms.md", alarm["AlarmDescription"], name)
            self.assertIn(f"`{name}`", document, "docs/operations/alarms.md lacks an alarm")
        subscription = resources(load("alarms.yaml"), "AWS::SNS::Subscription")["Operator"]
        self.assertEqual((subscription["Protocol"], subscription["Endpoint"]), ("email", {"Ref": "AlarmAddress"}))

    def test_a_rule_that_starts_no_sweeps_is_noticed(self) -> None:
        alarm, template = self.alarms["NotifierIsSilent"], load("template.yaml")
        self.assertEqual(alarm["Dimensions"], [{"Name": "RuleName", "Value": {"Ref": "SweepRule"}}])
        self.assertEqual(template["Outputs"]["SweepRule"]["Value"], {"Ref": "Sweep"})
        self.assertEqual(template["Resources"]["Sweep"]["Properties"]["ScheduleExpression"], "rate(15 minutes)")
        self.assertEqual((alarm["TreatMissingData"], alarm["Period"]), ("breaching", 4 * 15 * 60))

    def test_the_alarms_get_outputs_of_the_registrations(self) -> None:
        self.assertLessEqual(set(WATCHED), set(load("template.yaml")["Outputs"]))
        self.assertEqual(set(load("alarms.yaml")["Parameters"]), {*WATCHED, "AlarmAddress"})

    def test_limits_are_below_the_timeouts(self) -> None:
        functions = resources(load("template.yaml"), "AWS::Lambda::Function")
        for alarm, function in (("HandlerIsSlow", "Handler"), ("NotifierIsSlow", "Notifier")):
            share = self.alarms[alarm]["Threshold"] / (functions[function]["Timeout"] * 1000)
            self.assertTrue(0.75 <= share < 1, f"{alarm} at {share}")

    def test_the_dashboard_is_json_and_shows_every_alarm(self) -> None:
        template = load("alarms.yaml")
        body = resources(template, "AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
        widgets = json.loads(body)["widgets"]
        shown = {alarm[2:-5] for alarm in widgets[0]["properties"]["alarms"]}
        self.assertEqual(shown, set(resources(template, "AWS::CloudWatch::Alarm")))


class Metrics(unittest.TestCase):
    """Each metric of ours that is drawn or watched is one that a function writes, by infra/metrics.json, and each is drawn."""

    template = load("alarms.yaml")
    # The parameters of the template by the functions in the list.
    functions: typing.ClassVar = {f"{resource}Function": name for name, resource in FUNCTIONS.items()}
    written: typing.ClassVar = [
        {name: value for name, value in one.items() if name != "unit"}
        for one in json.loads((INFRA / "metrics.json").read_text())
    ]

    def test_every_metric_that_is_drawn_is_written(self) -> None:
        body = resources(self.template, "AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
        drawn = []
        for widget in json.loads(body)["widgets"]:
            for namespace, name, *rest in widget["properties"].get("metrics", []):
                if namespace == "Ateliers":
                    texts = [one for one in rest if isinstance(one, str)]
                    dimensions = dict(zip(texts[::2], texts[1::2], strict=True))
                    dimensions["FunctionName"] = self.functions[dimensions["FunctionName"][2:-1]]
                    drawn.append({"namespace": namespace, "name": name, **dimensions})
        self.assertEqual([one for one in drawn if one not in self.written], [])
        self.assertEqual([one for one in self.written if one not in drawn], [])

    def test_every_metric_that_is_watched_is_written(self) -> None:
        watched = 0
        for name, alarm in resources(self.template, "AWS::CloudWatch::Alarm").items():
            if alarm["Namespace"] == "Ateliers":
                dimensions = {one["Name"]: self.functions[one["Value"]["Ref"]] for one in alarm["Dimensions"]}
                metric = {"namespace": alarm["Namespace"], "name": alarm["MetricName"], **dimensions}
                self.assertIn(metric, self.written, name)
                watched += 1
        self.assertEqual(watched, 2)

    def test_silence_is_noticed_after_three_visits(self) -> None:
        alarm = resources(self.template, "AWS::CloudWatch::Alarm")["RegistrationIsSilent"]
        rule = resources(load("template.yaml"), "AWS::Events::Rule")["Canary"]
        self.assertEqual(rule["ScheduleExpression"], f"rate({alarm['Period'] // 60} minutes)")
        self.assertEqual(json.loads(rule["Targets"][0]["Input"]), {"detail-type": "Canary"})
        self.assertEqual((alarm["TreatMissingData"], alarm["EvaluationPeriods"]), ("breaching", 3))


if __name__ == "__main__":
    unittest.main()
