//! The network address from which a post comes: good for counting only, and kept nowhere but as a keyed hash.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use axum::extract::Request;
use http::{HeaderMap, HeaderName};

/// A header that CloudFront adds to whatever it hands on. Behind it, the address that API Gateway sees is one of
/// CloudFront's own, behind which everybody is.
const CLOUDFRONT_ID: HeaderName = HeaderName::from_static("x-amz-cf-id");

/// A network address, as an extension of a request. Of IPv6 it is the network of 64 bits, of which one connection
/// has all the addresses (RFC 6177).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NetworkAddress(IpAddr);

impl NetworkAddress {
    /// The address of a viewer as CloudFront tells it: address and port, also of IPv6 without brackets; or as API
    /// Gateway does: the address alone.
    pub fn parse(text: &str) -> Option<NetworkAddress> {
        let text = text.trim();
        let alone = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        let with_port = || {
            let (address, port) = text.rsplit_once(':')?;
            port.parse::<u16>().ok().and_then(|_| alone(address))
        };
        // An address of IPv6 followed by a port has nine parts, so none is taken for the other, unless the address is
        // shortened, which CloudFront never does.
        alone(text).or_else(with_port).map(NetworkAddress::from)
    }

    /// The address from which a request comes: what the `trusted` header says or, without one, what API Gateway saw.
    /// `None` where that is unknown; it is better to count nobody than to count everybody as one.
    pub(crate) fn find(
        headers: &HeaderMap,
        trusted: Option<&HeaderName>,
        seen: Option<&str>,
    ) -> Option<NetworkAddress> {
        match trusted {
            Some(header) => NetworkAddress::parse(headers.get(header)?.to_str().ok()?),
            None if headers.contains_key(CLOUDFRONT_ID) => None,
            None => NetworkAddress::parse(seen?),
        }
    }

    /// The address from which a request comes, if it is known.
    pub(crate) fn of(request: &Request) -> Option<NetworkAddress> {
        request.extensions().get().copied()
    }

    /// The address as text, to be hashed and for nothing else.
    pub(crate) fn text(self) -> String {
        self.0.to_string()
    }
}

impl From<IpAddr> for NetworkAddress {
    fn from(address: IpAddr) -> NetworkAddress {
        NetworkAddress(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from(network))
            }
        })
    }
}

impl fmt::Debug for NetworkAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NetworkAddress(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(address: &str) -> Option<String> {
        NetworkAddress::parse(address).map(NetworkAddress::text)
    }

    #[test]
    fn addresses_are_read_with_and_without_port() {
        assert_eq!(text("192.0.2.7").as_deref(), Some("192.0.2.7"));
        assert_eq!(text("192.0.2.7:46532").as_deref(), Some("192.0.2.7"));
        assert_eq!(text("::ffff:192.0.2.7").as_deref(), Some("192.0.2.7"));
        let network = Some("2001:db8:85a3:1::");
        assert_eq!(text("2001:db8:85a3:1:0:8a2e:370:7334").as_deref(), network);
        assert_eq!(text("2001:0db8:85a3:0001:0000:8a2e:0370:7334:46532").as_deref(), network);
        assert_eq!(text("[2001:db8:85a3:1::1]:443").as_deref(), network);
        for none in ["", "unknown", "192.0.2.7, 192.0.2.8", "192.0.2.7:port", "1.2.3"] {
            assert_eq!(text(none), None, "{none}");
        }
    }

    #[test]
    fn a_header_is_believed_only_if_it_is_configured() {
        let viewer = HeaderName::from_static("cloudfront-viewer-address");
        let mut headers = HeaderMap::new();
        headers.insert(&viewer, "192.0.2.7:46532".parse().unwrap());
        let find = |headers: &HeaderMap, trusted| {
            NetworkAddress::find(headers, trusted, Some("198.51.100.1")).map(NetworkAddress::text)
        };
        assert_eq!(find(&headers, None).as_deref(), Some("198.51.100.1"));
        assert_eq!(find(&headers, Some(&viewer)).as_deref(), Some("192.0.2.7"));
        assert_eq!(find(&HeaderMap::new(), Some(&viewer)), None);
        headers.insert(CLOUDFRONT_ID, "any".parse().unwrap());
        assert_eq!(find(&headers, None), None);
    }

    #[test]
    fn it_is_not_shown() {
        let address = NetworkAddress::parse("192.0.2.7");
        assert!(!format!("{address:?}").contains("192"));
    }
}
