//! The editor's program, as `editor/build.mjs` builds it from pinned packages. Scripts and texts are compressed in
//! `vendor/`; fonts are by themselves.

use std::io::Read;

use flate2::read::GzDecoder;

const COMPRESSED: [(&str, &[u8]); 2] = [
    ("editor.js", include_bytes!("../vendor/editor.js.gz")),
    ("LICENSES.txt", include_bytes!("../vendor/LICENSES.txt.gz")),
];

macro_rules! font {
    ($name:literal) => {
        (concat!("assets/", $name), include_bytes!(concat!("../vendor/assets/", $name)).as_slice())
    };
}

const FONTS: [(&str, &[u8]); 3] = [
    font!("material-symbols-outlined-latin-wght-normal-_Z1IJPLg.woff2"),
    font!("noto-mono-latin-400-normal-DiC8lJru.woff2"),
    font!("source-sans-3-latin-wght-normal-BqRLTx4X.woff2"),
];

/// Returns the names of all files, relative to the page, and their contents.
pub(crate) fn files() -> Vec<(String, Vec<u8>)> {
    let fonts = FONTS.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    let compressed = COMPRESSED.map(|(name, bytes)| (name.to_owned(), decompressed(bytes)));
    fonts.into_iter().chain(compressed).collect()
}

fn decompressed(bytes: &[u8]) -> Vec<u8> {
    let mut contents = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut contents).expect("`editor/build.mjs` compressed the file");
    contents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_finds_its_fonts() {
        let files = files();
        let (_, script) = files.iter().find(|(name, _)| name == "editor.js").unwrap();
        let script = String::from_utf8(script.clone()).unwrap();
        for (name, _) in FONTS {
            assert!(script.contains(name), "{name}");
        }
    }
}
