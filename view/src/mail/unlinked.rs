//! Typed text in mails: mail programs make links of whatever looks like an address, so nothing in it may.

/// The characters after which an address goes on: of hosts, in all the forms that browsers take for a dot, of schemes,
/// of mail addresses, and of Windows' network paths.
const JOINTS: [char; 8] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}', ':', '@', '\u{ff20}', '\\'];

/// The text with a space after each character that holds an address together. It reads the same: `S.A.R.L.` becomes
/// `S. A. R. L.`, `www.club.example` becomes `www. club. example`.
pub(super) fn unlinked(text: &str) -> String {
    let mut unlinked = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        unlinked.push(character);
        let goes_on = characters.peek().is_some_and(|next| !next.is_whitespace());
        if JOINTS.contains(&character) && goes_on {
            unlinked.push(' ');
        }
    }
    unlinked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart_and_other_text_stays() {
        let cases = [
            ("Claire Le Gall", "Claire Le Gall"),
            (
                "Office public de l’habitat, 12 rue de l’Exemple",
                "Office public de l’habitat, 12 rue de l’Exemple",
            ),
            ("S.A.R.L. Dupont et Cie.", "S. A. R. L. Dupont et Cie."),
            ("http://evil.example/a", "http: //evil. example/a"),
            ("www.evil.example", "www. evil. example"),
            ("evil\u{3002}example", "evil\u{3002} example"),
            ("a@evil.example", "a@ evil. example"),
            ("\\\\evil\\a", "\\ \\ evil\\ a"),
            ("mailto:a", "mailto: a"),
        ];
        for (text, expected) in cases {
            assert_eq!(unlinked(text), expected);
        }
    }
}
