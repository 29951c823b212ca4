//! The files of `content/` that are pages, by path below `content/`.

use model::slug::Slug;

/// Returns the file with the page of a workshop.
pub fn of_workshop(slug: &Slug) -> String {
    format!("workshops/{slug}/index.md")
}

/// Returns the file of a plain page.
pub fn of_plain_page(slug: &Slug) -> String {
    format!("pages/{slug}.md")
}

/// Returns the file of a speaker.
pub fn of_speaker(slug: &Slug) -> String {
    format!("speakers/{slug}.md")
}
