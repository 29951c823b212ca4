//! The fonts for drawing pictures. They are not published: pages use fonts of the visitor's device.

use diagnostics::Failure;

use super::layers::Layer;
use super::merged;

/// Returns the fonts of all layers, sorted by name.
///
/// # Errors
///
/// Returns an error if a file cannot be read.
pub(super) fn load(layers: &[Layer]) -> Result<Vec<Vec<u8>>, Failure> {
    let is_font =
        |name: &str| [".ttf", ".otf"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let fonts = merged(layers, "fonts").into_iter().filter(|(name, _)| is_font(name));
    fonts.map(|(_, location)| Ok(location.read()?.into_owned())).collect()
}
