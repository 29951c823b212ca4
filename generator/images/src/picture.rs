//! Photographs and drawings beside the texts: which sizes a page offers of each, and under which names.
//!
//! What a page says of an image is known from the head of its file; `making` decodes it, and only where no earlier
//! build has. No metadata of the original is published, least of all where a photograph was taken;
//! `photograph` sees to that where the file itself is.

mod decode;
mod making;
mod plan;

use std::collections::BTreeMap;

use content::load::Sources;
use diagnostics::Rejection;
use markdown::Shown;
use rayon::prelude::*;

pub use self::making::{PictureUse, Purpose, make};
pub use self::plan::{Plan, Widths};

/// Formats of which smaller sizes are made.
const DECODED: [&str; 4] = ["jpg", "jpeg", "png", "webp"];
/// Formats that browsers show and that are published as they are, as are WebP and PNG where they move.
const AS_IS: [&str; 3] = ["svg", "gif", "avif"];

/// Every image of the content of which smaller sizes are made, by its path below `content/`.
#[derive(Debug, Default)]
pub struct Pictures(BTreeMap<String, Result<Plan, Rejection>>);

impl Pictures {
    /// Looks at the heads of all images. One that cannot be used is told where it is used.
    pub fn of(sources: &Sources) -> Pictures {
        let images: Vec<_> = sources.all_attachments().filter(|(path, _)| is_decoded(path)).collect();
        let plan = |(path, file): &(String, &content::load::Attachment)| {
            (path.clone(), Plan::read(path, &file.location))
        };
        Pictures(images.par_iter().map(plan).collect())
    }

    /// How a page shows the image at this path below `content/`, which exists.
    ///
    /// # Errors
    ///
    /// [`Rejection`] for a file that is no image, or none that can be used.
    pub fn shown(&self, path: &str, widths: Widths) -> Result<Shown, Rejection> {
        if AS_IS.contains(&extension(path).as_str()) {
            return Ok(Shown::AsIs);
        }
        match self.0.get(path) {
            Some(Ok(plan)) if plan.is_animated() => Ok(Shown::AsIs),
            Some(Ok(plan)) => Ok(Shown::Picture(plan.picture(widths))),
            Some(Err(problem)) => Err(problem.clone()),
            None => Err(not_shown(&extension(path), widths)),
        }
    }

    fn plan(&self, path: &str) -> Option<&Plan> {
        self.0.get(path)?.as_ref().ok()
    }
}

/// What is wrong with an image of a format that not every browser shows.
fn not_shown(extension: &str, widths: Widths) -> Rejection {
    let format = match extension {
        "heic" | "heif" => Some("HEIC, as iPhones write them"),
        "tif" | "tiff" => Some("TIFF"),
        "bmp" => Some("BMP"),
        _ => None,
    };
    let message = match format {
        Some(format) => format!("most browsers do not show images in the format {format}"),
        None => "this file is not an image that every browser shows".to_owned(),
    };
    let hint = match (format, widths) {
        (Some(format), _) if format.starts_with("HEIC") => plan::SAVE_HEIC,
        (_, Widths::Portrait) => "save it as JPEG, PNG or WebP",
        (_, Widths::Text) => "save it as JPEG, PNG, WebP, GIF or SVG, or link to it without the `!`",
    };
    Rejection { message, hint: hint.to_owned() }
}

/// Whether a file is, by its name, an image of which smaller sizes are made.
pub fn is_decoded(path: &str) -> bool {
    DECODED.contains(&extension(path).as_str())
}

fn extension(path: &str) -> String {
    path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}
