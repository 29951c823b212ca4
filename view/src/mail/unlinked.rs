//! Protection of typed text in mails. Mail programs turn anything that looks like an address into a link, so the
//! text must not contain addresses.

/// The characters that browsers accept as the dot in a host name (UTS #46). The labels of a host name begin with a
/// letter or a digit (RFC 5891, 4.2.3.1).
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// The other characters inside an address: in schemes, mail addresses and Windows network paths.
const JOINTS: [char; 4] = [':', '@', '\u{ff20}', '\\'];

/// Inserts a space after each character that joins the parts of an address. The text stays readable: `S.A.R.L.`
/// becomes `S. A. R. L.`, `www.club.example` becomes `www. club. example`, and `J.-P.` stays.
pub(super) fn unlinked(text: &str) -> String {
    let mut unlinked = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        unlinked.push(character);
        let next = characters.peek();
        let is_dot = DOTS.contains(&character) && next.is_some_and(|next| next.is_alphanumeric());
        let is_joint = JOINTS.contains(&character) && next.is_some_and(|next| !next.is_whitespace());
        if is_dot || is_joint {
            unlinked.push(' ');
        }
    }
    unlinked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_split_and_other_text_stays() {
        let cases = [
            ("Claire Le Gall", "Claire Le Gall"),
            (
                "Office public de l’habitat, 12 rue de l’Exemple",
                "Office public de l’habitat, 12 rue de l’Exemple",
            ),
            ("J.-P. Martin (S.N.C.)", "J.-P. Martin (S. N. C.)"),
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
