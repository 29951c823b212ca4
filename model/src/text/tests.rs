use proptest::prelude::*;

use super::*;

#[test]
fn single_line_is_composed_and_its_spaces_folded() {
    assert_eq!(single_line("  Ce\u{301}line\t\nDupont \u{a0}"), Ok("Céline Dupont".to_owned()));
}

#[test]
fn lines_keep_their_breaks() {
    assert_eq!(lines("\r\nune  \r\n\r\ndeux\r\n"), "une\n\ndeux");
    assert_eq!(lines("un\u{b}deux\u{2028}trois\u{85}quatre\rcinq"), "un\ndeux\ntrois\nquatre\ncinq");
    assert_eq!(lines("Nom\tPrénom"), "Nom\tPrénom");
}

#[test]
fn invisible_characters_from_pasted_text_are_dropped() {
    let invisible = [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{17b4}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2064}',
        '\u{2066}',
        '\u{2069}',
        '\u{206f}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff0}',
        '\u{fff9}',
        '\u{fffc}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{1bca0}',
        '\u{1d173}',
        '\u{e0001}',
        '\u{e0061}',
        '\u{e0100}',
        '\u{80}',
        '\u{9b}',
        '\u{9f}',
    ];
    for character in invisible {
        let text = format!("{character}Cl{character}aire{character}");
        assert_eq!(single_line(&text).as_deref(), Ok("Claire"), "{text:?}");
        assert_eq!(lines(&text), "Claire", "{text:?}");
        assert_eq!(single_line(&character.to_string()).as_deref(), Ok(""), "{text:?}");
    }
}

#[test]
fn spaces_of_every_width_are_spaces() {
    for space in
        ['\u{a0}', '\u{1680}', '\u{2003}', '\u{2007}', '\u{2009}', '\u{202f}', '\u{205f}', '\u{3000}']
    {
        assert_eq!(single_line(&format!("Le{space}Gall{space}")).as_deref(), Ok("Le Gall"));
        assert_eq!(lines(&format!("Le{space}Gall{space}")), "Le Gall");
    }
    assert_eq!(single_line("Le\u{b}Gall\u{85}").as_deref(), Ok("Le Gall"));
}

#[test]
fn wrongly_decoded_letters_are_repaired() {
    assert_eq!(single_line("L\u{92}Ouest, au c\u{9c}ur \u{96} ici").as_deref(), Ok("L’Ouest, au cœur – ici"));
}

#[test]
fn joiners_stay_where_a_script_needs_them() {
    // Persian, Devanagari, Malayalam, Sinhala, Bengali.
    for text in ["علی\u{200c}رضا", "क्\u{200d}ष", "ക്\u{200d}", "ශ්\u{200d}රී", "র\u{200d}্য", "क्\u{200c}ष"]
    {
        assert_eq!(single_line(text).as_deref(), Ok(text), "{text:?}");
    }
    for (text, visible) in [
        ("Nguy\u{200c}ễn", "Nguyễn"),
        ("\u{200c}علی\u{200c}", "علی"),
        ("علی\u{200c}\u{200d}\u{200c}رضا", "علی\u{200c}رضا"),
        ("क्\u{200d}\u{200d}ष", "क्\u{200d}ष"),
    ] {
        assert_eq!(single_line(text).as_deref(), Ok(visible), "{text:?}");
    }
}

#[test]
fn emoji_and_ideographs_keep_their_selectors() {
    let scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
    let sequences = [
        "👨\u{200d}👩\u{200d}👧",
        "👩🏽\u{200d}⚕\u{fe0f}",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "🏳\u{fe0f}\u{200d}🌈",
        "🇫🇷",
        "葛\u{e0100}城",
        scotland,
    ];
    for text in sequences {
        assert_eq!(lines(&format!("Merci {text}")), format!("Merci {text}"), "{text:?}");
    }
    // Tags without an end, or too many of them, are hidden text.
    assert_eq!(lines("🏴\u{e0067}\u{e0062} a"), "🏴 a");
    assert_eq!(lines(&format!("🏴{}\u{e007f}", "\u{e0061}".repeat(7))), "🏴");
    assert_eq!(lines("👨\u{200d}a"), "👨a");
}

#[test]
fn characters_that_may_replace_a_letter_are_rejected_only_in_single_lines() {
    for character in ['\0', '\u{1}', '\u{8}', '\u{1a}', '\u{1b}', '\u{7f}', '\u{fffd}'] {
        let text = format!("Fran{character}ois");
        assert_eq!(single_line(&text), Err(ForbiddenCharacter(character)), "{text:?}");
    }
    assert_eq!(lines("a\0b\u{1b}[31mc"), "ab[31mc");
    assert_eq!(without_controls("a\0b\u{1b}\u{7f}\n\tc"), "a\u{fffd}b\u{fffd}\u{fffd}\n\tc");
}

#[test]
fn joiners_are_judged_by_the_final_order_of_marks() {
    // The soft hyphen keeps the accent before the virama; without it, the accent comes after.
    assert_eq!(visible("\u{301}\u{ad}\u{94d}\u{200c}"), "\u{94d}\u{301}");
    // A variation selector needs an enclosing keycap after its character, not the line break that is trimmed.
    assert_eq!(lines("\r\u{fe0f}\u{20e3}"), "\u{20e3}");
    // A letter and its accent that were separated by a control character are one character.
    assert_eq!(lines("e\u{e}\u{301}"), "é");
}

proptest! {
    #[test]
    fn normalisation_is_idempotent(text in any_text()) {
        let once = visible(&text);
        prop_assert_eq!(visible(&once), once.clone());
        let several = lines(&text);
        prop_assert_eq!(lines(&several), several.clone());
        if let Ok(line) = single_line(&text) {
            prop_assert_eq!(single_line(&line), Ok(line.clone()));
        }
    }

    #[test]
    fn ordinary_text_stays_unchanged(text in "[A-Za-zÀ-ÖØ-öø-ÿœŒ’'-]{1,9}( [A-Za-zÀ-ÿ0-9.-]{1,9}){0,3}") {
        let composed: String = unicode_normalization::UnicodeNormalization::nfc(text.as_str()).collect();
        prop_assert_eq!(single_line(&text), Ok(composed));
    }
}

/// Text with more special characters than chance would produce.
fn any_text() -> impl Strategy<Value = String> {
    let special: Vec<char> = "\u{200c}\u{200d}\u{200e}\u{fe0f}\u{fe00}\u{180b}\u{e0100}\u{e0067}\u{e007f}\u{34f}\r\n\t\u{92}\u{301}\u{653}\u{94d}\u{9cd}کیار👨🏽🏴❤葛1\u{20e3}ᠠeক ".chars().collect();
    let character = prop_oneof![3 => prop::sample::select(special), 1 => any::<char>()];
    prop::collection::vec(character, 0..24).prop_map(|characters| characters.into_iter().collect())
}
