//! SVG → PNG. Pure: fonts come with the theme, and neither files nor addresses that an image refers to are read.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::coverage::Coverage;

/// What is drawn on: a size in pixels, and fonts to write with.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    fonts: Arc<Database>,
    coverage: Coverage,
    /// What is written with where the image names no family, or none that there is.
    family: String,
    /// The bytes of the fonts, one after the other.
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

impl Canvas {
    /// A canvas for `fonts`, the bytes of TrueType and OpenType files.
    pub(super) fn new(fonts: impl Iterator<Item = Vec<u8>>, width: u32, height: u32) -> Canvas {
        let mut database = Database::new();
        let mut bytes = Vec::new();
        for font in fonts {
            bytes.extend_from_slice(&font);
            database.load_font_data(font);
        }
        let first = database.faces().next().and_then(|face| face.families.first());
        let family = first.map_or_else(String::new, |(name, _)| name.clone());
        database.set_serif_family(family.clone());
        database.set_sans_serif_family(family.clone());
        let coverage = Coverage::new(&database);
        Canvas { fonts: Arc::new(database), coverage, family, bytes, width, height }
    }

    /// The bytes of the fonts, which the picture depends on.
    pub(super) fn fonts(&self) -> &[u8] {
        &self.bytes
    }

    /// The characters that can be written.
    pub(super) fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether a text is an SVG image; the error says why not.
    pub(super) fn check(&self, svg: &str) -> Result<(), String> {
        self.tree(svg).map(|_| ())
    }

    /// The image as a PNG file, as large as the canvas; the error says what is wrong with it.
    pub(super) fn png(&self, svg: &str) -> Result<Vec<u8>, String> {
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
