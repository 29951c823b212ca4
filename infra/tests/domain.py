"""The site at a domain of its own, with its certificate, records in Route 53, and a rate rule."""

from checks import check
from club import STACK, WORKSHOP, Club

DOMAIN = "ateliers.club.example"
EDGE_REGION = "us-east-1"

# The settings that this adds.
WITH_DOMAIN = ("domain", "hosted_zone", "requests_per_five_minutes")


def use_a_domain(club: Club) -> None:
    route53 = club.emulator.client("route53")
    zone = route53.create_hosted_zone(Name="club.example", CallerReference="1")["HostedZone"]["Id"].rsplit("/", 1)[-1]
    former = club.outputs(f"{STACK}-site")["DistributionDomain"]
    with club.settings.open("a") as file:
        file.write(f'domain = "{DOMAIN}"\nhosted_zone = "{zone}"\nrequests_per_five_minutes = 500\n')
    planned = club.deploy("--dry-run")
    check(any("-edge" in change for change in planned["resources"]), "the plan has a certificate", planned)
    report = club.deploy()
    check(report["address"] == f"https://{DOMAIN}/", "the site is at its own domain", report)

    id = club.outputs(f"{STACK}-site")["DistributionId"]
    config = club.emulator.client("cloudfront").get_distribution_config(Id=id)["DistributionConfig"]
    check(config["Aliases"]["Items"] == [DOMAIN], "… which the distribution knows", config["Aliases"])
    certificate = config["ViewerCertificate"]["ACMCertificateArn"]
    check(f":{EDGE_REGION}:" in certificate, "… with a certificate in us-east-1", certificate)
    check("/webacl/" in config["WebACLId"], "… and a rate rule", config["WebACLId"])
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    leading = {one["Type"] for one in records if one["Name"] == f"{DOMAIN}." and "AliasTarget" in one}
    check(leading == {"A", "AAAA"}, "… to which DNS points for both kinds of addresses", records)

    # The emulator selects a distribution by CloudFront's own name.
    answer = club.visit("GET", f"/ateliers/{WORKSHOP}/", headers={"Host": former})
    to = f"https://{DOMAIN}/ateliers/{WORKSHOP}/"
    check((answer.status, answer.getheader("location")) == (301, to), "CloudFront's own name redirects to the domain", answer)
    again = club.deploy()
    check(again["resources"] == [], "deploying again changes no resource", again["resources"])
    stop_using_it(club, id)


def stop_using_it(club: Club, id: str) -> None:
    """Turns the rate rule off, then the domain: CloudFront must let go of both before they can be removed."""
    settings = club.settings.read_text()
    cloudfront = club.emulator.client("cloudfront")
    club.settings.write_text(settings.replace("requests_per_five_minutes = 500\n", ""))
    report = club.deploy()
    # The emulator lists a resource whose condition no longer holds as modified.
    order = [changed.partition(":")[0] for changed in report["resources"] if "Distribution" in changed or "WebAcl" in changed]
    check(order == [f"{STACK}-site/Distribution", f"{STACK}-edge/WebAcl"], "the rate rule is removed last", report)
    edge = club.emulator.client("cloudformation", EDGE_REGION).describe_stacks(StackName=f"{STACK}-edge")["Stacks"][0]
    outputs = {output["OutputKey"] for output in edge["Outputs"]}
    check(outputs == {"CertificateArn"}, "… and only the certificate is left", outputs)
    config = cloudfront.get_distribution_config(Id=id)["DistributionConfig"]
    check(not config.get("WebACLId") and config["Aliases"]["Items"] == [DOMAIN], "… and the domain stays", config)

    club.settings.write_text("".join(line for line in settings.splitlines(True) if not line.startswith(WITH_DOMAIN)))
    planned = club.deploy("--dry-run")
    removed = f"{STACK}-edge: Remove every resource"
    check(removed in planned["resources"], "the plan removes the certificate", planned)
    report = club.deploy()
    check(report["resources"][-1] == removed, "… as does the deployment, last", report)
    config = cloudfront.get_distribution_config(Id=id)["DistributionConfig"]
    check(config.get("Aliases", {}).get("Items", []) == [], "… and CloudFront has its own domain again", config)
    again = club.deploy()
    check(again["resources"] == [], "deploying again changes no resource", again["resources"])
