//! Numbers with a unit, such as `36h` and `2 working days`.

/// Splits a number and its unit, in lower case with single spaces; `None` if the text does not start with a number.
pub(crate) fn number_and_unit(text: &str) -> Option<(u32, String)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let words: Vec<_> = unit.split_whitespace().map(str::to_ascii_lowercase).collect();
    Some((number.parse().ok()?, words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_apart_from_its_unit() {
        let unit = |number: u32, unit: &str| Some((number, unit.to_owned()));
        assert_eq!(number_and_unit("36h"), unit(36, "h"));
        assert_eq!(number_and_unit("2  Working\u{a0}days"), unit(2, "working days"));
        assert_eq!(number_and_unit("7"), unit(7, ""));
        for text in ["", "h", "-2d", "99999999999h"] {
            assert_eq!(number_and_unit(text), None, "{text}");
        }
    }
}
