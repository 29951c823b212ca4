//! SIRET: the number of a French establishment.

/// The SIREN of La Poste, whose establishments follow a rule of their own.
const LA_POSTE: &str = "356000000";

/// Reads a SIRET: 14 digits, spaces tolerated, with a right check digit (Luhn; for La Poste, whose numbers ran
/// out, a sum of digits that is a multiple of 5; INSEE, « Sirene: variable siret »). `None` for anything else.
pub fn parse(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let luhn = luhn_sum(&digits).is_multiple_of(10);
    let la_poste = digits.starts_with(LA_POSTE) && sum(&digits).is_multiple_of(5);
    (luhn || la_poste).then_some(digits)
}

fn sum(digits: &str) -> u32 {
    digits.bytes().map(|byte| u32::from(byte - b'0')).sum()
}

fn luhn_sum(digits: &str) -> u32 {
    let value = |(place, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0');
        match (place % 2, digit) {
            (1, 5..) => digit * 2 - 9,
            (1, _) => digit * 2,
            _ => digit,
        }
    };
    digits.bytes().rev().enumerate().map(value).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_number_loses_its_spaces() {
        assert_eq!(parse("732 829 320 00074").as_deref(), Some("73282932000074"));
    }

    #[test]
    fn a_wrong_digit_is_noticed() {
        assert_eq!(parse("73282932000075"), None);
        assert_eq!(parse("7328293200007"), None);
        assert_eq!(parse("7328293200007A"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn la_poste_has_its_own_rule() {
        assert_eq!(parse("35600000049837").as_deref(), Some("35600000049837"));
        assert_eq!(parse("35600000049838"), None);
    }
}
