//! Extracts the words of rendered Markdown from its HTML. Pure.

/// A section of a text, from one heading to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The `id` of the heading; empty before the first heading.
    pub id: String,
    /// The words of the heading; empty before the first heading.
    pub title: String,
    /// The words below the heading.
    pub text: String,
}

/// Inline elements; all others separate words.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub",
];

/// Elements whose words do not belong to the text, such as tables of contents and footnote marks.
const LEFT_OUT: [&str; 5] = ["nav", "script", "style", "sup", "svg"];

/// Returns the sections of a text, without empty ones.
pub fn sections(html: &str) -> Vec<Section> {
    Sections::of(html).collect()
}

/// Iterates over the sections of a text, without empty ones.
struct Sections<'h> {
    /// What is not read yet; `None` after the last section.
    rest: Option<&'h str>,
    /// The section that is being read, with the white space of the HTML.
    section: Section,
    in_heading: bool,
    /// The number of open elements whose words are left out.
    left_out: usize,
}

impl<'h> Sections<'h> {
    fn of(html: &'h str) -> Sections<'h> {
        Sections { rest: Some(html), section: Section::default(), in_heading: false, left_out: 0 }
    }

    /// Reads up to the end of the current section. Returns it, and begins the next one.
    fn read(&mut self) -> Option<Section> {
        let mut rest = self.rest.take()?;
        while !rest.is_empty() {
            let (words, after) = rest.split_once('<').unwrap_or((rest, ""));
            if self.left_out == 0 {
                self.said().push_str(words);
            }
            let (tag, after) = after.split_once('>').unwrap_or((after, ""));
            rest = after;
            let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
            if LEFT_OUT.contains(&name) {
                self.left_out = if is_end { self.left_out.saturating_sub(1) } else { self.left_out + 1 };
            } else if is_heading(name) {
                self.in_heading = !is_end;
                if self.in_heading {
                    self.rest = Some(rest);
                    return Some(std::mem::replace(
                        &mut self.section,
                        Section { id: id(tag), ..Section::default() },
                    ));
                }
            } else if !INLINE.contains(&name) {
                self.said().push(' ');
            }
        }
        Some(std::mem::take(&mut self.section))
    }

    fn said(&mut self) -> &mut String {
        if self.in_heading { &mut self.section.title } else { &mut self.section.text }
    }
}

impl Iterator for Sections<'_> {
    type Item = Section;

    fn next(&mut self) -> Option<Section> {
        loop {
            let Section { id, title, text } = self.read()?;
            let section = Section { id, title: plain(&title), text: plain(&text) };
            if !(section.title.is_empty() && section.text.is_empty()) {
                return Some(section);
            }
        }
    }
}

/// Returns the first sentences of a text with at most `length` characters in total or, if the first sentence is
/// longer, as many of its words as fit. Empty if there is no text.
pub fn beginning(html: &str, length: usize) -> String {
    let Some(text) = Sections::of(html).map(|section| section.text).find(|text| !text.is_empty()) else {
        return String::new();
    };
    if text.chars().count() <= length {
        return text;
    }
    let end = text.char_indices().nth(length).map_or(text.len(), |(offset, _)| offset);
    let fitting = &text[..end];
    let sentence = fitting
        .rmatch_indices(['.', '!', '?', '…'])
        .find(|(at, sign)| text[at + sign.len()..].starts_with(char::is_whitespace));
    match sentence {
        Some((at, sign)) => fitting[..at + sign.len()].to_owned(),
        None => {
            let words = fitting.rsplit_once(' ').map_or(fitting, |(words, _)| words);
            format!("{}…", words.trim_end_matches(|last: char| !last.is_alphanumeric()))
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

fn id(tag: &str) -> String {
    let value = tag.split_once(" id=\"").and_then(|(_, rest)| rest.split_once('"'));
    value.map(|(id, _)| plain(id)).unwrap_or_default()
}

/// Unescapes a text, and replaces white space, except no-break spaces, with single spaces.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    if plain.contains('&') {
        // `&` is last, so that it cannot create a new escape sequence.
        for (escape, letter) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
        {
            plain = plain.replace(escape, letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_the_words_without_markup() {
        let html = "<p>Une <em>belle</em> phrase<sup><a href=\"#f\">1</a></sup>.</p>\n<h2 id=\"a-b\">A &amp; <b>B</b></h2>\n\
                    <ul><li>un</li><li>deux &lt;3</li></ul><h3 id=\"c\">C</h3>";
        let section = |id: &str, title: &str, text: &str| Section {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(
            sections(html),
            [
                section("", "", "Une belle phrase."),
                section("a-b", "A & B", "un deux <3"),
                section("c", "C", "")
            ]
        );
    }

    #[test]
    fn a_beginning_ends_with_a_sentence_or_a_word() {
        assert_eq!(beginning("<h2>T</h2><p>Court.</p>", 20), "Court.");
        assert_eq!(beginning("<p>Une phrase. Une autre, plus longue.</p>", 20), "Une phrase.");
        assert_eq!(beginning("<p>Une phrase, qui ne finit pas</p>", 20), "Une phrase, qui ne…");
        assert_eq!(beginning("<p>Une phrase, qui</p>", 12), "Une phrase…");
        assert_eq!(beginning("", 20), "");
    }
}
