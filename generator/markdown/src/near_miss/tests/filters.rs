//! What is not examined has no near miss.

use super::super::super::parse;
use super::super::{Masked, emphasis, foreign, has_sign, is_odd_space, lines, links, rows};
use super::{EMPHASIS, FOREIGN, LINES, LINKS, TABLES};

/// Asserts that no rule finds anything in the passages and lines of a text that are left out.
fn check(text: &str) {
    let events = parse(text, &mut Vec::new());
    let masked = Masked::new(text, &events);
    let marks = emphasis::Marks::new(&masked);
    for place in &masked.passages {
        let passage = masked.passage(place);
        let mut problems = Vec::new();
        if !has_sign(passage.text) {
            rows::check(&passage, &mut problems);
            links::check(&passage, &mut problems);
            foreign::check(&passage, &mut problems);
        }
        if !has_sign(passage.text) || !passage.text.contains(emphasis::SIGNS) {
            emphasis::check(&passage, &marks, &mut problems);
        }
        if !passage.is_cell && !passage.is_heading {
            let left_out = passage.lines().filter(|line| !lines::may_be_one(line));
            problems.extend(left_out.filter_map(|line| lines::near_miss(&line, &passage)));
        }
        assert!(problems.is_empty(), "{text:?}: {problems:?}");
    }
}

/// Iterates over the examples of all near misses.
fn examples() -> impl Iterator<Item = &'static str> {
    [LINES, LINKS, EMPHASIS, TABLES, FOREIGN].into_iter().flatten().map(|(text, ..)| *text)
}

#[test]
fn parts_of_near_misses() {
    for text in examples() {
        for (place, _) in text.char_indices() {
            check(&text[place..]);
            check(&text[..place]);
        }
    }
}

#[test]
fn near_misses_beside_odd_characters() {
    let odd: Vec<_> = ('\0'..=char::MAX).filter(|c| is_odd_space(*c)).collect();
    assert!(odd.len() > 30);
    for text in examples() {
        for character in &odd {
            check(&format!("{character}{text}"));
            check(&format!("{text}{character}"));
        }
    }
}
