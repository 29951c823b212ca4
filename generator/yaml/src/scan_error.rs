//! The errors of the YAML parser, in the words of the tools.

use diagnostics::{Phrase, phrase};

/// Returns an error of the parser. Those that editors meet are translated; the others stay in English.
pub(super) fn reason(error: &str) -> Phrase {
    let translated = |french: &str| phrase! { en: "{error}", fr: "{french}" };
    let known = KNOWN.iter().find(|(known, _)| error.starts_with(known));
    match known {
        Some((_, french)) => translated(french),
        None => Phrase::in_english(error),
    }
}

/// The beginnings of the parser's errors with their translations.
const KNOWN: [(&str, &str); 16] = [
    (
        "mapping values are not allowed in this context",
        "un deux-points suivi d’un espace n’est pas possible ici, ou la ligne est trop décalée",
    ),
    ("unclosed quote", "il manque le guillemet fermant"),
    ("invalid trailing content after", "il y a du texte après le guillemet fermant"),
    ("simple key expected ':'", "il manque un deux-points suivi d’un espace"),
    (
        "while parsing a block collection, did not find expected '-' indicator",
        "cette ligne n’est pas alignée sur les autres éléments de la liste, ou il manque l’espace après `-`",
    ),
    (
        "while parsing a block mapping, did not find expected key",
        "cette ligne n’est pas alignée sur les autres clés",
    ),
    ("while scanning a plain scalar, found a tab", "une ligne est décalée par une tabulation"),
    ("tabs disallowed", "les tabulations ne sont pas admises"),
    ("tab cannot be used as indentation", "une ligne est décalée par une tabulation"),
    ("invalid indentation", "cette ligne n’est pas décalée comme elle devrait l’être"),
    ("block sequence entries are not allowed in this context", "un élément de liste n’est pas possible ici"),
    ("unclosed bracket", "il manque une accolade ou un crochet fermant"),
    ("while parsing a flow mapping", "il manque une virgule ou une accolade fermante"),
    ("while parsing a flow sequence", "il manque une virgule ou un crochet fermant"),
    (
        "while parsing node, found unknown anchor",
        "un texte qui commence par `*` se met entre guillemets droits",
    ),
    ("unexpected character", "un texte qui commence par un signe se met entre guillemets droits"),
];
