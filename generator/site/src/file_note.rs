//! The note after a link to a file, such as `(PDF, 245 Ko)`, which warns of large downloads.

use view::renderer::Wording;

/// Returns the type and size of a file in the words of `content.attachment`; `None` if the theme lacks them.
pub(crate) fn file_note(path: &str, bytes: u64, wording: &Wording) -> Option<String> {
    let words = wording.words();
    let (key, amount) = rounded(bytes);
    let amount = wording.formats().tenths(amount);
    let size = words.text(key, &[("amount", &amount)]).ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit_once('.').map(|(_, extension)| extension.to_uppercase());
    match kind {
        Some(kind) => words.text("content.attachment", &[("kind", &kind), ("size", &size)]).ok(),
        None => words.text("content.attachment_size", &[("size", &size)]).ok(),
    }
}

/// Returns the key of the unit and the size in tenths of it. Units are decimal (SI), as in file managers, and small
/// files count as one kilobyte; tenths are shown only below ten megabytes.
fn rounded(bytes: u64) -> (&'static str, i64) {
    let rounded = |unit: u64| i64::try_from(bytes.saturating_add(unit / 2) / unit).unwrap_or(i64::MAX / 10);
    match bytes {
        0..999_500 => ("content.kilobytes", rounded(1000).max(1) * 10),
        999_500..9_950_000 => ("content.megabytes", rounded(100_000)),
        _ => ("content.megabytes", rounded(1_000_000) * 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_for_readers() {
        for (bytes, key, tenths) in [
            (0, "content.kilobytes", 10),
            (244_600, "content.kilobytes", 2450),
            (999_499, "content.kilobytes", 9990),
            (999_500, "content.megabytes", 10),
            (1_249_999, "content.megabytes", 12),
            (9_949_999, "content.megabytes", 99),
            (12_400_000, "content.megabytes", 120),
        ] {
            assert_eq!(rounded(bytes), (key, tenths), "{bytes}");
        }
    }
}
