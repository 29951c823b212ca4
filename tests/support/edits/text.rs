//! Edits of texts: what pages, search and warnings show, and what texts link to.

use super::{Edit, EditedSite};

/// The edits, each with its name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("write", write),
    ("write", write),
    ("write twice", write_twice),
    ("swap a letter", swap_letter),
    ("swap a letter", swap_letter),
    ("heading", heading),
    ("rename heading", rename_heading),
    ("lengthen", lengthen),
    ("callout", callout),
    ("link to a part", link_to_part),
    ("link to a file", link_to_file),
    ("link to nothing", link_to_nothing),
    ("contradict", contradict),
    ("intend", intend),
    ("bare address", bare_address),
    ("data list", data_list),
    ("synthesis", synthesis),
    ("shorten", shorten),
    ("empty", empty),
];

fn is_text(path: &str) -> bool {
    path.starts_with("content/") && path.ends_with(".md")
}

fn append(it: &mut EditedSite, more: &str) -> Option<String> {
    let path = it.source(is_text)?;
    it.append(&path, &format!("\n\n{more}\n"))
}

fn write(it: &mut EditedSite) -> Option<String> {
    let sentence = format!("Phrase {}.", it.number);
    append(it, &sentence)
}

fn write_twice(it: &mut EditedSite) -> Option<String> {
    Some(format!("{}; {}", write(it)?, write(it)?))
}

/// A change of the same length.
fn swap_letter(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    let mut bytes = it.read(&path).into_bytes();
    let letter = bytes.iter_mut().rev().find(|byte| byte.is_ascii_lowercase())?;
    *letter = if *letter == b'z' { b'a' } else { *letter + 1 };
    it.site.write(&path, bytes);
    Some(format!("{path}: another letter"))
}

fn heading(it: &mut EditedSite) -> Option<String> {
    let heading = format!("## Partie {}", it.below(3));
    append(it, &heading)
}

/// Another part, to which a link may lead, or one that there was twice.
fn rename_heading(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    let text = it.read(&path);
    let (before, rest) = text.split_once("## Partie ")?;
    let (part, after) = (it.below(3), rest.get(1..)?);
    it.site.write(&path, format!("{before}## Partie {part}{after}"));
    Some(format!("{path}: another heading"))
}

/// So long that the page gets a table of contents.
fn lengthen(it: &mut EditedSite) -> Option<String> {
    let number = it.number;
    let part = |part: usize| format!("## Section {number}.{part}\n\n{}", "Des mots et des mots. ".repeat(40));
    append(it, &(0..4).map(part).collect::<Vec<_>>().join("\n\n"))
}

/// It has a word of the theme.
fn callout(it: &mut EditedSite) -> Option<String> {
    let lines = format!("> [!NOTE]\n> Remarque {}[^1].\n\n[^1]: Une note.", it.number);
    append(it, &lines)
}

/// A link that is broken until there is such a heading.
fn link_to_part(it: &mut EditedSite) -> Option<String> {
    let place = ["", "/ateliers/a/"];
    let link = format!("Voir [là]({}#partie-{}).", it.random.one_of(&place)?, it.below(3));
    append(it, &link)
}

fn link_to_file(it: &mut EditedSite) -> Option<String> {
    let workshop = it.workshop()?;
    let path = format!("content/workshops/{workshop}/index.md");
    let link = it.random.one_of(&["plan%20d-accès.txt", "brouillon.txt", "images/plan.svg"])?;
    it.append(&path, &format!("\n\nVoir [le fichier]({link}).\n"))
}

fn link_to_nothing(it: &mut EditedSite) -> Option<String> {
    append(it, "Voir [rien](nulle-part.md).")
}

/// What the data of a workshop contradicts, most of the time.
fn contradict(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.starts_with("content/workshops/") && path.ends_with(".md"))?;
    let day = 1 + it.number % 28;
    it.append(&path, &format!("\n\nRendez-vous le mardi {day} septembre 2027 pour la première séance.\n"))
}

fn intend(it: &mut EditedSite) -> Option<String> {
    let comment = format!("<!-- intended: mardi {} septembre 2027 -->", 1 + it.number % 28);
    append(it, &comment)
}

/// An address that is no link, which is a warning.
fn bare_address(it: &mut EditedSite) -> Option<String> {
    let sentence = format!("Voir https://club.example/{} ou www.club.example.", it.number);
    append(it, &sentence)
}

/// A list that is made from all forms.
fn data_list(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.starts_with("content/pages/") && path.ends_with(".md"))?;
    it.append(&path, "\n\n<!-- data: registrations -->\n")
}

fn synthesis(it: &mut EditedSite) -> Option<String> {
    let path = format!("content/workshops/{}/outcomes.md", it.workshop()?);
    match it.read(&path).as_str() {
        "" => it.site.write(&path, "---\npublished: 2027-06-01\n---\nBilan\n"),
        text => it.site.write(&path, format!("{text}\nBilan {}\n", it.number)),
    }
    Some(format!("{path}: more"))
}

/// Removes the last paragraph.
fn shorten(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    let text = it.read(&path);
    let (before, _) = text.trim_end().rsplit_once("\n\n")?;
    it.site.write(&path, format!("{before}\n"));
    Some(format!("{path}: a paragraph less"))
}

/// Removes everything below the front matter.
fn empty(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    let text = it.read(&path);
    let end = text.find("\n---\n")? + "\n---\n".len();
    it.site.write(&path, &text[..end]);
    Some(format!("{path}: no text"))
}
