//! Runs the fuzz targets without libFuzzer, on their corpus and on deterministic mutations of it. `fuzz/README.md`
//! describes how to search for more.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/bodies.rs"]
mod bodies;

/// Number of mutated inputs per target, which takes some seconds.
const CHANGES: usize = 1_500;

/// A small random number generator (xorshift64) with a fixed seed, so that failures are reproducible.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Fragments that often break parsers.
const PIECES: [&str; 24] = [
    "\n",
    "\r\n",
    "\0",
    "---\n",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "> ",
    "*",
    "`",
    "|",
    "<",
    "%",
    "\"",
    "'",
    "é",
    "\u{202f}",
    "[^a]",
    "&amp;",
    "99999999999999999999",
    "\u{301}",
];

fn changed(input: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut changed = input.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(changed.len() + 1);
        let end = at + numbers.below(9).min(changed.len() - at);
        match numbers.below(4) {
            0 => drop(changed.splice(at..end, [])),
            1 => drop(changed.splice(at..end, PIECES[numbers.below(PIECES.len())].bytes())),
            2 => {
                let repeated = changed[at..end].repeat(1 + numbers.below(30));
                drop(changed.splice(at..end, repeated));
            }
            _ if at < changed.len() => changed[at] ^= 1 << numbers.below(8),
            _ => {}
        }
    }
    changed
}

fn run(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let corpus: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!corpus.is_empty(), "{target} has a corpus");
    corpus.iter().for_each(|input| body(input));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..CHANGES {
        let input = &corpus[numbers.below(corpus.len())];
        body(&changed(input, &mut numbers));
    }
}

#[test]
fn front_matter() {
    run("front_matter", bodies::front_matter);
}

#[test]
fn markdown() {
    run("markdown", bodies::markdown);
}

#[test]
fn yaml() {
    run("yaml", bodies::yaml);
}

#[test]
fn form_posts() {
    run("form_post", bodies::form_post);
}

#[test]
fn items_of_the_table() {
    run("item", bodies::item);
}
