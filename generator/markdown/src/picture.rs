//! Images as pages show them: in which sizes, and where each stands. How they are made is the matter of others.

/// How a page shows an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In several sizes.
    Picture(Picture),
    /// As the file that it is.
    AsIs,
}

/// What a page says of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height of its largest variant, in pixels: the ratio keeps its place on the page.
    pub size: (u32, u32),
    /// WebP, the narrowest first.
    pub variants: Vec<Variant>,
    /// The format of the original, for browsers that do not know WebP.
    pub fallback: Variant,
}

/// One of the sizes of an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variant {
    /// In pixels.
    pub width: u32,
    /// Its name in the cache.
    pub cached: String,
    /// Its path on the site.
    pub path: String,
}
