//! Photographs and drawings beside the texts: the sizes that a page offers, and their names.
//!
//! The head of an image file contains all that a page needs to know. `making` decodes the image, unless an earlier
//! build already has. No metadata of the original is published, least of all the place of a photograph; `photograph`
//! removes it from files that are published themselves.

mod decode;
mod making;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use content::load::Sources;
use diagnostics::{Phrase, Rejection, message, phrase};
use markdown::{Shown, Variant};
use rayon::prelude::*;

pub use self::making::{PictureUse, Purpose, make};
pub use self::plan::{Plan, Widths, save_again};

/// Formats that are decoded to make smaller sizes.
const DECODED: [&str; 4] = ["jpg", "jpeg", "png", "webp"];
/// Formats that browsers show and that are published unchanged. Animated WebP and PNG files are, too.
const AS_IS: [&str; 3] = ["svg", "gif", "avif"];

/// All images of the content that are offered in several sizes, by path below `content/`.
#[derive(Debug, Default)]
pub struct Pictures {
    plans: BTreeMap<String, Result<Plan, Rejection>>,
    /// The sizes that this build has made or checked, for published content or for all of it.
    made: Mutex<BTreeSet<Variant>>,
}

impl Pictures {
    /// Reads the heads of all images. Unusable ones are reported where they are used.
    pub fn of(sources: &Sources) -> Pictures {
        let images: Vec<_> = sources.all_attachments().filter(|(path, _)| is_decoded(path)).collect();
        let plan = |(path, file): &(String, &content::load::Attachment)| {
            (path.clone(), Plan::read(path, &file.location))
        };
        Pictures { plans: images.par_iter().map(plan).collect(), made: Mutex::default() }
    }

    /// Returns how a page shows the image at this path below `content/`, which exists.
    ///
    /// # Errors
    ///
    /// Returns a [`Rejection`] if the file is not an image or is unusable.
    pub fn shown(&self, path: &str, widths: Widths) -> Result<Shown, Rejection> {
        if AS_IS.contains(&extension(path).as_str()) {
            return Ok(Shown::AsIs);
        }
        match self.plans.get(path) {
            Some(Ok(plan)) if plan.is_animated() => Ok(Shown::AsIs),
            Some(Ok(plan)) => Ok(Shown::Picture(plan.picture(widths))),
            Some(Err(problem)) => Err(problem.clone()),
            None => Err(not_shown(&extension(path), widths)),
        }
    }

    fn plan(&self, path: &str) -> Option<&Plan> {
        self.plans.get(path)?.as_ref().ok()
    }

    fn made(&self) -> MutexGuard<'_, BTreeSet<Variant>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the problem with an image in a format that not every browser supports.
fn not_shown(extension: &str, widths: Widths) -> Rejection {
    let format = match extension {
        "heic" | "heif" => Some(phrase! { en: "HEIC, which iPhones use", fr: "HEIC, celui des iPhone" }),
        "tif" | "tiff" => Some(Phrase::same("TIFF")),
        "bmp" => Some(Phrase::same("BMP")),
        _ => None,
    };
    let message = match &format {
        Some(format) => message! {
            UnsupportedImage,
            en: "most browsers do not support images in the format {format}",
            fr: "la plupart des navigateurs n’affichent pas les images au format {format}";
            format
        },
        None => message! {
            UnsupportedImage,
            en: "this file is not an image that all browsers support",
            fr: "ce fichier n’est pas une image que tous les navigateurs affichent"
        },
    };
    let hint = match (extension, widths) {
        ("heic" | "heif", _) => plan::save_heic(),
        (_, Widths::Portrait) => phrase! {
            en: "save it as JPEG, PNG or WebP",
            fr: "enregistrez-la en JPEG, PNG ou WebP"
        },
        (_, Widths::Text) => phrase! {
            en: "save it as JPEG, PNG, WebP, GIF or SVG, or link to it without the `!`",
            fr: "enregistrez-la en JPEG, PNG, WebP, GIF ou SVG, ou faites-en un lien, sans le `!`"
        },
    };
    Rejection { message, hint }
}

/// Returns whether a file is, by its name, an image that is offered in several sizes.
pub fn is_decoded(path: &str) -> bool {
    DECODED.contains(&extension(path).as_str())
}

fn extension(path: &str) -> String {
    path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}
