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
    let mut sections = vec![Section::default()];
    let mut in_heading = false;
    let mut left_out = 0_usize;
    let mut rest = html;
    while !rest.is_empty() {
        let (words, after) = rest.split_once('<').unwrap_or((rest, ""));
        if left_out == 0 {
            let section = sections.last_mut().expect("the list starts with a section and never shrinks");
            let said = if in_heading { &mut section.title } else { &mut section.text };
            said.push_str(words);
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
        if LEFT_OUT.contains(&name) {
            left_out = if is_end { left_out.saturating_sub(1) } else { left_out + 1 };
        } else if is_heading(name) {
            in_heading = !is_end;
            if in_heading {
                sections.push(Section { id: id(tag), ..Section::default() });
            }
        } else if !INLINE.contains(&name)
            && let Some(section) = sections.last_mut()
        {
            let said = if in_heading { &mut section.title } else { &mut section.text };
            said.push(' ');
        }
    }
    let tidy = |section: Section| Section {
        title: plain(&section.title),
        text: plain(&section.text),
        id: section.id,
    };
    sections
        .into_iter()
        .map(tidy)
        .filter(|section| !(section.title.is_empty() && section.text.is_empty()))
        .collect()
}

/// Returns the first sentences of a text with at most `length` characters in total or, if the first sentence is
/// longer, as many of its words as fit. Empty if there is no text.
pub fn beginning(html: &str, length: usize) -> String {
    let sections = sections(html);
    let Some(text) = sections.iter().map(|section| section.text.as_str()).find(|text| !text.is_empty())
    else {
        return String::new();
    };
    if text.chars().count() <= length {
        return text.to_owned();
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
    let words: Vec<_> = text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
    let mut text = words.join(" ");
    if text.contains('&') {
        // `&` is last, so that it cannot create a new escape sequence.
        for (escape, letter) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
        {
            text = text.replace(escape, letter);
        }
    }
    text
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
