//! What will be made of an image: sizes and names, from the bytes of its file and its head alone.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use diagnostics::Rejection;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use markdown::{Picture, Variant};
use model::slug::Slug;
use sha2::{Digest, Sha256};

use super::decode::decode;

/// Changes whenever the same original would come out otherwise, so that nobody is sent what a cache kept.
const RECIPE: &str = "2: strict, srgb, webp 78, jpeg 80, lanczos3";
/// More pixels than the cameras of 2026 take (61 million) but for a few; decoding takes 4 bytes for each.
const MAX_PIXELS: u64 = 100_000_000;
/// The fallback is for browsers from before 2020: large enough to see, and no more.
const FALLBACK_WIDTH: u32 = 960;

/// The widths that a page offers of an image, in pixels; those above the original's are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Widths {
    /// For an image in a text: a column on a telephone, on a desktop, and that in double density.
    Text,
    /// For a portrait beside a name, once and in double density.
    Portrait,
}

/// An image that can be used.
#[derive(Clone, Debug)]
pub struct Plan {
    location: PathBuf,
    format: ImageFormat,
    /// Whether it moves, so that no other size can be made of it.
    is_animated: bool,
    /// How the original is to be turned.
    orientation: Orientation,
    /// Width and height when it is turned as it should be.
    size: (u32, u32),
    /// The beginning of its published names.
    stem: String,
    /// What bytes and recipe hash to.
    fingerprint: String,
}

/// How to make a photograph of an iPhone one that browsers show.
pub(super) const SAVE_HEIC: &str = "save it as JPEG: open it in Preview on a Mac or in Photos on Windows and export it; an iPhone \
                                    writes JPEG with Settings, Camera, Formats, Most Compatible";

/// Whether a file is an image in the container of HEIC (ISO/IEC 23008-12, 10), as a photograph of an iPhone under another name.
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

    /// Those that an original of this width can fill.
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
    /// Looks at the head of an image.
    ///
    /// # Errors
    ///
    /// [`Rejection`] when it cannot be read or is too large.
    pub(super) fn read(path: &str, location: &Path) -> Result<Plan, Rejection> {
        let bytes = fs::read(location).map_err(|error| unreadable(&error))?;
        if is_heic(&bytes) {
            let message =
                "this image is in the format HEIC, whatever its name says: most browsers do not show it";
            return Err(Rejection { message: message.to_owned(), hint: SAVE_HEIC.to_owned() });
        }
        let reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format();
        let reader = reader.map_err(|error| unreadable(&error))?;
        let format = reader.format().ok_or_else(|| unreadable(&"its format is not known"))?;
        let mut decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(Rejection {
                message: format!("this image is too large: {width} × {height} pixels"),
                hint: "save it smaller; 2000 pixels across are plenty".to_owned(),
            });
        }
        let is_animated = is_animated(&bytes, format);
        if is_animated {
            // It is published as it is, so this is the only time that it is looked at.
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
            size: if is_turned(orientation) { (height, width) } else { (width, height) },
            stem: stem.map_or_else(|| "image".to_owned(), |slug| slug.to_string()),
            fingerprint: fingerprint(&bytes),
        })
    }

    /// What a page says of it.
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

    /// The height that goes with a width.
    pub(super) fn height(&self, width: u32) -> u32 {
        let (original_width, original_height) = self.size;
        let exact = f64::from(original_height) * f64::from(width) / f64::from(original_width.max(1));
        (exact.round() as u32).max(1)
    }

    /// Whether it moves.
    pub(super) fn is_animated(&self) -> bool {
        self.is_animated
    }

    /// Whether it may have sharp edges and few colours, as drawings and screenshots do.
    pub(super) fn is_drawn(&self) -> bool {
        self.format == ImageFormat::Png
    }

    /// The pixels in sRGB, turned as they should be.
    ///
    /// # Errors
    ///
    /// [`Rejection`] when the file is damaged.
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

/// Whether a file of this format has several frames.
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

fn is_turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn fingerprint(bytes: &[u8]) -> String {
    let hash = Sha256::new().chain_update(RECIPE).chain_update(bytes).finalize();
    HEXLOWER.encode(&hash[..16])
}

fn unreadable(reason: &dyn std::fmt::Display) -> Rejection {
    Rejection {
        message: format!("this image cannot be read: {reason}"),
        hint: "open it in a program for images and save it again as JPEG or PNG".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_width_is_above_the_original() {
        assert_eq!(Widths::Text.up_to(4000), [480, 960, 1440]);
        assert_eq!(Widths::Text.up_to(1440), [480, 960, 1440]);
        assert_eq!(Widths::Text.up_to(700), [480, 700]);
        assert_eq!(Widths::Text.up_to(100), [100]);
        assert_eq!(Widths::Portrait.up_to(320), [160, 320]);
    }
}
