//! The comparison of names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Normalises a name: removes accents, hyphens and capitals, so that `Hélène LE-GALL` matches `helene le gall`.
pub(crate) fn comparable(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    let plain: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_or_accents() {
        assert_eq!(comparable("Hélène  LE-GALL"), comparable("helene le gall"));
        assert_ne!(comparable("Hélène Le Gall"), comparable("Hélène Le Goff"));
    }
}
