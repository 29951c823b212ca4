//! The brief view of a speaker, and the portrait.

use serde::{Deserialize, Serialize};

/// An image in several sizes, for an `img` element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortraitView {
    /// The path of the image in the format of the original, for the attribute `src`.
    pub src: String,
    /// The same in WebP and in several widths, for the attribute `srcset` of a `source` element.
    pub srcset: String,
    /// The width of the largest variant, in pixels; with the height, it reserves the image's space.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

/// A speaker in brief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpeakerCardView {
    /// Given name and family name.
    pub name: String,
    /// Their initials, at most two letters, for when there is no portrait.
    pub initials: String,
    /// The language of their texts and of their own page, if that is not the language of the page.
    pub language: Option<String>,
    /// Their portrait.
    pub portrait: Option<PortraitView>,
    /// Their role.
    pub role: Option<String>,
    /// Their organisation.
    pub organisation: Option<String>,
    /// The path of their page.
    pub path: String,
}
