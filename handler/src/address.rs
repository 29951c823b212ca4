//! The network address of a request. It is used only for counting and stored only as a keyed hash.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::Request;

/// The first 96 bits of an IPv6 address that stands for a translated IPv4 address (NAT64, RFC 6052).
const NAT64: u128 = 0x0064_ff9b << 96;

/// The length in bits of the IPv6 prefix of one connection, which owns every address within it (RFC 6177).
const NETWORK_BITS: u32 = 64;

/// The length in bits of the IPv6 prefix that a provider assigns to one subscriber at most (RFC 6177). It covers 65,536
/// networks.
const SUBSCRIBER_BITS: u32 = 48;

/// A network address, stored as an extension of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NetworkAddress(IpAddr);

impl NetworkAddress {
    /// Represents every unknown address.
    pub(crate) const UNKNOWN: NetworkAddress = NetworkAddress(IpAddr::V6(Ipv6Addr::UNSPECIFIED));

    /// Parses an address as API Gateway writes it (the address alone) or as CloudFront does (address and port, with no
    /// brackets around IPv6).
    pub fn parse(text: &str) -> Option<NetworkAddress> {
        let text = text.trim();
        let alone = |text: &str| {
            let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
            text.parse::<IpAddr>().ok()
        };
        let with_port = || {
            let (address, port) = text.rsplit_once(':')?;
            port.parse::<u16>().ok().and_then(|_| alone(address))
        };
        // An IPv6 address followed by a port has nine groups, so it cannot be read as an address alone unless it is
        // shortened, and CloudFront never shortens one.
        alone(text).or_else(with_port).map(NetworkAddress::from)
    }

    /// Returns the address of a request, if known.
    pub(crate) fn of(request: &Request) -> Option<NetworkAddress> {
        request.extensions().get().copied()
    }

    /// Returns the texts that identify the sender, to be hashed and used for nothing else. For IPv4 it is the address;
    /// for IPv6, the network and the prefix of the subscriber, because a sender could use a new network of its own for each request.
    pub(crate) fn texts(self) -> Vec<String> {
        match self.0 {
            IpAddr::V4(address) => vec![address.to_string()],
            IpAddr::V6(address) => [NETWORK_BITS, SUBSCRIBER_BITS].map(|bits| network(address, bits)).into(),
        }
    }
}

fn network(address: Ipv6Addr, bits: u32) -> String {
    let network = u128::from(address) & (u128::MAX << (128 - bits));
    // The length distinguishes the prefix of the subscriber from its first network.
    format!("{}/{bits}", Ipv6Addr::from(network))
}

impl From<IpAddr> for NetworkAddress {
    fn from(address: IpAddr) -> NetworkAddress {
        match address.to_canonical() {
            IpAddr::V6(address) if u128::from(address) >> 32 == NAT64 >> 32 => {
                let [.., a, b, c, d] = address.octets();
                NetworkAddress(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
            }
            address => NetworkAddress(address),
        }
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

    fn texts(address: &str) -> Option<Vec<String>> {
        NetworkAddress::parse(address).map(NetworkAddress::texts)
    }

    #[test]
    fn parses_addresses_with_and_without_port() {
        for text in [
            "192.0.2.7",
            " 192.0.2.7 ",
            "192.0.2.7:46532",
            "::ffff:192.0.2.7",
            "64:ff9b::c000:207",
            "[::ffff:192.0.2.7]:1",
        ] {
            assert_eq!(texts(text), Some(vec!["192.0.2.7".to_owned()]), "{text}");
        }
        let network = Some(vec!["2001:db8:85a3:1::/64".to_owned(), "2001:db8:85a3::/48".to_owned()]);
        assert_eq!(texts("2001:db8:85a3:1:0:8a2e:370:7334"), network);
        assert_eq!(texts("2001:0db8:85a3:0001:0000:8a2e:0370:7334:46532"), network);
        assert_eq!(texts("[2001:db8:85a3:1::1]:443"), network);
        for none in
            ["", "unknown", "192.0.2.7, 192.0.2.8", "192.0.2.7:port", "192.0.2.7:", "1.2.3", "[192.0.2.7"]
        {
            assert_eq!(texts(none), None, "{none}");
        }
    }

    #[test]
    fn debug_hides_the_address() {
        let address = NetworkAddress::parse("192.0.2.7");
        assert!(!format!("{address:?}").contains("192"));
    }
}
