//! Deliberate differences: `<!-- intended: 14 septembre -->` in a text, `# intended: 14 septembre` in YAML.

use std::ops::Range;

/// A comment that excepts what it quotes from the comparison.
#[derive(Debug)]
pub(crate) struct Exception {
    /// The position of the comment.
    pub(crate) span: Range<usize>,
    /// The quoted words, normalised.
    words: String,
    /// Whether it excepted a contradiction.
    pub(crate) is_used: bool,
}

impl Exception {
    /// Returns the exception that a comment makes; `None` for any other comment.
    pub(crate) fn of(comment: &str, span: &Range<usize>) -> Option<Exception> {
        Exception::in_words(comment.strip_prefix("<!--")?.strip_suffix("-->")?, span)
    }

    /// Returns the exception that a comment in YAML makes; `None` for any other comment.
    pub(crate) fn of_yaml(comment: &str, span: &Range<usize>) -> Option<Exception> {
        Exception::in_words(comment.trim_start_matches('#'), span)
    }

    fn in_words(inner: &str, span: &Range<usize>) -> Option<Exception> {
        let inner = inner.trim();
        let rest = inner.strip_prefix("intended")?;
        let is_word = rest.starts_with(|next: char| next == ':' || next.is_whitespace()) || rest.is_empty();
        let words = normalised(rest.trim_start().trim_start_matches(':'));
        is_word.then(|| Exception { span: span.clone(), words, is_used: false })
    }

    /// Returns whether it excepts a normalised quotation of the text: one of the two contains the other.
    pub(crate) fn excepts(&self, quotation: &str) -> bool {
        !self.words.is_empty() && (quotation.contains(&*self.words) || self.words.contains(quotation))
    }
}

/// Returns a text in lower case with single spaces and without markup, so that the comment need not repeat them.
pub(crate) fn normalised(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| !matches!(c, '*' | '_')).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('’', "'").replace("&nbsp;", " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_excepts_what_it_quotes() {
        let of = |comment: &str| Exception::of(comment, &(0..comment.len()));
        let exception = of("<!-- intended: Jeudi\u{a0}14 septembre -->").unwrap();
        assert!(
            exception.excepts(&normalised("*Jeudi* 14\nseptembre 2027")) && exception.excepts("14 septembre")
        );
        assert!(!exception.excepts("15 septembre"));
        assert!(!of("<!-- intended -->").unwrap().excepts("14 septembre"));
        assert!(of("<!-- intentionally -->").is_none() && of("<!-- intendedly: a -->").is_none());
    }
}
