//! The pictures that other sites show with a link. They are drawn from SVG with only the theme's fonts, never the
//! machine's, so that the same site produces the same bytes everywhere.
//!
//! Pictures are cached in `.cache/open-graph` below the site's root, because drawing takes far longer than the rest
//! of a build. The name of a picture is derived from its source, so pages know its address before it is drawn.

mod coverage;
mod draw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Diagnostics, Failure, Phrase, message, phrase};
use rayon::prelude::*;

pub use self::coverage::Coverage;
pub use self::draw::Canvas;
use crate::cache::{self, CacheFolder};
use crate::file::{Contents, OutputFile};
use crate::picture::Purpose;

/// A picture to be drawn.
#[derive(Debug)]
pub struct Drawing {
    /// The path on the site.
    pub path: String,
    /// The hash of everything that it is made from.
    hash: String,
    svg: String,
}

/// The pictures of the site in one language.
#[derive(Debug, Default)]
pub struct Drawings {
    /// The pictures, each with a different path.
    pub list: Vec<Drawing>,
    /// The canvas that they are drawn on.
    pub canvas: Canvas,
    /// The path of the template below the site's root, for reporting problems with it.
    pub template: String,
}

/// Draws the pictures that are not in the cache, or all of them if everything is built anew, and returns the files of the
/// site.
///
/// # Errors
///
/// Returns [`Diagnostics`] if a drawing is not an SVG image, or an I/O error that names the file in the cache.
pub fn draw(
    root: &Path,
    drawings: &[Drawings],
    purpose: Purpose,
) -> Result<Result<Vec<OutputFile>, Diagnostics>, Failure> {
    let folder = CacheFolder::OpenGraph.path(root);
    // Pictures of two languages may be identical; then they are one picture.
    let by_path: BTreeMap<&String, (&Drawing, &Drawings)> = drawings
        .iter()
        .flat_map(|drawings| drawings.list.iter().map(move |drawing| (drawing, drawings)))
        .map(|drawn| (&drawn.0.path, drawn))
        .collect();
    let draw = |(drawing, drawings): &(&Drawing, &Drawings)| match cached(&folder, drawing) {
        Some(location) if purpose != Purpose::BuildAnew => Ok(Ok(location)),
        _ => drawn(&folder, drawing, &drawings.canvas),
    };
    let drawn: Result<Vec<_>, Failure> = by_path.par_iter().map(|(_, drawn)| draw(drawn)).collect();
    let mut diagnostics = Diagnostics::default();
    let mut files = Vec::new();
    for ((drawing, drawings), location) in by_path.values().zip(drawn?) {
        match location {
            Ok(location) => files.push(OutputFile {
                path: format!("site{}", drawing.path),
                contents: Contents::CopyOf(location),
            }),
            Err(reason) => diagnostics.push(not_an_image(&drawings.template, &reason)),
        }
    }
    if !diagnostics.is_empty() {
        return Ok(Err(diagnostics.sorted()));
    }
    Ok(Ok(files))
}

/// Returns the file of a picture in the cache; `None` if it has not been drawn.
fn cached(folder: &Path, drawing: &Drawing) -> Option<PathBuf> {
    Some(folder.join(name(drawing))).filter(|location| location.is_file())
}

/// Draws a picture and returns its file in the cache. The inner error is a problem with the drawing.
fn drawn(folder: &Path, drawing: &Drawing, canvas: &Canvas) -> Result<Result<PathBuf, String>, Failure> {
    match canvas.png(&drawing.svg) {
        Ok(bytes) => cache::keep(folder, &name(drawing), &bytes).map(Ok),
        Err(reason) => Ok(Err(reason)),
    }
}

fn name(drawing: &Drawing) -> String {
    format!("{}.png", drawing.hash)
}

/// Reports that the output of a template is not an SVG image.
#[must_use]
pub fn not_an_image(template: &str, reason: &str) -> Diagnostic {
    let reason = Phrase::in_english(reason);
    let message = message! {
        InvalidDrawing,
        en: "this is not an SVG image: {reason}",
        fr: "ceci n’est pas une image SVG : {reason}";
        reason
    };
    Diagnostic::of_file(template, message).with_hint(phrase! {
        en: "the position is in the output of the template, not in the template",
        fr: "la position est celle dans le résultat du gabarit, pas dans le gabarit"
    })
}
