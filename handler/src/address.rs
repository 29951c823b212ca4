//! The network address from which a request comes: used for counting only, and stored only as a keyed hash.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::Request;

/// The first 96 bits of an IPv4 address that a network translates for IPv6 (NAT64, RFC 6052).
const NAT64: u128 = 0x0064_ff9b << 96;

/// Bits of an IPv6 address that name the network of one connection, within which every address is the connection's
/// (RFC 6177).
const NETWORK_BITS: u32 = 64;

/// Bits of an IPv6 address that name what a provider hands to one site at most (RFC 6177), with 65,536 such networks.
const SITE_BITS: u32 = 48;

/// A network address, as an extension of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NetworkAddress(IpAddr);

impl NetworkAddress {
    /// Stands for every address that is not known.
    pub(crate) const UNKNOWN: NetworkAddress = NetworkAddress(IpAddr::V6(Ipv6Addr::UNSPECIFIED));

    /// Parses an address as API Gateway writes it (the address alone) or as CloudFront does (address and port, also of
    /// IPv6 without brackets).
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
        // An address of IPv6 followed by a port has nine parts, so none is taken for the other, unless the address is
        // shortened, which CloudFront never does.
        alone(text).or_else(with_port).map(NetworkAddress::from)
    }

    /// The address of a request, if it is known.
    pub(crate) fn of(request: &Request) -> Option<NetworkAddress> {
        request.extensions().get().copied()
    }

    /// What counts as one sender, as text to be hashed and for nothing else: the address or, of IPv6, its network; and
    /// of IPv6 also the site with many networks, of which a sender could use a new one for each request.
    pub(crate) fn texts(self) -> Vec<String> {
        match self.0 {
            IpAddr::V4(address) => vec![address.to_string()],
            IpAddr::V6(address) => [NETWORK_BITS, SITE_BITS].map(|bits| network(address, bits)).into(),
        }
    }
}

fn network(address: Ipv6Addr, bits: u32) -> String {
    let network = u128::from(address) & (u128::MAX << (128 - bits));
    // The length tells the network of a site from its first network.
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
    fn addresses_are_read_with_and_without_port() {
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
    fn it_is_not_shown() {
        let address = NetworkAddress::parse("192.0.2.7");
        assert!(!format!("{address:?}").contains("192"));
    }
}
