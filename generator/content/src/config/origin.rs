//! The origin of the site: `base_url` in `site.yaml`, as a browser writes it in `Origin` headers (RFC 6454, section
//! 6.2).
//!
//! The handler accepts forms only from this origin and compares it byte by byte, so it must contain no capitals,
//! default port or accented letters.

use url::Url;

use addresses::is_web_address;
use diagnostics::suggestion::write;
use diagnostics::{Rejection, message, phrase};
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader};

/// The form of an origin: a scheme and a host, nothing more.
const ORIGIN: Form = Form {
    name: "origin",
    pattern: "[hH][tT][tT][pP][sS]?://[^\\s/?#@:\\\\]*[^\\s/?#@:.\\\\](:[0-9]{1,5})?",
};

/// Reads an origin and normalises it: lower case, A-labels, no default port. Anything but a scheme and a host with an
/// optional port is reported and returns `None`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let written = yaml::text_as(reader, node, TextKind::Form(&ORIGIN))?;
    match origin(&written) {
        Ok(origin) => Some(origin),
        Err(Rejection { message, hint }) => {
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

fn origin(written: &str) -> Result<String, Rejection> {
    let no_address = || Rejection {
        message: message! {
            InvalidOrigin,
            en: "`{written}` is not a web address",
            fr: "`{written}` n’est pas une adresse de site"
        },
        hint: phrase! {
            en: "write scheme and host of the site, such as `https://club.example`",
            fr: "écrivez le protocole et le nom du site, par exemple `https://club.example`"
        },
    };
    // The URL parser drops white space and repairs slashes, but both are mistakes here.
    let has_host = written.split_once("://").is_some_and(|(_, rest)| !rest.starts_with(['/', '\\']));
    if !has_host || written.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(no_address());
    }
    let url = Url::parse(written).map_err(|_| no_address())?;
    let origin = url.origin().ascii_serialization();
    let (scheme_and_host, port) = match url.port() {
        Some(port) => (origin.trim_end_matches(&format!(":{port}")), format!(":{port}")),
        None => (origin.as_str(), String::new()),
    };
    let without_dot = format!("{}{port}", scheme_and_host.trim_end_matches('.'));
    if !is_web_address(&without_dot) {
        return Err(no_address());
    }
    let hint = write(&without_dot);
    let (_, rest) = written.split_once("://").unwrap_or_default();
    if rest.contains(['/', '?', '#', '@', '\\']) {
        let message = message! {
            InvalidOrigin,
            en: "`{written}` is more than a scheme and a host",
            fr: "`{written}` contient plus que le protocole et le nom du site"
        };
        return Err(Rejection { message, hint });
    }
    // Browsers treat the host with a final dot as a different one.
    if without_dot != origin {
        let message = message! {
            InvalidOrigin,
            en: "the host in `{written}` ends with a dot",
            fr: "le nom du site dans `{written}` finit par un point"
        };
        return Err(Rejection { message, hint });
    }
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (written, expected) in [
            ("https://club.example", "https://club.example"),
            ("https://Club.Example", "https://club.example"),
            ("HTTPS://club.example:443", "https://club.example"),
            ("http://club.example:80", "http://club.example"),
            ("http://club.example:443", "http://club.example:443"),
            ("https://club.example:8443", "https://club.example:8443"),
            ("https://été.example", "https://xn--t-9fab.example"),
            ("https://ÉTÉ.example", "https://xn--t-9fab.example"),
            ("https://straße.example", "https://xn--strae-oqa.example"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ] {
            assert_eq!(origin(written).ok().as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn other_texts_are_rejected_with_the_origin_that_was_meant() {
        for (written, hint) in [
            ("https://club.example./", "write `https://club.example`"),
            ("https://club.example.", "write `https://club.example`"),
            ("https://Club.example.:8443", "write `https://club.example:8443`"),
            ("https://club.example/", "write `https://club.example`"),
            ("https://Club.Example:443/ateliers", "write `https://club.example`"),
            ("https://user@club.example", "write `https://club.example`"),
            ("https://club.example?a", "write `https://club.example`"),
            ("club.example", "write scheme and host"),
            ("ftp://club.example", "write scheme and host"),
            ("https://", "write scheme and host"),
            ("https:///club.example", "write scheme and host"),
            ("https://club .example", "write scheme and host"),
            ("https://club..example", "write scheme and host"),
            ("https://xn--a.example", "write scheme and host"),
        ] {
            let problem = origin(written).expect_err(written);
            assert!(problem.hint.english().starts_with(hint), "{written}: {:?}", problem.hint);
        }
    }
}
