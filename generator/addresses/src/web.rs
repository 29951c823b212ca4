//! Web addresses, as opposed to paths below `content/`.

use std::ops::Range;

use diagnostics::{Phrase, Rejection, message, phrase, suggestion};
use model::contact::domain;

use crate::{correction, written};

/// Returns whether a text is an address that a browser can open: `https://` or `http://`, a host, no white space.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let labels_fit = name
        .split('.')
        .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && domain::to_ascii(name).is_some();
    let port_fits = port.parse::<u16>().is_ok();
    let harmless = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`{}|\\^".contains(c);
    labels_fit && port_fits && rest.chars().all(harmless)
}

/// Returns the corrected address as a hint or, if there is no correction, `otherwise`.
pub fn write_or(target: &str, otherwise: Phrase) -> Phrase {
    correction::address(target).map_or_else(|| otherwise, suggestion::write)
}

/// Returns the reason why a text is unusable as a web address.
pub fn not_a_web_address(text: &str) -> Rejection {
    let full = phrase! {
        en: "write the full address, such as `https://club.example/page`",
        fr: "écrivez l’adresse entière, par exemple `https://club.example/page`"
    };
    Rejection {
        message: message! {
            InvalidWebAddress,
            en: "`{text}` is not a web address",
            fr: "`{text}` n’est pas une adresse de site"
        },
        hint: write_or(text, full),
    }
}

/// Returns whether a target starts with a scheme (RFC 3986), or with `//`, which takes the scheme of the page.
pub fn has_scheme(target: &str) -> bool {
    let scheme: Range<usize> = 0..target.find(':').unwrap_or(0);
    let name = &target[scheme];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    target.starts_with("//") || is_name
}

/// Returns why a target cannot be used if it is a path on the computer of its author, such as `C:\\plan.pdf`, `\\\\server\\plan.pdf` or
/// `file:///home/zoe/plan.pdf`.
pub fn on_computer(target: &str) -> Option<Rejection> {
    let is_drive =
        matches!(target.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let is_file = target.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    if !is_drive && !is_file && !target.starts_with('\\') {
        return None;
    }
    let name = written(target.rsplit(['/', '\\']).next().unwrap_or_default());
    Some(Rejection {
        message: message! {
            BrokenLink,
            en: "`{target}` is a path on your computer, which visitors cannot reach",
            fr: "`{target}` est un chemin sur votre ordinateur, auquel les visiteurs n’ont pas accès"
        },
        hint: phrase! {
            en: "copy the file to the folder of this text and write `{name}`",
            fr: "copiez le fichier dans le dossier de ce texte, et écrivez `{name}`"
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_computer() {
        for (target, name) in [
            ("C:\\Users\\Zoe\\plan.pdf", "`plan.pdf`"),
            ("d:/plan.pdf", "`plan.pdf`"),
            ("\\\\serveur\\partage\\plan.pdf", "`plan.pdf`"),
            ("FILE:///C:/plan.pdf", "`plan.pdf`"),
        ] {
            let hint = on_computer(target).map(|rejection| rejection.hint.english().to_owned());
            assert!(hint.is_some_and(|hint| hint.ends_with(name)), "{target}");
        }
        for target in
            ["plan.pdf", "https://club.example/a", "images\\plan.pdf", "mailto:a@club.example", "c:plan", ""]
        {
            assert!(on_computer(target).is_none(), "{target}");
        }
    }

    #[test]
    fn web_addresses() {
        for text in ["https://club.example", "http://localhost:8000/a?b=c#d", "https://été.example/é"] {
            assert!(is_web_address(text), "{text}");
        }
        for text in [
            "club.example",
            "https://",
            "https://a b.fr",
            "https://a..fr",
            "https://-a.fr",
            "https://xn--é.fr",
            "javascript:alert(1)",
        ] {
            assert!(!is_web_address(text), "{text}");
        }
    }
}
