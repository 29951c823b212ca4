//! Asks the web whether the site's external links still lead somewhere.
//!
//! Each address is asked once, with `HEAD` and, as some servers do not know it, with `GET`. What may pass by itself
//! is tried a second time. A server that refuses programs, or asks for patience, says nothing about the link.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use model::contact::domain;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use rayon::prelude::*;
use site::{Diagnostics, ExternalLink};
use ureq::Agent;

/// How many servers are asked at a time: mostly one waits.
const PARALLEL: usize = 8;
/// As many as browsers follow at least (Fetch: 20) would hide a chain that wants mending.
const MAX_REDIRECTS: u32 = 5;
/// Before the second try.
const PAUSE: Duration = Duration::from_secs(1);
/// No sign but those outside ASCII, which an address in a text may have and a request may not.
const OUTSIDE_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// What came of asking.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// How many addresses were asked.
    pub(crate) asked: usize,
    /// Links that are broken, each at its place.
    pub(crate) broken: Diagnostics,
    /// Addresses of which nobody can tell, with the reason.
    pub(crate) unclear: Vec<String>,
}

/// What is known of an address.
enum Verdict {
    Works,
    Broken(String),
    Unclear(String),
}

/// Asks for each address once. `site` is where the site stands, for those who wonder who asks.
///
/// # Errors
///
/// When threads cannot be started.
pub(crate) fn ask(links: &[ExternalLink], site: &str, timeout: Duration) -> anyhow::Result<Answers> {
    let mut places: BTreeMap<&str, Vec<&ExternalLink>> = BTreeMap::new();
    for link in links {
        let address = link.address.split('#').next().unwrap_or_default();
        places.entry(address).or_default().push(link);
    }
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(MAX_REDIRECTS)
        .http_status_as_error(false)
        .user_agent(format!("ateliers-link-check/{} (+{site})", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(PARALLEL).build().context("cannot start threads")?;
    let verdicts: Vec<_> =
        pool.install(|| places.par_iter().map(|(address, _)| verdict(&agent, address)).collect());
    let mut answers = Answers { asked: places.len(), ..Answers::default() };
    for ((address, links), verdict) in places.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Works => {}
            Verdict::Broken(reason) => {
                for link in links {
                    let hint = "write where the page is now, or remove the link";
                    answers.broken.push(link.problem(format!("this link is broken: {reason}"), hint));
                }
            }
            Verdict::Unclear(reason) => answers.unclear.push(format!("{address} ({reason})")),
        }
    }
    Ok(answers)
}

fn verdict(agent: &Agent, address: &str) -> Verdict {
    let address = in_ascii(address);
    match status(agent, &address) {
        Err(error) if is_passing(&error) => {
            thread::sleep(PAUSE);
            judge(status(agent, &address))
        }
        Ok(500..=599) => {
            thread::sleep(PAUSE);
            judge(status(agent, &address))
        }
        first => judge(first),
    }
}

/// An address as it is requested: its host as A-labels, the rest percent-encoded.
fn in_ascii(address: &str) -> String {
    let host = address.find("://").map(|scheme| scheme + 3).map(|start| {
        let length = address[start..].find([':', '/', '?', '#']).unwrap_or(address.len() - start);
        (start, start + length)
    });
    let converted = host.and_then(|(start, end)| {
        let host = domain::to_ascii(&address[start..end])?;
        Some(format!("{}{host}{}", &address[..start], &address[end..]))
    });
    utf8_percent_encode(converted.as_deref().unwrap_or(address), OUTSIDE_ASCII).to_string()
}

/// The status of an address by `HEAD` or, where that does not succeed, by `GET`.
fn status(agent: &Agent, address: &str) -> Result<u16, ureq::Error> {
    match agent.head(address).call().map(|response| response.status().as_u16()) {
        Ok(status @ (200..=299 | 429)) => Ok(status),
        Err(error) if is_passing(&error) => Err(error),
        _ => agent.get(address).call().map(|response| response.status().as_u16()),
    }
}

/// Whether it may be otherwise a moment later.
fn is_passing(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Timeout(_) | ureq::Error::Io(_) | ureq::Error::ConnectionFailed)
}

fn judge(status: Result<u16, ureq::Error>) -> Verdict {
    match status {
        Ok(200..=299) => Verdict::Works,
        // Not signed in, no programs wanted, too many at a time: people may well get there.
        Ok(status @ (401 | 403 | 429)) => Verdict::Unclear(format!("the server answers {status}")),
        Ok(status) => Verdict::Broken(format!("the server answers {status}")),
        Err(ureq::Error::Timeout(_)) => Verdict::Broken("the server does not answer in time".to_owned()),
        Err(ureq::Error::TooManyRedirects) => {
            Verdict::Broken(format!("it is passed on more than {MAX_REDIRECTS} times"))
        }
        Err(ureq::Error::HostNotFound) => Verdict::Broken("there is no such host".to_owned()),
        Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => Verdict::Unclear(error.to_string()),
        Err(error) => Verdict::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_requested_in_ascii() {
        for (address, requested) in [
            ("https://société.example/été?é#é", "https://xn--socit-esab.example/%C3%A9t%C3%A9?%C3%A9#%C3%A9"),
            ("https://Société.example:8443", "https://xn--socit-esab.example:8443"),
            ("https://club.example/a", "https://club.example/a"),
        ] {
            assert_eq!(in_ascii(address), requested);
        }
    }
}
