//! Requests the site's external links to find the broken ones.
//!
//! Each address is requested once, with `HEAD` and, because some servers do not support it, then with `GET`. Failures
//! that may be temporary are retried once. A server that rejects bots or limits their rate proves nothing about the
//! link.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use diagnostics::{Failure, Phrase, message, phrase};
use model::contact::domain;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use rayon::prelude::*;
use site::{Diagnostics, ExternalLink};
use ureq::Agent;

/// Number of simultaneous requests. Most of the time is spent waiting for servers.
const PARALLEL: usize = 8;
/// Longest chain of redirects. Browsers follow 20 (Fetch standard), but a chain that long should be fixed in the
/// content.
const MAX_REDIRECTS: u32 = 5;
/// Pause before the retry.
const PAUSE: Duration = Duration::from_secs(1);
/// Encodes only characters outside ASCII, which an address in a text may contain and a request must not.
const OUTSIDE_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// The results of the requests.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Number of addresses requested.
    pub(crate) asked: usize,
    /// Broken links, each with its place.
    pub(crate) broken: Diagnostics,
    /// The lines about addresses that could not be verified, with the reason.
    pub(crate) unclear: Vec<Phrase>,
}

/// The result for one address.
enum Verdict {
    Works,
    Broken(Phrase),
    Unclear(Phrase),
}

/// Requests each address once. `site` is the site's address, sent in `User-Agent` so that operators of other servers
/// can identify the bot.
///
/// # Errors
///
/// Returns an error if threads cannot be started.
pub(crate) fn ask(links: &[ExternalLink], site: &str, timeout: Duration) -> Result<Answers, Failure> {
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
    let pool = rayon::ThreadPoolBuilder::new().num_threads(PARALLEL).build();
    let pool = pool.map_err(Failure::of_library)?;
    let verdicts: Vec<_> =
        pool.install(|| places.par_iter().map(|(address, _)| verdict(&agent, address)).collect());
    let mut answers = Answers { asked: places.len(), ..Answers::default() };
    for ((address, links), verdict) in places.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Works => {}
            Verdict::Broken(reason) => {
                let message = message! {
                    BrokenExternalLink,
                    en: "this link is broken: {reason}",
                    fr: "ce lien est rompu : {reason}";
                    reason
                };
                let hint = phrase! {
                    en: "write where the page is now, or remove the link",
                    fr: "écrivez la nouvelle adresse de la page, ou supprimez le lien"
                };
                let broken = links.iter().map(|link| link.problem(message.clone(), hint.clone()));
                broken.for_each(|problem| answers.broken.push(problem));
            }
            Verdict::Unclear(reason) => answers.unclear.push(phrase! {
                en: "not verified: {address} ({reason})",
                fr: "non vérifié : {address} ({reason})";
                reason
            }),
        }
    }
    Ok(answers)
}

fn verdict(agent: &Agent, address: &str) -> Verdict {
    let address = in_ascii(address);
    match status(agent, &address) {
        Err(error) if is_temporary(&error) => {
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

/// Returns the address in the form of a request: the host as A-labels, the rest percent-encoded.
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

/// Requests an address with `HEAD` and, if that does not succeed, with `GET`, and returns the status.
fn status(agent: &Agent, address: &str) -> Result<u16, ureq::Error> {
    match agent.head(address).call().map(|response| response.status().as_u16()) {
        Ok(status @ (200..=299 | 429)) => Ok(status),
        Err(error) if is_temporary(&error) => Err(error),
        _ => agent.get(address).call().map(|response| response.status().as_u16()),
    }
}

/// Returns whether a retry may succeed.
fn is_temporary(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Timeout(_) | ureq::Error::Io(_) | ureq::Error::ConnectionFailed)
}

fn judge(status: Result<u16, ureq::Error>) -> Verdict {
    match status {
        Ok(200..=299) => Verdict::Works,
        // The page may well exist for a person: these answers ask for a login, reject bots or limit the rate.
        Ok(status @ (401 | 403 | 429)) => Verdict::Unclear(answer(status)),
        Ok(status) => Verdict::Broken(answer(status)),
        Err(ureq::Error::Timeout(_)) => Verdict::Broken(phrase! {
            en: "the server does not answer in time",
            fr: "le serveur ne répond pas à temps"
        }),
        Err(ureq::Error::TooManyRedirects) => Verdict::Broken(phrase! {
            en: "it redirects more than {MAX_REDIRECTS} times",
            fr: "il y a plus de {MAX_REDIRECTS} redirections"
        }),
        Err(ureq::Error::HostNotFound) => {
            Verdict::Broken(phrase! { en: "the host does not exist", fr: "ce site n’existe pas" })
        }
        Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => {
            Verdict::Unclear(Phrase::in_english(error.to_string()))
        }
        Err(error) => Verdict::Broken(Phrase::in_english(error.to_string())),
    }
}

fn answer(status: u16) -> Phrase {
    phrase! { en: "the server answers {status}", fr: "le serveur répond {status}" }
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
