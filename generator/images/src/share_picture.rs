//! The pictures that other sites show with a link: drawn from SVG with the theme's own fonts and nothing of the machine's,
//! so that the same site gives the same bytes everywhere.
//!
//! What was drawn is kept in `.cache/open-graph` below the site's root: drawing takes far longer than the rest of a build.
//! A picture is named by what it is drawn from, so pages know its address before it is drawn.

mod coverage;
mod draw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Diagnostics};
use rayon::prelude::*;

pub use self::coverage::Coverage;
pub use self::draw::Canvas;
use crate::cache::{self, Kind};
use crate::file::{Contents, OutputFile};

/// A picture as it is to be drawn.
#[derive(Debug)]
pub struct Drawing {
    /// Its path on the site.
    pub path: String,
    /// The hash of all that it is made from.
    hash: String,
    svg: String,
}

/// The pictures of the site in one language.
#[derive(Debug, Default)]
pub struct Drawings {
    /// The pictures, each under a path of its own.
    pub list: Vec<Drawing>,
    /// What they are drawn on.
    pub canvas: Canvas,
    /// The path of the template below the site's root, for problems with it.
    pub template: String,
}

/// Draws what was not drawn by an earlier build, in the site's cache; the files of the site.
///
/// # Errors
///
/// [`Diagnostics`] when a drawing is not an SVG image, or an I/O error of the cache, which names the file.
pub fn draw(root: &Path, drawings: &[&Drawings]) -> anyhow::Result<Result<Vec<OutputFile>, Diagnostics>> {
    let folder = Kind::OpenGraph.folder(root);
    // Two languages may well say the same, and then it is one picture.
    let by_path: BTreeMap<&String, (&Drawing, &Drawings)> = drawings
        .iter()
        .flat_map(|drawings| drawings.list.iter().map(move |drawing| (drawing, *drawings)))
        .map(|drawn| (&drawn.0.path, drawn))
        .collect();
    let draw = |(drawing, drawings): &(&Drawing, &Drawings)| drawn(&folder, drawing, &drawings.canvas);
    let drawn: anyhow::Result<Vec<_>> = by_path.par_iter().map(|(_, drawn)| draw(drawn)).collect();
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

/// The file of a picture in the cache, which is drawn if it is not there; inside, what is wrong with the drawing.
fn drawn(folder: &Path, drawing: &Drawing, canvas: &Canvas) -> anyhow::Result<Result<PathBuf, String>> {
    let name = format!("{}.png", drawing.hash);
    let location = folder.join(&name);
    if location.is_file() {
        return Ok(Ok(location));
    }
    match canvas.png(&drawing.svg) {
        Ok(bytes) => cache::keep(folder, &name, &bytes).map(Ok),
        Err(reason) => Ok(Err(reason)),
    }
}

/// Reports that what a template gives is not an SVG image.
#[must_use]
pub fn not_an_image(template: &str, reason: &str) -> Diagnostic {
    let problem = Diagnostic::of_file(template, format!("this is not an SVG image: {reason}"));
    problem.with_hint("the place is that in what the template gives, not in the template")
}
