//! Makes the sizes of images that pages offer, in parallel, and caches them in `.cache/images` below the site's root.
//!
//! The names of cached files are derived from the bytes of the original, so they never become outdated.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

use diagnostics::{Diagnostic, Diagnostics, Failure, Phrase, Place, Rejection, message};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use markdown::Variant;
use rayon::prelude::*;

use super::plan::save_again;
use super::{Pictures, Plan, Widths};
use crate::cache::{self, CacheFolder};
use crate::file::{Contents, OutputFile};

/// At lower quality, artefacts are visible on photographs of faces.
const WEBP_QUALITY: f32 = 78.0;
/// The same for the fallback.
const JPEG_QUALITY: u8 = 80;

/// An image on a page.
#[derive(Debug)]
pub struct PictureUse {
    /// The path below `content/`.
    pub path: String,
    /// The sizes that the page offers.
    pub widths: Widths,
    /// The place where the page uses it.
    pub place: Place,
}

/// The reason for decoding images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To publish them: all sizes are made and cached.
    Build,
    /// To publish them, without those that an earlier build cached.
    BuildAnew,
    /// To check whether they can be decoded.
    Check,
}

/// Makes the sizes that no earlier build has made, and returns the files of the site. Damaged images are reported at
/// their first use.
///
/// # Errors
///
/// Returns an error if the cache cannot be written to.
pub fn make<'u>(
    root: &Path,
    pictures: &Pictures,
    uses: impl IntoIterator<Item = &'u PictureUse>,
    purpose: Purpose,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<OutputFile>, Failure> {
    let folder = CacheFolder::Images.path(root);
    let mut wanted: BTreeMap<String, (BTreeSet<Variant>, Place)> = BTreeMap::new();
    for PictureUse { path, widths, place } in uses {
        let Some(plan) = pictures.plan(path) else { continue };
        let picture = plan.picture(*widths);
        let entry = wanted.entry(path.clone()).or_insert_with(|| (BTreeSet::new(), place.clone()));
        entry.0.extend(picture.variants);
        entry.0.insert(picture.fallback);
    }
    let made: Vec<_> = wanted
        .par_iter()
        .map(|(path, (variants, _))| {
            let made = make_variants(pictures.plan(path)?, pictures.missing(variants), &folder, purpose);
            made.map(|()| pictures.made().extend(variants.iter().cloned())).err()
        })
        .collect();
    for (failure, (_, place)) in made.into_iter().zip(wanted.values()) {
        match failure {
            Some(Unmade::Image(Rejection { message, hint })) => {
                diagnostics.push(Diagnostic::at(place.clone(), message).with_hint(hint));
            }
            Some(Unmade::Cache(error)) => return Err(error),
            None => {}
        }
    }
    let variants = wanted.values().flat_map(|(variants, _)| variants);
    let files: BTreeMap<_, _> = variants.map(|variant| (&variant.path, &variant.cached)).collect();
    let file = |(path, cached): (&String, &String)| OutputFile {
        path: format!("site{path}"),
        contents: Contents::CopyOf(folder.join(cached)),
    };
    Ok(files.into_iter().map(file).collect())
}

/// Why the sizes of an image were not made.
enum Unmade {
    Image(Rejection),
    Cache(Failure),
}

impl Pictures {
    /// Returns those of these sizes that this build has neither made nor checked.
    fn missing<'v>(&self, variants: &'v BTreeSet<Variant>) -> Vec<&'v Variant> {
        let made = self.made();
        variants.iter().filter(|variant| !made.contains(*variant)).collect()
    }
}

fn make_variants(
    plan: &Plan,
    variants: Vec<&Variant>,
    folder: &Path,
    purpose: Purpose,
) -> Result<(), Unmade> {
    let is_made =
        |variant: &&Variant| purpose != Purpose::BuildAnew && folder.join(&variant.cached).is_file();
    let missing: Vec<_> = variants.into_iter().filter(|variant| !is_made(variant)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut image = plan.decode().map_err(Unmade::Image)?;
    if purpose == Purpose::Check {
        return Ok(());
    }
    // Pages need only eight bits per channel.
    image = match image.color().has_alpha() {
        true => DynamicImage::ImageRgba8(image.into_rgba8()),
        false => DynamicImage::ImageRgb8(image.into_rgb8()),
    };
    // Widest first: each size is made from the previous one, so that a large original is processed only once.
    for variant in missing.into_iter().rev() {
        if image.width() != variant.width {
            image = image.resize_exact(variant.width, plan.height(variant.width), FilterType::Lanczos3);
        }
        let bytes = encode(&image, &variant.cached, plan).map_err(Unmade::Image)?;
        cache::keep(folder, &variant.cached, &bytes).map_err(Unmade::Cache)?;
    }
    Ok(())
}

fn encode(image: &DynamicImage, name: &str, plan: &Plan) -> Result<Vec<u8>, Rejection> {
    let failed = |error: String| {
        let reason = Phrase::in_english(error);
        Rejection {
            message: message! {
                DamagedImage,
                en: "this image cannot be resized: {reason}",
                fr: "cette image ne peut pas être redimensionnée : {reason}";
                reason
            },
            hint: save_again(),
        }
    };
    let mut bytes = Vec::new();
    match name.rsplit('.').next() {
        Some("jpg") => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
            .encode_image(image)
            .map_err(|error| failed(error.to_string()))?,
        Some("png") => image
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .map_err(|error| failed(error.to_string()))?,
        _ => {
            bytes = webp(image, false).map_err(failed)?;
            // Lossless drawings are smaller and sharper; photographs are not.
            if plan.is_drawn() {
                let lossless = webp(image, true).map_err(failed)?;
                bytes = if lossless.len() < bytes.len() { lossless } else { bytes };
            }
        }
    }
    Ok(bytes)
}

fn webp(image: &DynamicImage, lossless: bool) -> Result<Vec<u8>, String> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return Err("its pixels are of an unexpected kind".to_owned()),
    };
    let encoded = encoder.encode_simple(lossless, WEBP_QUALITY);
    encoded.map(|bytes| bytes.to_vec()).map_err(|error| format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use content::load::{Attachment, Sources};
    use diagnostics::SourceFile;

    use super::*;

    #[test]
    fn a_build_anew_makes_each_size_once() {
        let root = tempfile::tempdir().unwrap();
        let location = root.path().join("photo.png");
        DynamicImage::new_rgb8(8, 8).save(&location).unwrap();
        let size = fs::metadata(&location).unwrap().len();
        let mut sources = Sources::default();
        sources.attachments.insert("pages/photo.png".to_owned(), Attachment { location, size });
        let place = Place::new(&SourceFile::new("content/pages/a.md", "x"), 0..1);
        let used = PictureUse { path: "pages/photo.png".to_owned(), widths: Widths::Text, place };
        let make = |pictures: &Pictures| {
            let mut problems = Diagnostics::default();
            let files = make(root.path(), pictures, [&used], Purpose::BuildAnew, &mut problems).unwrap();
            assert!(problems.is_empty() && !files.is_empty());
            files
        };
        let pictures = Pictures::of(&sources);
        let files = make(&pictures);
        let Contents::CopyOf(cached) = &files[0].contents else { panic!("{files:?}") };
        fs::write(cached, "marked").unwrap();
        // As for content that is hidden at present.
        make(&pictures);
        assert_eq!(fs::read(cached).unwrap(), b"marked");
        make(&Pictures::of(&sources));
        assert_ne!(fs::read(cached).unwrap(), b"marked");
    }
}
