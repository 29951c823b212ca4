//! The HTML of images in texts: several widths for different screens, dimensions that reserve the space, and
//! captions.

use super::html::escaped;
use crate::{Picture, Shown, Variant};

/// The width of images in the text column of the theme.
const SIZES: &str = "(min-width: 44rem) 41rem, calc(100vw - 2rem)";

/// An image as its text refers to it.
pub(super) struct Image<'a> {
    /// The address of the file.
    pub(super) href: &'a str,
    /// The alternative text.
    pub(super) alt: &'a str,
    /// The text of the tooltip.
    pub(super) title: Option<&'a str>,
    /// Whether the image may be visible without scrolling.
    pub(super) is_first: bool,
}

/// Returns the HTML of an image.
pub(super) fn image(image: &Image<'_>, shown: &Shown) -> String {
    match shown {
        Shown::Picture(picture) => in_sizes(image, picture),
        Shown::AsIs => tag(image, image.href, "", ""),
    }
}

/// Returns the HTML of an image with a caption below it.
pub(super) fn figure(image: &str, caption: &str) -> String {
    format!("<figure>\n{image}\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption))
}

fn in_sizes(image: &Image<'_>, picture: &Picture) -> String {
    let (width, height) = picture.size;
    let size = format!(" width=\"{width}\" height=\"{height}\"");
    let candidates = srcset(&picture.variants);
    let sizes = format!("srcset=\"{candidates}\" sizes=\"{SIZES}\"");
    // The original was WebP, so the variants differ only in size.
    if picture.variants.contains(&picture.fallback) {
        return tag(image, &picture.fallback.path, &format!(" {sizes}"), &size);
    }
    let fallback = tag(image, &picture.fallback.path, "", &size);
    format!("<picture><source type=\"image/webp\" {sizes}>{fallback}</picture>")
}

/// Returns the candidates of an image for the attribute `srcset`.
pub fn srcset(variants: &[Variant]) -> String {
    let candidates = variants.iter().map(|variant| format!("{} {}w", variant.path, variant.width));
    candidates.collect::<Vec<_>>().join(", ")
}

fn tag(image: &Image<'_>, src: &str, candidates: &str, size: &str) -> String {
    let title = image.title.map(|title| format!(" title=\"{}\"", escaped(title))).unwrap_or_default();
    let lazy = if image.is_first { "" } else { " loading=\"lazy\" decoding=\"async\"" };
    format!("<img src=\"{}\"{candidates} alt=\"{}\"{title}{size}{lazy}>", escaped(src), escaped(image.alt))
}
