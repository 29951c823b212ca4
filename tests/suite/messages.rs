//! Every message that the documentation quotes matches a text in the sources of the programs.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, str};

use proc_macro2::{Literal, TokenStream, TokenTree};
use tests::project::root;
use tests::site::files;

/// Crates that print problems of content and themes.
const SOURCES: [&str; 3] = ["generator", "model/src", "view/src"];

/// Crates that log.
const LOGGING: [&str; 3] = ["registry/src", "handler/src", "notifier/src"];

/// Prefixes that are printed before a message but are not part of it in the sources.
const PREFIXES: [&str; 2] = ["warning: ", "not translated: "];

/// Messages that are composed of several texts, or of a text and a value, in English.
const COMPOSED: [(&str, &[&str]); 4] = [
    ("U+00A0 NO-BREAK SPACE after `date:`", &["after `{}`", "NO-BREAK SPACE"]),
    ("U+00A0 NO-BREAK SPACE in the indentation", &["in the indentation", "NO-BREAK SPACE"]),
    ("`many` is not a valid number", &["is not a valid number"]),
    (
        "`content` is not in a git repository, so pages have no modification dates, and there is no feed",
        &["`{}` is not in a git repository", "pages have no modification dates, and there is no feed"],
    ),
];

/// The same messages in French.
const COMPOSED_IN_FRENCH: [(&str, &[&str]); 3] = [
    ("U+00A0 NO-BREAK SPACE après `date:`", &["après `{}`", "NO-BREAK SPACE"]),
    ("U+00A0 NO-BREAK SPACE en début de ligne", &["en début de ligne", "NO-BREAK SPACE"]),
    (
        "`content` n’est pas dans un dépôt git : les pages n’ont pas de date de modification, et il n’y a pas de flux",
        &[
            "`{}` n’est pas dans un dépôt git",
            "les pages n’ont pas de date de modification, et il n’y a pas de flux",
        ],
    ),
];

#[test]
fn quoted_messages_are_those_of_the_programs() {
    let templates = templates(SOURCES);
    let messages = messages_of("en");
    assert!(messages.len() > 100, "{messages:#?}");
    let wrong: Vec<_> = messages.iter().filter(|message| !is_printed(message, &templates)).collect();
    assert!(wrong.is_empty(), "no program prints these: {wrong:#?}");
}

#[test]
fn french_pages_quote_the_same_messages_in_french() {
    let [english, french] = ["en", "fr"].map(messages_of);
    assert_eq!(french.len(), english.len());
    let (phrases, templates) = (phrases(SOURCES), templates(SOURCES));
    let is_same = |english: &str, french: &str| match COMPOSED_IN_FRENCH.iter().find(|(it, _)| *it == french)
    {
        Some((_, pieces)) => are_printed(pieces, &templates),
        None => phrases.iter().any(|phrase| is_translation(english, french, phrase)),
    };
    let wrong: Vec<_> =
        english.iter().zip(&french).filter(|(english, french)| !is_same(english, french)).collect();
    assert!(wrong.is_empty(), "these are not the texts of one message: {wrong:#?}");
}

#[test]
fn quoted_log_entries_are_those_of_the_functions() {
    let templates = templates(LOGGING);
    let page = |name: &str| fs::read_to_string(root().join("docs/operations").join(name)).unwrap();
    let logs = page("logs.md");
    let entries = logs.split("| entry | meaning |").nth(1).unwrap().split("\n\n").next().unwrap();
    let entries = messages(entries);
    assert!(entries.len() > 5, "{entries:#?}");
    let wrong: Vec<_> = entries.iter().filter(|entry| !templates.contains(*entry)).collect();
    assert!(wrong.is_empty(), "no function logs these: {wrong:#?}");
    let recovery = page("recovery.md");
    let quoted = recovery.split("logged as `").skip(1).map(|rest| rest.split_once('`').unwrap().0);
    let quoted: Vec<_> = quoted.collect();
    assert!(quoted.len() > 1, "{quoted:#?}");
    for entry in quoted {
        assert!(templates.iter().any(|template| template.starts_with(entry)), "{entry}");
    }
}

/// Verifies that the check can fail.
#[test]
fn an_invented_message_is_noticed() {
    let templates = templates(SOURCES);
    assert!(is_printed("unknown key `titel`", &templates));
    assert!(is_printed("this file is too large: … bytes", &templates));
    assert!(!is_printed("unfamiliar key `titel`", &templates));
    assert!(!is_printed("this file is too big: … bytes", &templates));
    let phrases = phrases(SOURCES);
    let is_known = |french| phrases.iter().any(|it| is_translation("unknown key `titel`", french, it));
    assert!(is_known("clé inconnue : `titel`"));
    assert!(!is_known("clé étrange : `titel`"));
    assert!(!is_known("ce fichier manque"));
}

/// Returns the messages that a page about errors quotes.
fn messages_of(language: &str) -> Vec<String> {
    messages(&fs::read_to_string(root().join(format!("docs/editing/{language}/errors.md"))).unwrap())
}

