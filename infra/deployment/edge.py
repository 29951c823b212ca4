"""CloudFront, as far as a release concerns it."""

import uuid
from collections.abc import Sequence
from typing import Any

# The headers that CloudFront adds to requests to the API: the secret, and the viewer's address.
SECRET_HEADER = "x-origin-verify"
ADDRESS_HEADER = "cloudfront-viewer-address"


class Edge:
    """The distribution of a site."""

    def __init__(self, cloudfront: Any, distribution: str):
        self._client = cloudfront
        self._distribution = distribution

    def secret(self) -> str:
        """Returns the secret that it adds to requests to the API."""
        config = self._client.get_distribution_config(Id=self._distribution)["DistributionConfig"]
        for origin in config["Origins"]["Items"]:
            for header in origin.get("CustomHeaders", {}).get("Items", []):
                if header["HeaderName"].lower() == SECRET_HEADER:
                    return str(header["HeaderValue"])
        return ""

    def invalidate(self, addresses: Sequence[str]) -> None:
        """Removes addresses from its caches, which takes some seconds; nothing waits for it."""
        self._client.create_invalidation(
            DistributionId=self._distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(addresses), "Items": list(addresses)},
                "CallerReference": uuid.uuid4().hex,
            },
        )
