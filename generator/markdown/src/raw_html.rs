//! Raw HTML in a text: reported, with the Markdown equivalent. Comments are harmless and removed.

use std::ops::Range;

use super::Problem;

/// Returns whether HTML is a line break, for which a table cell has no Markdown.
pub(super) fn is_line_break(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']).trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// Returns the problem with HTML at `range`, which may be in a table cell. Returns `None` for a comment, and for an
/// end tag, because its start tag is reported.
pub(super) fn problem(html: &str, range: &Range<usize>, in_cell: bool) -> Option<Problem> {
    let is_comment = html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len());
    if is_comment || html.starts_with("</") {
        return None;
    }
    let is_block =
        |name: &str| ["ul", "ol", "li", "p", "div", "hr"].contains(&name.to_ascii_lowercase().as_str());
    let hint = match element(html).and_then(markdown_for) {
        _ if in_cell && element(html).is_some_and(is_block) => {
            "write `<br>` between the lines of a cell: it cannot contain lists or paragraphs".to_owned()
        }
        Some(markdown) => format!("write {markdown}"),
        None => "write Markdown; for a literal `<`, write `\\<`".to_owned(),
    };
    Some(Problem::new(range.clone(), "HTML is not allowed in a text".to_owned(), hint))
}

fn element(html: &str) -> Option<&str> {
    let name = html.strip_prefix('<')?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    Some(&name[..length])
}

/// Returns the Markdown equivalent of the elements that editors use most.
fn markdown_for(element: &str) -> Option<&'static str> {
    let known = [
        ("b", "`**bold**`"),
        ("strong", "`**bold**`"),
        ("i", "`*emphasis*`"),
        ("em", "`*emphasis*`"),
        ("br", "a backslash at the end of the line"),
        ("a", "`[text](address)`"),
        ("img", "`![what it shows](file.jpg)`"),
        ("ul", "lines that start with `- `"),
        ("li", "lines that start with `- `"),
        ("p", "an empty line between paragraphs"),
        ("h2", "`## Heading`"),
        ("h3", "`### Heading`"),
        ("hr", "a line `---`"),
    ];
    let name = element.to_ascii_lowercase();
    known.iter().find(|(known, _)| *known == name).map(|(_, markdown)| *markdown)
}
