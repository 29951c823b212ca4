//! Texts are set as they would be character by character, without leaving out what no rule concerns.

use super::*;

/// Short texts of everything that a rule concerns, and of what surrounds it.
const PARTS: [&str; 29] = [
    "a", "n", "h", "1", "23", "°", "«", "»", "\"", "'", ";", ":", "!", "?", ".", "...", "%", "€", "@", "://",
    "(", "[", "www.", " ", "\u{a0}", "\u{202f}", "é", "\u{301}", "ème",
];

/// Sets the next piece of a paragraph character by character.
fn reference(text: &str, flow: &mut Flow) -> String {
    let mut writer = Writer { out: String::new(), flow };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            space if is_space(space) => writer.space(rest),
            _ if writer.at_word_start() && is_address(word(rest)) => writer.copy(word(rest)),
            '0'..='9' if !writer.after(char::is_alphanumeric) => writer.number(rest),
            _ => writer.character(rest),
        };
        rest = &rest[length..];
    }
    let Writer { out, flow } = writer;
    flow.before = out.chars().next_back().or(flow.before);
    out
}

/// Asserts that a paragraph of these pieces is set like the reference.
fn check_pieces(pieces: &[&str]) {
    let (mut flow, mut reference_flow) = (Flow::default(), Flow::default());
    for piece in pieces {
        let set = Typography::French.flow(piece, &mut flow);
        assert_eq!(set, reference(piece, &mut reference_flow), "{pieces:?}");
    }
}

#[test]
fn short_texts() {
    for one in PARTS {
        for two in PARTS {
            for three in PARTS {
                check_pieces(&[&format!("{one}{two}{three}")]);
                check_pieces(&[one, &format!("{two}{three}")]);
                check_pieces(&[&format!("{one}{two}"), three]);
            }
        }
    }
}

#[test]
fn longer_texts() {
    // Marsaglia's generator, with a fixed seed.
    let mut state = 7_u32;
    let mut part = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        PARTS[state as usize % PARTS.len()]
    };
    for _ in 0..20_000 {
        let pieces: [String; 2] = std::array::from_fn(|_| (0..6).map(|_| part()).collect());
        check_pieces(&[&pieces.concat()]);
        check_pieces(&[&pieces[0], &pieces[1]]);
    }
}
