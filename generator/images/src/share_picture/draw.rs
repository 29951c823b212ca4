//! Converts SVG to PNG. Pure: the theme provides the fonts, and files and addresses in an image are never read.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use sha2::{Digest, Sha256};

use super::Drawing;
use super::coverage::Coverage;

/// Must change when the same drawing gives different bytes, as with a new version of resvg or another PNG encoding.
const DRAWN_BY: &[u8] = b"resvg 0.49, 2";

/// A canvas: a size in pixels and the fonts.
#[derive(Debug, Default)]
pub struct Canvas {
    fonts: Arc<Database>,
    coverage: Coverage,
    /// The font family for text that names none or an unknown one.
    family: String,
    /// The hash of the fonts and the program, to which each picture adds its own data.
    base: Sha256,
    width: u32,
    height: u32,
}

impl Canvas {
    /// Creates a canvas for `fonts`, the bytes of TrueType and OpenType files.
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

    /// Returns a picture of `svg` with this name, as an address below `/assets/`. It is drawn later.
    #[must_use]
    pub fn drawing(&self, name: &str, svg: String) -> Drawing {
        let digest = self.base.clone().chain_update(&svg).finalize();
        let hash = HEXLOWER.encode(&digest[..8]);
        Drawing { path: format!("/assets/{name}.{hash}.png"), hash, svg }
    }

    /// Returns the characters that can be drawn.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Returns whether a picture is a valid SVG image.
    ///
    /// # Errors
    ///
    /// Returns the reason if it is not.
    pub fn check(&self, drawing: &Drawing) -> Result<(), String> {
        self.tree(&drawing.svg).map(|_| ())
    }

    /// Returns the image as a PNG file of the canvas's size, or the reason why it is invalid.
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
