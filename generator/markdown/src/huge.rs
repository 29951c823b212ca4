//! Renders extreme texts in time proportional to their length. A step with quadratic time would take hours, so the
//! test would time out on any machine.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::Rendered;
use super::tests::rendered;

/// Renders a text, and panics if that takes far too long.
fn in_time(name: &str, text: String) -> Rendered {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || drop(sender.send(rendered(&text))));
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{name} takes too long"))
}

#[test]
fn markers_that_open_and_never_close() {
    for sign in
        ["[", "(", "![", "*", "_ ", "`a", "<", "\\", "\"", "«", "[^", "~~", "'", "&", "[a](", "[a][", "]("]
    {
        in_time(sign, sign.repeat(1_000_000 / sign.len()));
    }
}

#[test]
fn many_near_misses() {
    for sign in [
        "a**", "**a ", "*a *b ", "_a’_b ", "a ~~", "{{", "{#", "[[", "[/a", "==a", "^a", ":a", "^[", "<!",
        ")[", "a] (b", "\\[a](", "-a\n", "|a\n", "##a\n", "• a\n", ":::\n", "```\n\n",
    ] {
        in_time(sign, sign.repeat(300_000 / sign.len()));
    }
}

#[test]
fn many_of_a_kind() {
    let html = in_time("tags", "<b>x</b> ".repeat(30_000));
    assert_eq!(html.problems.len(), 30_000);
    let headings = in_time("headings", "# Un titre\n\n".repeat(60_000));
    assert!(headings.html.contains("id=\"un-titre-60000\""));
    let links = in_time("links", "[a](x.md) ".repeat(60_000));
    assert_eq!(links.links.len(), 60_000);
    let broken = in_time("broken links", "[a](missing.md) ".repeat(60_000));
    assert_eq!(broken.problems.len(), 60_000);
    let images = in_time("images", "![a](photo.jpg)\n\n".repeat(60_000));
    assert_eq!(images.images.len(), 60_000);
    in_time("rows", format!("| a | b |\n|---|---|\n{}", "| c | d |\n".repeat(60_000)));
    in_time(
        "cells",
        format!("|{}\n|{}\n|{}\n", "a|".repeat(60_000), "-|".repeat(60_000), "b|".repeat(60_000)),
    );
    in_time("tables", "| a |\n|---|\n| c |\n\n".repeat(20_000));
    in_time("times of day", "le 1er, à 16h30, 1 500 ; ".repeat(40_000));
    in_time("letters before a sign", "n".repeat(1_000_000) + "°");
    in_time("brackets and letters before an address", "((((a ".repeat(150_000) + "a@b.fr");
    in_time("one word", "a".repeat(4_000_000));
    in_time("one number", "1".repeat(4_000_000));
}

#[test]
fn many_footnotes_and_abbreviations() {
    let references: String = (0..30_000).map(|number| format!("a[^n{number}] ")).collect();
    let notes: String = (0..30_000).map(|number| format!("\n\n[^n{number}]: note")).collect();
    assert_eq!(in_time("footnotes", references.clone() + &notes).problems.len(), 0);
    assert_eq!(in_time("unused footnotes", format!("a{notes}")).problems.len(), 30_000);
    let same = "a[^n] ".repeat(60_000) + "\n\n[^n]: note";
    assert_eq!(in_time("references to one footnote", same).problems.len(), 0);
    let words: String = (0..30_000).map(|number| format!("A{number} B{number}. ")).collect();
    let known: String =
        (0..30_000).map(|number| format!("\n*[A{number}]: un\n*[B{number}.]: deux")).collect();
    let explained = in_time("abbreviations", words + "\n" + &known);
    assert_eq!((explained.problems.len(), explained.html.matches("<abbr").count()), (0, 60_000));
    let alike: String =
        (1..1_500).map(|length| format!("\n*[{}]: un", "a ".repeat(length).trim_end())).collect();
    let alike = in_time("abbreviations that start alike", "a b ".repeat(30_000) + "\n" + &alike);
    let too_long = alike
        .problems
        .iter()
        .filter(|problem| problem.message.phrase.english().starts_with("this abbreviation is too long"));
    assert_eq!(too_long.count(), 1_449);
}

#[test]
fn extreme_nesting_is_rejected() {
    for text in [
        ">".repeat(100_000),
        "> ".repeat(100_000) + "a",
        "- ".repeat(100_000) + "a",
        "1. ".repeat(50_000) + "a",
        (0..2_000).map(|depth| "  ".repeat(depth) + "- a\n").collect(),
        "*a **b ".repeat(50_000) + &"** *".repeat(50_000),
    ] {
        let rendered = in_time("depth", text);
        let messages = rendered.problems.iter().map(|problem| problem.message.phrase.english());
        let problems: Vec<_> =
            messages.filter(|message| !message.starts_with("this is not emphasis")).collect();
        assert!(
            problems.is_empty() || problems == ["quotations, lists or emphasis are nested too deeply"],
            "{problems:?}"
        );
    }
}
