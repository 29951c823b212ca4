//! Percent-encoding of file names in addresses (RFC 3986), applied once, when an address becomes an `href`.

use std::borrow::Cow;

use diagnostics::composed;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986, section 2.3) and the slash between names.
const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Characters that an editor cannot write literally in the target of a link.
const AWKWARD: &str = "\"#%()<>?[\\]`";

/// Number of `#` and `?` in a target that are tried as the end of a name.
const MOST_ENDS: usize = 8;

/// Encodes a path on the site for an `href`.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, RESERVED).to_string()
}

/// Decodes a path to the names of files.
pub fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

/// Encodes a path as an editor would write it as the target of a link.
pub fn written(path: &str) -> String {
    let write = |c: char| match c.is_whitespace() || AWKWARD.contains(c) {
        true => encoded(c.encode_utf8(&mut [0; 4])),
        false => c.to_string(),
    };
    path.chars().map(write).collect()
}

/// Returns the possible readings of a target as the path of a file and the rest, likeliest first. A name may or may
/// not be percent-encoded, and may contain an unencoded `#` or `?`.
pub fn readings(target: &str) -> impl Iterator<Item = (String, &str)> {
    let ends = target.match_indices(['#', '?']).map(|(end, _)| end).take(MOST_ENDS);
    ends.chain([target.len()]).flat_map(move |end| {
        let (path, suffix) = target.split_at(end);
        let plain = Some(path).filter(|path| path.contains('%')).map(str::to_owned);
        // Decoded text is normalised, as the names of files were when they were read.
        let names = std::iter::once(decoded(path).into_owned()).chain(plain);
        names.map(move |path| (composed(path), suffix))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_unreserved_characters_are_encoded_once() {
        for (path, href) in [
            ("/a/n#1.pdf", "/a/n%231.pdf"),
            ("/q?.pdf", "/q%3F.pdf"),
            ("/50%.pdf", "/50%25.pdf"),
            ("/Bilan d’été (1).pdf", "/Bilan%20d%E2%80%99%C3%A9t%C3%A9%20%281%29.pdf"),
            ("/a-b_c.d~e/1", "/a-b_c.d~e/1"),
            ("/a&b+c=d;e:f@g!h*i'j,k$.pdf", "/a%26b%2Bc%3Dd%3Be%3Af%40g%21h%2Ai%27j%2Ck%24.pdf"),
        ] {
            assert_eq!(encoded(path), href);
            assert_eq!(decoded(href), path);
        }
        assert_eq!(written("été (1) #2.pdf"), "été%20%281%29%20%232.pdf");
    }

    #[test]
    fn a_target_is_read_first_as_an_address_and_last_as_a_name() {
        let read =
            |target| -> Vec<_> { readings(target).map(|(path, suffix)| (path, suffix.to_owned())).collect() };
        let pair = |path: &str, suffix: &str| (path.to_owned(), suffix.to_owned());
        assert_eq!(read("a.md#b"), [pair("a.md", "#b"), pair("a.md#b", "")]);
        assert_eq!(read("a%20b"), [pair("a b", ""), pair("a%20b", "")]);
        assert_eq!(read("50%"), [pair("50%", ""), pair("50%", "")]);
        assert!(read(&"#".repeat(100_000)).len() <= 2 * MOST_ENDS + 2);
    }
}
