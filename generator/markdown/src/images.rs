//! Images of texts: in the sizes that the screen needs, with the room that they will take, and captions.

use super::html::escaped;
use crate::{Picture, Shown, Variant};

/// How wide the theme's column of text makes an image.
const SIZES: &str = "(min-width: 44rem) 41rem, calc(100vw - 2rem)";

/// An image as its text wrote it.
pub(super) struct Image<'a> {
    /// Where the file is.
    pub(super) href: &'a str,
    /// What it shows.
    pub(super) alt: &'a str,
    /// A text that appears when it is pointed at.
    pub(super) title: Option<&'a str>,
    /// Whether one sees it without scrolling, perhaps.
    pub(super) is_first: bool,
}

/// An image of a text, as HTML.
pub(super) fn image(image: &Image<'_>, shown: &Shown) -> String {
    match shown {
        Shown::Picture(picture) => in_sizes(image, picture),
        Shown::AsIs => tag(image, image.href, "", ""),
    }
}

/// An image with a caption below it, as HTML.
pub(super) fn figure(image: &str, caption: &str) -> String {
    format!("<figure>\n{image}\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption))
}

fn in_sizes(image: &Image<'_>, picture: &Picture) -> String {
    let (width, height) = picture.size;
    let size = format!(" width=\"{width}\" height=\"{height}\"");
    let candidates = srcset(&picture.variants);
    let sizes = format!("srcset=\"{candidates}\" sizes=\"{SIZES}\"");
    // The original was WebP, so that there is nothing to choose from but sizes.
    if picture.variants.contains(&picture.fallback) {
        return tag(image, &picture.fallback.path, &format!(" {sizes}"), &size);
    }
    let fallback = tag(image, &picture.fallback.path, "", &size);
    format!("<picture><source type=\"image/webp\" {sizes}>{fallback}</picture>")
}

/// The candidates of an image, for the attribute `srcset`.
pub fn srcset(variants: &[Variant]) -> String {
    let candidates = variants.iter().map(|variant| format!("{} {}w", variant.path, variant.width));
    candidates.collect::<Vec<_>>().join(", ")
}

fn tag(image: &Image<'_>, src: &str, candidates: &str, size: &str) -> String {
    let title = image.title.map(|title| format!(" title=\"{}\"", escaped(title))).unwrap_or_default();
    let lazy = if image.is_first { "" } else { " loading=\"lazy\" decoding=\"async\"" };
    format!("<img src=\"{}\"{candidates} alt=\"{}\"{title}{size}{lazy}>", escaped(src), escaped(image.alt))
}
