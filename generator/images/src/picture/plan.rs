//! Plans the sizes and names of an image, from the bytes and the head of its file alone.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use diagnostics::{Phrase, Rejection, message, phrase};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use markdown::{Picture, Variant};
use model::slug::Slug;
use sha2::{Digest, Sha256};

use super::decode::decode;

/// Must change whenever the same original would give different results, so that outdated cached files are not
/// published.
const RECIPE: &str = "2: strict, srgb, webp 78, jpeg 80, lanczos3";
/// Maximum pixels of an image: more than almost all cameras of 2026 have (61 million). Decoding takes 4 bytes for
/// each.
const MAX_PIXELS: u64 = 100_000_000;
/// Width of the fallback for browsers from before 2020: large enough to see.
const FALLBACK_WIDTH: u32 = 960;

/// The widths of an image that a page offers, in pixels; those above the original's are omitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Widths {
    /// For an image in a text: the column on a telephone, on a desktop, and on a desktop with double density.
    Text,
    /// For a portrait beside a name, in single and double density.
    Portrait,
}

/// A usable image.
#[derive(Clone, Debug)]
pub struct Plan {
    location: PathBuf,
    format: ImageFormat,
    /// Whether it is animated, so that it cannot be resized.
    is_animated: bool,
    /// The rotation of the original.
    orientation: Orientation,
    /// Width and height after the rotation.
    size: (u32, u32),
    /// The beginning of its published names.
    stem: String,
    /// The hash of the bytes and the recipe.
    fingerprint: String,
}

/// Returns whether a file is an image in a HEIC container (ISO/IEC 23008-12, section 10), such as a renamed photograph
/// of an iPhone.
fn is_heic(bytes: &[u8]) -> bool {
    let brands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| brands.iter().any(|b| b.as_bytes() == brand))
}

impl Widths {
    fn all(self) -> &'static [u32] {
        match self {
            Widths::Text => &[480, 960, 1440],
            Widths::Portrait => &[160, 320],
        }
    }

    /// Returns the widths that are available for an original of this width.
    fn up_to(self, original: u32) -> Vec<u32> {
        let all = self.all();
        let mut widths: Vec<_> = all.iter().copied().filter(|width| *width < original).collect();
        if widths.len() < all.len() {
            widths.push(original);
        }
        widths
    }
}

impl Plan {
    /// Reads the head of an image.
    ///
    /// # Errors
    ///
    /// Returns a [`Rejection`] if it cannot be read or is too large.
    pub(super) fn read(path: &str, location: &Path) -> Result<Plan, Rejection> {
        let bytes = fs::read(location).map_err(|error| unreadable(&error))?;
        if is_heic(&bytes) {
            let message = message! {
                UnsupportedImage,
                en: "this image is in the format HEIC despite its name: most browsers do not support it",
                fr: "cette image est au format HEIC malgré son nom : la plupart des navigateurs ne l’affichent pas"
            };
            return Err(Rejection { message, hint: save_heic() });
        }
        let reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format();
        let reader = reader.map_err(|error| unreadable(&error))?;
        let format =
            reader.format().ok_or_else(|| damaged(phrase! { en: "unknown format", fr: "format inconnu" }))?;
        let mut decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(Rejection {
                message: message! {
                    LargeImage,
                    en: "this image is too large: {width} × {height} pixels",
                    fr: "cette image est trop grande : {width} × {height} pixels"
                },
                hint: phrase! {
                    en: "save a smaller version; a width of 2000 pixels is enough",
                    fr: "enregistrez-la plus petite ; 2000 pixels de large suffisent"
                },
            });
        }
        let is_animated = is_animated(&bytes, format);
        if is_animated {
            // It is published unchanged, so it is decoded only here, to check it.
            decode(&bytes, format).map_err(|error| unreadable(&error))?;
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
        let stem = stem.and_then(|(stem, _)| Slug::from_text(stem));
        Ok(Plan {
            location: location.to_owned(),
            format,
            is_animated,
            orientation,
            size: if swaps_sides(orientation) { (height, width) } else { (width, height) },
            stem: stem.map_or_else(|| "image".to_owned(), |slug| slug.to_string()),
            fingerprint: fingerprint(&bytes),
        })
    }

