//! Whose request it is, as far as the network tells: behind a proxy the address the proxy says, and nobody else's word.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName};

/// What a proxy says of whom it speaks for: the nearest last.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Client(IpAddr);

impl Client {
    /// Finds it out: what a proxy of ours wrote counts, what the browser wrote before it does not.
    pub(super) fn of(
        extensions: &Extensions,
        headers: &HeaderMap,
        proxies: &[IpAddr],
    ) -> Option<Self> {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        let peer = peer.ip().to_canonical();
        let is_ours = |address: &IpAddr| proxies.contains(address);
        if !is_ours(&peer) {
            return Some(Self(peer));
        }
        let said = headers.get_all(FORWARDED_FOR);
        let said = said.iter().filter_map(|value| value.to_str().ok());
        let said: Vec<&str> = said.flat_map(|line| line.split(',')).collect();
        let addresses = said.iter().rev().map_while(|text| {
            let address: IpAddr = text.trim().parse().ok()?;
            Some(address.to_canonical())
        });
        let mut last = peer;
        for address in addresses {
            last = address;
            if !is_ours(&address) {
                break;
            }
        }
        Some(Self(last))
    }
}

/// The address a request came from, if it is known.
pub(crate) fn client(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Client>().map(|client| client.0)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else() {
        let proxies = ["127.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (peer, said, found) in [
            ("203.0.113.9:5", "198.51.100.1", "203.0.113.9"),
            ("127.0.0.1:5", "", "127.0.0.1"),
            ("127.0.0.1:5", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1:5", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("127.0.0.1:5", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
            (
                "127.0.0.1:5",
                "198.51.100.1, nonsense, 10.0.0.2",
                "10.0.0.2",
            ),
            ("[::ffff:127.0.0.1]:5", "2001:db8::7", "2001:db8::7"),
        ] {
            let mut extensions = Extensions::new();
            let peer: SocketAddr = peer.parse().unwrap();
            extensions.insert(ConnectInfo(peer));
            let mut headers = HeaderMap::new();
            if !said.is_empty() {
                headers.insert(FORWARDED_FOR, HeaderValue::from_static(said));
            }
            let client = Client::of(&extensions, &headers, &proxies).unwrap();
            assert_eq!(client.0, found.parse::<IpAddr>().unwrap(), "{peer} {said}");
        }
    }
}
