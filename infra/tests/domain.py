"""The site at a domain of its own, with its certificate, records in Route 53, and a rate rule."""

from checks import check
from club import STACK, WORKSHOP, Club

DOMAIN = "ateliers.club.example"
EDGE_REGION = "us-east-1"


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
    check(leading == {"A", "AAAA"}, "… to which DNS leads for both kinds of addresses", records)

    # The emulator selects a distribution by CloudFront's own name.
    answer = club.visit("GET", f"/ateliers/{WORKSHOP}/", headers={"Host": former})
    to = f"https://{DOMAIN}/ateliers/{WORKSHOP}/"
    check((answer.status, answer.getheader("location")) == (301, to), "CloudFront's own name leads to the domain", answer)
    again = club.deploy()
    check(again["resources"] == [], "deploying again changes no resource", again["resources"])