    /// Returns the variants that a page offers.
    pub(super) fn picture(&self, widths: Widths) -> Picture {
        let widths = widths.up_to(self.size.0);
        let largest = widths.last().copied().unwrap_or(self.size.0);
        let fallback = widths.iter().rev().find(|width| **width <= FALLBACK_WIDTH).unwrap_or(&largest);
        Picture {
            size: (largest, self.height(largest)),
            variants: widths.iter().map(|width| self.variant(*width, "webp")).collect(),
            fallback: self.variant(*fallback, self.fallback_extension()),
        }
    }

    /// Returns the height for a width.
    pub(super) fn height(&self, width: u32) -> u32 {
        let (original_width, original_height) = self.size;
        let exact = f64::from(original_height) * f64::from(width) / f64::from(original_width.max(1));
        (exact.round() as u32).max(1)
    }

    /// Returns whether the image is animated.
    pub(super) fn is_animated(&self) -> bool {
        self.is_animated
    }

    /// Returns whether it may have sharp edges and few colours, like drawings and screenshots.
    pub(super) fn is_drawn(&self) -> bool {
        self.format == ImageFormat::Png
    }

    /// Returns the pixels in sRGB, after the rotation.
    ///
    /// # Errors
    ///
    /// Returns a [`Rejection`] if the file is damaged.
    pub(super) fn decode(&self) -> Result<DynamicImage, Rejection> {
        let bytes = fs::read(&self.location).map_err(|error| unreadable(&error))?;
        let mut image = decode(&bytes, self.format).map_err(|error| unreadable(&error))?;
        image.apply_orientation(self.orientation);
        Ok(image)
    }

    fn fallback_extension(&self) -> &'static str {
        match self.format {
            ImageFormat::Jpeg => "jpg",
            ImageFormat::Png => "png",
            _ => "webp",
        }
    }

    fn variant(&self, width: u32, extension: &str) -> Variant {
        Variant {
            width,
            cached: format!("{}-{width}.{extension}", self.fingerprint),
            path: format!("/assets/{}-{width}.{}.{extension}", self.stem, &self.fingerprint[..16]),
        }
    }
}

/// Returns whether a file of this format has several frames.
fn is_animated(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Png => {
            PngDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.is_apng().unwrap_or_default())
        }
        ImageFormat::WebP => {
            WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.has_animation())
        }
        _ => false,
    }
}

fn swaps_sides(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn fingerprint(bytes: &[u8]) -> String {
    let hash = Sha256::new().chain_update(RECIPE).chain_update(bytes).finalize();
    HEXLOWER.encode(&hash[..16])
}

fn unreadable(reason: &dyn std::fmt::Display) -> Rejection {
    damaged(Phrase::same(reason.to_string()))
}

fn damaged(reason: Phrase) -> Rejection {
    Rejection {
        message: message! {
            DamagedImage,
            en: "this image cannot be read: {reason}",
            fr: "cette image est illisible : {reason}";
            reason
        },
        hint: save_again(),
    }
}

/// Returns the hint about a damaged image.
pub fn save_again() -> Phrase {
    phrase! {
        en: "open it in an image editor and save it again as JPEG or PNG",
        fr: "ouvrez-la dans un logiciel d’images et enregistrez-la de nouveau en JPEG ou PNG"
    }
}

/// Returns the hint about an image in the format HEIC.
pub(super) fn save_heic() -> Phrase {
    phrase! {
        en: "save it as JPEG: open it in Preview on a Mac or in Photos on Windows and export it; an iPhone \
                                    writes JPEG with Settings, Camera, Formats, Most Compatible",
        fr: "enregistrez-la en JPEG : ouvrez-la dans Aperçu sur un Mac ou dans Photos sous Windows et exportez-la ; un iPhone \
             écrit en JPEG avec Réglages, Appareil photo, Formats, Le plus compatible"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_variant_is_wider_than_the_original() {
        assert_eq!(Widths::Text.up_to(4000), [480, 960, 1440]);
        assert_eq!(Widths::Text.up_to(1440), [480, 960, 1440]);
        assert_eq!(Widths::Text.up_to(700), [480, 700]);
        assert_eq!(Widths::Text.up_to(100), [100]);
        assert_eq!(Widths::Portrait.up_to(320), [160, 320]);
    }
}
