//! The pictures that other sites show with a link. They are drawn from SVG with only the theme's fonts, never the
//! machine's, so that the same site produces the same bytes everywhere.
//!
//! Pictures are cached in `.cache/open-graph` below the site's root, because drawing takes far longer than the rest
//! of a build. The name of a picture is derived from its source, so pages know its address before it is drawn.

mod coverage;
mod draw;

use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Failure, Phrase, message, phrase};

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

/// Where the pictures of a site are drawn, and which of them.
#[derive(Debug)]
pub struct DrawnPictures {
    /// The folder in the cache.
    folder: PathBuf,
    purpose: Purpose,
}

impl DrawnPictures {
    /// Returns the pictures of the site at `root`.
    pub fn of_site(root: &Path, purpose: Purpose) -> DrawnPictures {
        DrawnPictures { folder: CacheFolder::OpenGraph.path(root), purpose }
    }

    /// Draws a picture that is not in the cache, or any if everything is built anew, and returns its file on the site. The inner
    /// error is the reason why the drawing is not an SVG image.
    ///
    /// # Errors
    ///
    /// Returns an I/O error that names the file in the cache.
    pub fn draw(&self, drawing: &Drawing, canvas: &Canvas) -> Result<Result<OutputFile, String>, Failure> {
        let cached = Some(self.folder.join(name(drawing)));
        let cached = cached.filter(|location| self.purpose != Purpose::BuildAnew && location.is_file());
        let location = match cached {
            Some(location) => location,
            None => match canvas.png(&drawing.svg) {
                Ok(bytes) => cache::keep(&self.folder, &name(drawing), &bytes)?,
                Err(reason) => return Ok(Err(reason)),
            },
        };
        Ok(Ok(OutputFile { path: format!("site{}", drawing.path), contents: Contents::CopyOf(location) }))
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
