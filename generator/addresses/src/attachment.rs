//! The kinds of files that can be published as attachments.

/// Extensions of files that may be beside the home page, plain pages and speakers. A workshop's folder may contain
/// any file.
const ATTACHMENTS: [&str; 21] = [
    "avif", "bmp", "docx", "gif", "heic", "heif", "jpeg", "jpg", "mp3", "ods", "odt", "odp", "pdf", "png",
    "pptx", "svg", "tif", "tiff", "webp", "xlsx", "zip",
];

/// Returns whether a file may be beside a page and be linked to, by the extension of its name.
pub fn is_attachment(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ATTACHMENTS.contains(&extension.as_str()))
}
