//! SVG → PNG. Pure: fonts come with the theme, and neither files nor addresses that an image refers to are read.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use sha2::{Digest, Sha256};

use super::Drawing;
use super::coverage::Coverage;

/// To be raised when the same drawing gives other bytes: with another version of resvg, or another way to write PNG.
const DRAWN_BY: &[u8] = b"resvg 0.49, 2";

/// What is drawn on: a size in pixels, and fonts to write with.
#[derive(Debug, Default)]
pub struct Canvas {
    fonts: Arc<Database>,
    coverage: Coverage,
    /// What is written with where the image names no family, or none that there is.
    family: String,
    /// The hash of the fonts and of the program, which the name of each picture goes on with.
    base: Sha256,
    width: u32,
    height: u32,
}

impl Canvas {
    /// A canvas for `fonts`, the bytes of TrueType and OpenType files.
    pub fn new(fonts: impl Iterator<Item = Vec<u8>>, width: u32, height: u32) -> Canvas {
        let mut database = Database::new();
        let mut base = Sha256::new().chain_update(DRAWN_BY);
        for font in fonts {
            base.update(&font);
            database.load_font_data(font);
        }
        let first = database.faces().next().and_then(|face| face.families.first());
        let family = first.map_or_else(String::new, |(name, _)| name.clone());
        database.set_serif_family(family.clone());
        database.set_sans_serif_family(family.clone());
        let coverage = Coverage::new(&database);
        Canvas { fonts: Arc::new(database), coverage, family, base, width, height }
    }

    /// A picture of that name, as an address below `/assets/`, that shows `svg`. It is drawn later.
    #[must_use]
    pub fn drawing(&self, name: &str, svg: String) -> Drawing {
        let digest = self.base.clone().chain_update(&svg).finalize();
        let hash = HEXLOWER.encode(&digest[..8]);
        Drawing { path: format!("/assets/{name}.{hash}.png"), hash, svg }
    }

    /// The characters that can be written.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether a picture shows an SVG image.
    ///
    /// # Errors
    ///
    /// Why it does not.
    pub fn check(&self, drawing: &Drawing) -> Result<(), String> {
        self.tree(&drawing.svg).map(|_| ())
    }

    /// The image as a PNG file, as large as the canvas; the error says what is wrong with it.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, String> {
        let tree = self.tree(svg)?;
        let mut pixels = Pixmap::new(self.width, self.height).ok_or("it has no size")?;
        let (across, down) =
            (self.width as f32 / tree.size().width(), self.height as f32 / tree.size().height());
        resvg::render(&tree, Transform::from_scale(across, down), &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| error.to_string())
    }

    fn tree(&self, svg: &str) -> Result<Tree, String> {
        let options = Options {
            fontdb: Arc::clone(&self.fonts),
            font_family: self.family.clone(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: ImageHrefResolver::default_data_resolver(),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        Tree::from_str(svg, &options).map_err(|error| error.to_string())
    }
}
