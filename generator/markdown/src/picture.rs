//! Images as pages show them: their sizes and paths. Other crates generate the files.

use serde::{Deserialize, Serialize};

/// The way in which a page shows an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// In several sizes.
    Picture(Picture),
    /// As the original file.
    AsIs,
}

/// The variants of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Width and height of the largest variant, in pixels. The ratio reserves the image's space on the page.
    pub size: (u32, u32),
    /// WebP variants, narrowest first.
    pub variants: Vec<Variant>,
    /// A variant in the original format, for browsers without WebP.
    pub fallback: Variant,
}

/// A variant of an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Variant {
    /// Width in pixels.
    pub width: u32,
    /// The file name in the cache.
    pub cached: String,
    /// The path on the site.
    pub path: String,
}
