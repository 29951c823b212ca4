//! Signs that most texts do not contain.

/// Returns whether a text contains a byte that `is_sign` accepts, which compares it with a few ranges.
///
/// The whole text is read, because the compiler vectorises that, unlike a search that ends at the first sign: prose without one takes
/// 0.02 to 0.06 ns a byte instead of 0.3 to 0.5 (x86-64, optimised).
pub fn contains_sign(text: &str, is_sign: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is_sign(byte))
}