/// Returns the messages in the first column of a page's tables.
fn messages(page: &str) -> Vec<String> {
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    // A bar within a message is escaped, so that it does not end the cell.
    let cells = rows.map(|row| row.replace("\\|", "\u{0}").split('|').nth(1).unwrap().replace('\u{0}', "|"));
    cells.flat_map(|cell| code_spans(&cell)).collect()
}

/// Returns the texts between one or two backticks.
fn code_spans(cell: &str) -> Vec<String> {
    let mut spans = Vec::new();
    let mut rest = cell;
    while let Some(start) = rest.find('`') {
        let fence = if rest[start..].starts_with("``") { "``" } else { "`" };
        let after = &rest[start + fence.len()..];
        let end = after.find(fence).unwrap_or_else(|| panic!("no end of `{after}`"));
        spans.push(after[..end].trim().to_owned());
        rest = &after[end + fence.len()..];
    }
    spans
}

fn is_printed(message: &str, templates: &BTreeSet<String>) -> bool {
    let message = without_prefix(message);
    match COMPOSED.iter().find(|(composed, _)| *composed == message) {
        Some((_, pieces)) => are_printed(pieces, templates),
        None => templates.iter().any(|template| fits(message, &pieces(template))),
    }
}

fn without_prefix(message: &str) -> &str {
    PREFIXES.iter().find_map(|prefix| message.strip_prefix(prefix)).unwrap_or(message)
}

fn are_printed(pieces: &[&str], templates: &BTreeSet<String>) -> bool {
    pieces.iter().all(|piece| templates.iter().any(|template| holds(template, piece)))
}

/// Returns whether two texts are those of a phrase in each language.
fn is_translation(english: &str, french: &str, [in_english, in_french]: &[String; 2]) -> bool {
    let is_english = [english, without_prefix(english)].iter().any(|text| fits(text, &pieces(in_english)));
    is_english && fits(french, &pieces(in_french))
}

/// Returns whether a template contains a piece; the content of its braces is ignored.
fn holds(template: &str, piece: &str) -> bool {
    let (template, piece) = (pieces(template).join("{}"), pieces(piece).join("{}"));
    template.contains(&piece)
}

/// Returns whether a text consists of these pieces in this order, with any text between them.
fn fits(text: &str, pieces: &[String]) -> bool {
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in middle {
        let Some(at) = rest.find(piece.as_str()) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last.as_str())
}

/// Returns the parts of a format string between its placeholders.
fn pieces(template: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut characters = template.chars().peekable();
    while let Some(character) = characters.next() {
        let is_doubled = characters.peek() == Some(&character);
        match character {
            '{' | '}' if is_doubled => {
                characters.next();
                pieces.last_mut().unwrap().push(character);
            }
            '{' => {
                characters.by_ref().find(|it| *it == '}');
                pieces.push(String::new());
            }
            _ => pieces.last_mut().unwrap().push(character),
        }
    }
    pieces
}

/// Returns each text in these folders that is long enough to be a message.
fn templates(folders: [&str; 3]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    code(folders).into_iter().for_each(|tokens| add_texts(tokens, &mut found));
    found.retain(|text| is_long(text));
    found
}

/// Returns each phrase in these folders whose French text is long enough to be a message, in English and French.
fn phrases(folders: [&str; 3]) -> Vec<[String; 2]> {
    let mut found = Vec::new();
    code(folders).into_iter().for_each(|tokens| add_phrases(tokens, &mut found));
    found.retain(|[_, french]| is_long(french));
    found
}

/// Returns whether a text is more than `{}: {}`, which would match every message.
fn is_long(text: &str) -> bool {
    pieces(text).concat().chars().filter(|it| it.is_alphabetic()).count() >= 5
}

/// Returns the code of each file in these folders, without that of tests.
fn code(folders: [&str; 3]) -> Vec<TokenStream> {
    let sources = folders.into_iter().flat_map(|folder| files(&root().join(folder)));
    let sources = sources.filter(|(path, _)| {
        let path = Path::new(path);
        path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs")
    });
    let parsed = sources.map(|(path, source)| {
        let source = str::from_utf8(&source).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        // If only part of a type is for tests, the text before it is not valid Rust.
        let parsed = code.parse::<TokenStream>().or_else(|_| source.parse());
        parsed.unwrap_or_else(|error: proc_macro2::LexError| panic!("{path}: {error}"))
    });
    parsed.collect()
}

/// Adds the texts after `en:` and `fr:`.
fn add_phrases(tokens: TokenStream, found: &mut Vec<[String; 2]>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for window in tokens.windows(7) {
        let [
            TokenTree::Ident(en),
            _,
            TokenTree::Literal(english),
            _,
            TokenTree::Ident(fr),
            _,
            TokenTree::Literal(french),
        ] = window
        else {
            continue;
        };
        if en == "en" && fr == "fr" {
            found.extend(text(english).zip(text(french)).map(|(english, french)| [english, french]));
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            add_phrases(group.stream(), found);
        }
    }
}

fn text(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

fn add_texts(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_texts(group.stream(), found),
            TokenTree::Literal(literal) => found.extend(text(&literal)),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}
