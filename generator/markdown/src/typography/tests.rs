mod reference;

use super::*;

/// Makes no-break spaces visible: `~` for U+00A0, `_` for U+202F.
fn french(text: &str) -> String {
    let text = Typography::French.text(text);
    text.replace(NO_BREAK, "~").replace(NARROW, "_")
}

#[track_caller]
fn check(typed: &str, printed: &str) {
    assert_eq!(french(typed), printed);
    // Typography is idempotent.
    let once = Typography::French.text(typed);
    assert_eq!(Typography::French.text(&once), once, "set twice: {typed}");
}

#[test]
fn spaces_before_high_signs() {
    check("Pourquoi ? Parce que ; voilà !", "Pourquoi_? Parce que_; voilà_!");
    check("Pourquoi? Parce que; voilà!", "Pourquoi_? Parce que_; voilà_!");
    check("Public : directeurs", "Public~: directeurs");
    check("Public: directeurs", "Public~: directeurs");
    check("Quoi ?! Non !!!", "Quoi_?! Non_!!!");
    check("(récupération… ?).", "(récupération…_?).");
}

#[test]
fn guillemets() {
    check("la « proximité »", "la «_proximité_»");
    check("la «proximité»", "la «_proximité_»");
    check("la \"proximité\", dit-il", "la «_proximité_», dit-il");
    check("« Quoi ? »", "«_Quoi_?_»");
    check("l'écran de 15\" noir", "l’écran de 15\" noir");
}

#[test]
fn apostrophes_and_ellipses() {
    check("l'atelier d'aujourd'hui", "l’atelier d’aujourd’hui");
    check("l'« atelier »", "l’«_atelier_»");
    check("et ainsi de suite...", "et ainsi de suite…");
    check("internalisé... ?", "internalisé…_?");
    check("....", "....");
    check("'80", "'80");
}

#[test]
fn single_quotes_are_curled_in_pairs_or_not_at_all() {
    check("les 'quartiers' d'hier", "les ‘quartiers’ d’hier");
    check("('l'été' et 'l'hiver')", "(‘l’été’ et ‘l’hiver’)");
    check("il dit 'oui', elle 'non !'", "il dit ‘oui’, elle ‘non_!’");
    check("les années '80 et l'an 2000", "les années '80 et l’an 2000");
    check("les amis' et l'heure", "les amis’ et l’heure");
    check("l' été", "l’ été");
    check("un écran de 5' ' seul", "un écran de 5' ' seul");
}

#[test]
fn a_single_quote_whose_partner_is_in_another_piece_stays_straight_with_it() {
    let mut flow = Flow::default();
    let pieces = ["les 'quartiers ", "prioritaires", "' d'hier"];
    let set: String = pieces.iter().map(|piece| Typography::French.flow(piece, &mut flow)).collect();
    assert_eq!(set, "les 'quartiers prioritaires' d’hier");
}

#[test]
fn numbers_and_times() {
    check("de 10h à 16h30", "de 10~h à 16~h~30");
    check("10 h 05 (10h-16h30)", "10~h~05 (10~h-16~h~30)");
    check("25h, 10h75, 3hectares, 10:00", "25h, 10h75, 3hectares, 10:00");
    check("le 1er décembre, la 2ème séance, la 3e", "le 1er~décembre, la 2e séance, la 3e");
    check("n° 5, N°12, n°", "n°~5, N°~12, n°");
    check("1 500 € et 20 %", "1_500~€ et 20~%");
    check("2022 100 01 23 45 67 89", "2022 100 01 23 45 67 89");
}

#[test]
fn addresses_are_left_alone() {
    for text in [
        "https://a.example/?b=c;d!e",
        "écrire à o'neil@a.example",
        "www.club.example?x",
        "(https://a.example/l'été)",
        "a:b",
        "::",
        "x?y",
    ] {
        assert_eq!(Typography::French.text(text).replace("écrire à ", ""), text.replace("écrire à ", ""));
    }
}

#[test]
fn placeholders_of_words_stay_whole() {
    check("{label} : {max} caractères", "{label}~: {max} caractères");
    check("Bonjour {name} !", "Bonjour {name}_!");
}

#[test]
fn a_sentence_continues_over_its_pieces() {
    let mut flow = Flow::default();
    let pieces = ["L'", "atelier", " ? \"", "Oui", "\"; non"];
    let text: String = pieces.iter().map(|piece| Typography::French.flow(piece, &mut flow)).collect();
    assert_eq!(text.replace(NARROW, "_"), "L’atelier_? «_Oui_»_; non");
}

#[test]
fn other_languages_stay_as_they_are() {
    let text = "Why ? l'été \"x\" 10h...";
    assert_eq!(Typography::of_language("en-GB").text(text), text);
    assert_eq!(Typography::of_language("fr-FR"), Typography::French);
}
