//! Domain names, including internationalised ones.

use icu_properties::CodePointMapData;
use icu_properties::props::Script;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Returns a domain in lower-case ASCII, with internationalised labels as A-labels (RFC 5890, UTS #46); `None` if
/// the text is not a valid domain.
pub fn to_ascii(domain: &str) -> Option<String> {
    let (letters_and_hyphens, no_hyphen_at_ends) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii =
        Uts46::new().to_ascii(domain.as_bytes(), letters_and_hyphens, no_hyphen_at_ends, DnsLength::Verify);
    ascii.ok().map(|ascii| ascii.into_owned())
}

/// Returns a domain in readable form. Internationalised labels appear in their native script, unless a label mixes
/// scripts, which is how look-alike domains are made.
pub fn readable(domain: &str) -> String {
    let shown = |label: &[char], _: &[char], _: bool| is_of_one_script(label);
    let (readable, _) =
        Uts46::new().to_user_interface(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, shown);
    readable.into_owned()
}

fn is_of_one_script(label: &[char]) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let of = label.iter().map(|character| scripts.get(*character));
    // Digits, hyphens and combining marks occur in all scripts.
    let mut of = of.filter(|script| ![Script::Common, Script::Inherited].contains(script));
    let first = of.next();
    of.all(|script| Some(script) == first)
}
