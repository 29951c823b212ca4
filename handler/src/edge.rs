//! The way in which requests reach the function: directly from API Gateway, or through a CDN that authenticates itself.
//!
//! Limits are counted per network address, so they are only as reliable as that address. Without a CDN it is the
//! address that API Gateway saw, which clients cannot choose. Behind a CDN it is in a header, which anyone who finds
//! the API's own URL could forge; so the header is trusted only together with a secret that the CDN adds.

use std::str::FromStr;

use data_encoding::HEXLOWER;
use http::header::InvalidHeaderName;
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::address::NetworkAddress;

/// The header that carries the CDN's secret, named as in AWS's guides.
pub const ORIGIN_SECRET_HEADER: HeaderName = HeaderName::from_static("x-origin-verify");

/// Headers that every proxy extends, so that they start with the client's own text.
const CLIENT_WRITTEN: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// The way in which requests reach the function.
#[derive(Clone, Debug, Default)]
pub enum Edge {
    /// Directly from API Gateway, whose view of the network address counts.
    #[default]
    Direct,
    /// Through a CDN.
    Cdn(Cdn),
}

/// A CDN that sends each viewer's network address and authenticates itself with a secret.
#[derive(Clone, Debug)]
pub struct Cdn {
    address_header: HeaderName,
    secrets: Vec<SecretHash>,
}

/// The reason why the CDN settings are invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCdn {
    /// Only one of the two variables is set.
    #[error(
        "ATELIERS_ADDRESS_HEADER and ATELIERS_ORIGIN_SECRET_HASH go together: behind a CDN set both, so that no \
         client can forge the header; without a CDN set neither"
    )]
    Half,
    /// The value is not a valid header name.
    #[error(
        "ATELIERS_ADDRESS_HEADER is not a valid header name; use one such as `cloudfront-viewer-address`"
    )]
    Header,
    /// The header starts with text that the client sent.
    #[error(
        "ATELIERS_ADDRESS_HEADER names a header that clients can write; use one that the CDN replaces, such as \
         `cloudfront-viewer-address`"
    )]
    ClientWritten,
    /// The value is not a hash, or two.
    #[error(
        "ATELIERS_ORIGIN_SECRET_HASH is invalid; use the SHA-256 sum of the secret, which has 64 hexadecimal digits in \
         lower case, or two such sums with a space between them while you replace the secret"
    )]
    Hash,
}

/// The request did not come through the CDN, or the CDN did not send the viewer's address as configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AroundCdn;

/// The SHA-256 sum of a secret. Everyone who may view the function can read its configuration; the sum does not help them,
/// because the secret is random and cannot be found from it.
#[derive(Clone, Copy, Debug)]
struct SecretHash([u8; 32]);

impl Edge {
    /// Creates the edge from its two settings, both of which are absent without a CDN.
    ///
    /// # Errors
    ///
    /// [`InvalidCdn`] if only one is set or one is invalid.
    pub fn new(address_header: Option<&str>, secret_hash: Option<&str>) -> Result<Edge, InvalidCdn> {
        match (address_header, secret_hash) {
            (None, None) => Ok(Edge::Direct),
            (Some(header), Some(hash)) => Ok(Edge::Cdn(Cdn::new(header, hash)?)),
            _ => Err(InvalidCdn::Half),
        }
    }

    /// Returns the network address to count the request for; `seen` is the address that API Gateway saw.
    pub(crate) fn sender(
        &self,
        headers: &HeaderMap,
        seen: Option<&str>,
    ) -> Result<NetworkAddress, AroundCdn> {
        match self {
            // All requests without an address count as one sender: refusing too many is better than counting none.
            Edge::Direct => Ok(seen.and_then(NetworkAddress::parse).unwrap_or(NetworkAddress::UNKNOWN)),
            Edge::Cdn(cdn) => cdn.sender(headers),
        }
    }
}

impl Cdn {
    fn new(header: &str, hashes: &str) -> Result<Cdn, InvalidCdn> {
        let address_header: HeaderName = header.parse().map_err(|_: InvalidHeaderName| InvalidCdn::Header)?;
        if CLIENT_WRITTEN.contains(&address_header.as_str()) {
            return Err(InvalidCdn::ClientWritten);
        }
        let secrets: Vec<_> = hashes.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if secrets.is_empty() {
            return Err(InvalidCdn::Hash);
        }
        Ok(Cdn { address_header, secrets })
    }

