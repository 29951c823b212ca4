//! Raw HTML in a text: reported, with the Markdown equivalent. Comments are harmless and removed.

use std::ops::Range;

use diagnostics::{Phrase, message, phrase};

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
            phrase! {
                en: "write `<br>` between the lines of a cell: it cannot contain lists or paragraphs",
                fr: "écrivez `<br>` entre les lignes d’une case : elle ne peut contenir ni liste ni paragraphe"
            }
        }
        Some(markdown) => phrase! { en: "write {markdown}", fr: "écrivez {markdown}"; markdown },
        None => phrase! {
            en: "write Markdown; for a literal `<`, write `\\<`",
            fr: "écrivez du Markdown ; pour le signe `<` lui-même, écrivez `\\<`"
        },
    };
    let message = message! {
        HtmlInText,
        en: "HTML is not allowed in a text",
        fr: "un texte ne peut pas contenir de HTML"
    };
    Some(Problem::new(range.clone(), message, hint))
}

fn element(html: &str) -> Option<&str> {
    let name = html.strip_prefix('<')?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    Some(&name[..length])
}

/// Returns the Markdown equivalent of the elements that editors use most.
fn markdown_for(element: &str) -> Option<Phrase> {
    Some(match element.to_ascii_lowercase().as_str() {
        "b" | "strong" => phrase! { en: "`**bold**`", fr: "`**gras**`" },
        "i" | "em" => phrase! { en: "`*emphasis*`", fr: "`*italique*`" },
        "br" => phrase! {
            en: "a backslash at the end of the line",
            fr: "une barre oblique inverse à la fin de la ligne"
        },
        "a" => phrase! { en: "`[text](address)`", fr: "`[texte](adresse)`" },
        "img" => phrase! { en: "`![what it shows](file.jpg)`", fr: "`![ce qu’elle montre](fichier.jpg)`" },
        "ul" | "li" => phrase! { en: "lines that start with `- `", fr: "des lignes qui commencent par `- `" },
        "p" => phrase! {
            en: "an empty line between paragraphs",
            fr: "une ligne vide entre les paragraphes"
        },
        "h2" => phrase! { en: "`## Heading`", fr: "`## Intertitre`" },
        "h3" => phrase! { en: "`### Heading`", fr: "`### Intertitre`" },
        "hr" => phrase! { en: "a line `---`", fr: "une ligne `---`" },
        _ => return None,
    })
}
