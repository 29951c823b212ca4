use proptest::prelude::*;

use super::*;

#[test]
fn all_spellings_of_a_french_number_are_equal() {
    for text in [
        "0123456789",
        "01 23 45 67 89",
        "01.23.45.67.89",
        "01-23-45-67-89",
        "01/23/45/67/89",
        "01,23,45,67,89",
        "01\u{2011}23\u{2011}45\u{2011}67\u{2011}89",
        "01–23–45–67–89",
        "01·23·45·67·89",
        "01•23•45•67•89",
        "01_23_45_67_89",
        "(01) 23 45 67 89",
        "01 23 456 789",
        "+33 1 23 45 67 89",
        "+33123456789",
        "(+33) 1 23 45 67 89",
        "( +33 ) 1 23 45 67 89",
        "+33 (0)1 23 45 67 89",
        "+33(0)123456789",
        "+33 01 23 45 67 89",
        "+33 (0) 1 23 45 67 89",
        "0033 1 23 45 67 89",
        "00 33 (0)1 23 45 67 89",
        "0033 01 23 45 67 89",
        "+ 33 1 23 45 67 89",
        "33 1 23 45 67 89",
        "(0)1 23 45 67 89",
        "(0033) 1.23.45.67.89",
        "Tél. : 01 23 45 67 89",
        "tel:+33123456789",
        "Téléphone 01 23 45 67 89",
        "☎ 01 23 45 67 89",
        "\u{ff10}\u{ff11}23456789",
        "\u{ff0b}33123456789",
        "01 23 45 67 89.",
        "+33-1-23-45-67-89",
        "[01 23 45 67 89]",
        "\"01 23 45 67 89\"",
        "01\u{2212}23\u{2212}45\u{2212}67\u{2212}89",
    ] {
        let number = Telephone::parse(text).unwrap_or_else(|_| panic!("{text}"));
        assert_eq!(number.as_str(), "+33123456789", "{text}");
        assert_eq!(number.to_string(), "01 23 45 67 89", "{text}");
        assert_eq!(number.dialled(), "01 23 45 67 89", "{text}");
    }
}

#[test]
fn extensions_are_kept() {
    for text in [
        "01 23 45 67 89 poste 12",
        "01 23 45 67 89 p. 12",
        "01 23 45 67 89, ext. 12",
        "01 23 45 67 89 ext 12",
        "01 23 45 67 89 (poste 12)",
        "01 23 45 67 89 - Poste : 12",
        "0123456789x12",
        "01 23 45 67 89 #12",
        "01 23 45 67 89 poste n° 12",
        "01 23 45 67 89 Poste no 12",
        "+33123456789;ext=12",
        "01 23 45 67 89 P12",
        "01 23 45 67 89 poste interne 12",
        "01 23 45 67 89 extension 12",
    ] {
        let number = Telephone::parse(text);
        if text.contains("interne") {
            assert_eq!(number, Err(InvalidTelephone), "{text}");
            continue;
        }
        let number = number.unwrap_or_else(|_| panic!("{text}"));
        assert_eq!(number.as_str(), "+33123456789;ext=12", "{text}");
        assert_eq!(number.readable(), "01 23 45 67 89 ext. 12", "{text}");
    }
    assert_eq!(Telephone::parse("01 23 45 67 89 p. 4521").unwrap().as_str(), "+33123456789;ext=4521");
}

#[test]
fn foreign_numbers_need_a_country_code() {
    for (text, stored, readable) in [
        ("+32 2 123 45 67", "+3221234567", "+32 21 23 45 67"),
        ("0032 2 123 45 67", "+3221234567", "+32 21 23 45 67"),
        ("+44 (0)20 7946 0018", "+442079460018", "+44 20 79 46 00 18"),
        ("+1 (202) 555-0123", "+12025550123", "+1 20 25 55 01 23"),
        ("+39 06 1234 5678", "+390612345678", "+39 06 12 34 56 78"),
        ("+687 12 34 56", "+687123456", "+687 12 34 56"),
        ("+352 621 123 456", "+352621123456", "+352 6 21 12 34 56"),
        ("+690 1234", "+6901234", "+690 12 34"),
        // Overseas France has its own country codes, but is dialled like mainland France.
        ("0590 12 34 56", "+590590123456", "05 90 12 34 56"),
        ("+590 590 12 34 56", "+590590123456", "05 90 12 34 56"),
        ("+33 590 12 34 56", "+590590123456", "05 90 12 34 56"),
        ("+262 (0)692 12 34 56", "+262692123456", "06 92 12 34 56"),
        ("0639 12 34 56", "+262639123456", "06 39 12 34 56"),
        ("0630 12 34 56", "+33630123456", "06 30 12 34 56"),
    ] {
        let number = Telephone::parse(text).unwrap_or_else(|_| panic!("{text}"));
        assert_eq!((number.as_str(), number.readable().as_str()), (stored, readable), "{text}");
    }
    assert_eq!(Telephone::parse("+32 2 123 45 67").unwrap().dialled(), "00 32 21 23 45 67");
}

#[test]
fn rejects_other_texts() {
    for text in [
        "",
        "12345",
        "01 23 45 67 8",
        "01 23 45 67 89 0",
        "0123456789012345",
        "01 23 45 67 8x",
        "1+23456789",
        "appelez-moi",
        "+33 1 23 45 67",
        "+33 1 23 45 67 89 0",
        "00 00 00 00 00",
        "+0123456789",
        "+1234567890123456",
        "01 23 45 67 89 / 06 12 34 56 78",
        "01 23 45 67 89 ou 06 12 34 56 78",
        "1 23 45 67 89",
        "3949",
        "+123456",
        "01 23 45 67 89 bureau 12",
        "01 23 45 67 89 poste",
        "01 23 45 67 89 poste 12345678",
        "<script>",
        "+",
        "(0)",
        "poste 12",
        "Tél.",
        "٠١٢٣٤٥٦٧٨٩",
        "01 23 45 67 89 poste 12 poste 13",
    ] {
        assert_eq!(Telephone::parse(text), Err(InvalidTelephone), "{text}");
    }
}

proptest! {
    #[test]
    fn stored_and_readable_numbers_parse_to_themselves(text in "(\\+|00|0)[1-9][0-9 .()-]{6,14}( poste [0-9]{1,7})?") {
        if let Ok(number) = Telephone::parse(&text) {
            prop_assert_eq!(Telephone::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!(Telephone::parse(&number.readable()), Ok(number.clone()));
            prop_assert_eq!(Telephone::parse(&number.dialled()), Ok(number));
        }
    }

    #[test]
    fn parsing_never_panics(text in ".{0,64}") {
        let _ = Telephone::parse(&text);
    }
}