    fn sender(&self, headers: &HeaderMap) -> Result<NetworkAddress, AroundCdn> {
        let given = only_value(headers, &ORIGIN_SECRET_HEADER).ok_or(AroundCdn)?;
        // Every secret is compared, so that the time does not reveal which one matched.
        let known = self.secrets.iter().filter(|secret| secret.is(given)).count();
        if known == 0 {
            return Err(AroundCdn);
        }
        let address = only_value(headers, &self.address_header).and_then(|value| value.to_str().ok());
        address.and_then(NetworkAddress::parse).ok_or(AroundCdn)
    }
}

/// Returns the value of a header that occurs exactly once.
fn only_value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

impl SecretHash {
    /// Returns whether a value is the secret, in constant time.
    fn is(&self, given: &HeaderValue) -> bool {
        Sha256::digest(given.as_bytes()).ct_eq(&self.0).into()
    }
}

impl FromStr for SecretHash {
    type Err = InvalidCdn;

    fn from_str(text: &str) -> Result<SecretHash, InvalidCdn> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| InvalidCdn::Hash)?;
        bytes.try_into().map(SecretHash).map_err(|_| InvalidCdn::Hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEWER: &str = "cloudfront-viewer-address";
    const SECRET: &str = "0123456789abcdefghijklmnopqrstuv";
    const OLD_SECRET: &str = "vutsrqponmlkjihgfedcba9876543210";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn hash(secret: &str) -> String {
        HEXLOWER.encode(&Sha256::digest(secret))
    }

    fn sender(edge: &Edge, pairs: &[(&'static str, &str)]) -> Option<String> {
        edge.sender(&headers(pairs), Some("198.51.100.1")).ok().map(|address| address.texts()[0].clone())
    }

    #[test]
    fn without_a_cdn_no_header_changes_the_address_that_counts() {
        let seen = Some("198.51.100.1".to_owned());
        assert_eq!(sender(&Edge::Direct, &[]), seen);
        for name in [VIEWER, "x-amz-cf-id", "x-forwarded-for", "x-origin-verify"] {
            assert_eq!(sender(&Edge::Direct, &[(name, "192.0.2.7:46532")]), seen, "{name}");
        }
        let unknown = Edge::Direct.sender(&HeaderMap::new(), None);
        assert_eq!(unknown, Ok(NetworkAddress::UNKNOWN), "requests without an address count as one sender");
    }

    #[test]
    fn the_header_is_trusted_only_from_the_cdn() {
        let edge = Edge::new(Some("CloudFront-Viewer-Address"), Some(&hash(SECRET))).unwrap();
        let secret = ("x-origin-verify", SECRET);
        let address = (VIEWER, "192.0.2.7:46532");
        assert_eq!(sender(&edge, &[secret, address]).as_deref(), Some("192.0.2.7"));
        for around in [
            vec![],
            vec![address],
            vec![secret],
            vec![("x-origin-verify", &SECRET[1..]), address],
            vec![("x-origin-verify", ""), address],
            vec![secret, ("x-origin-verify", OLD_SECRET), address],
            vec![secret, (VIEWER, "unknown")],
            vec![secret, (VIEWER, "192.0.2.7, 192.0.2.8")],
            vec![secret, address, (VIEWER, "192.0.2.8:1")],
        ] {
            assert_eq!(sender(&edge, &around), None, "{around:?}");
        }
    }

    #[test]
    fn a_secret_can_be_replaced_while_both_are_in_use() {
        let both = format!("{} {}", hash(SECRET), hash(OLD_SECRET));
        let edge = Edge::new(Some(VIEWER), Some(&both)).unwrap();
        for secret in [SECRET, OLD_SECRET] {
            assert!(sender(&edge, &[("x-origin-verify", secret), (VIEWER, "192.0.2.7:1")]).is_some());
        }
        // The sum of a secret does not open anything.
        assert_eq!(sender(&edge, &[("x-origin-verify", &hash(SECRET)), (VIEWER, "192.0.2.7:1")]), None);
    }

    #[test]
    fn settings_that_would_bypass_the_limits_are_refused() {
        let valid = hash(SECRET);
        let error = |header, hash| Edge::new(header, hash).unwrap_err();
        assert_eq!(error(Some(VIEWER), None), InvalidCdn::Half);
        assert_eq!(error(None, Some(SECRET)), InvalidCdn::Half);
        assert_eq!(error(Some("not a header"), Some(&valid)), InvalidCdn::Header);
        assert_eq!(error(Some("X-Forwarded-For"), Some(&valid)), InvalidCdn::ClientWritten);
        let (short, half) = (&valid[1..], format!("{valid} short"));
        for other in ["", " ", SECRET, short, &half, &valid.to_uppercase()] {
            assert_eq!(error(Some(VIEWER), Some(other)), InvalidCdn::Hash, "{other}");
        }
    }
}
