//! Which files are published as they are.

/// What may lie beside the home page, plain pages and speakers; in a workshop's folder anything may.
const ATTACHMENTS: [&str; 21] = [
    "avif", "bmp", "docx", "gif", "heic", "heif", "jpeg", "jpg", "mp3", "ods", "odt", "odp", "pdf", "png",
    "pptx", "svg", "tif", "tiff", "webp", "xlsx", "zip",
];

/// Whether a file may lie beside a page and be linked to, by the extension of its name.
pub fn is_attachment(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ATTACHMENTS.contains(&extension.as_str()))
}
