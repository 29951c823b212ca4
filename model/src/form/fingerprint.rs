//! The fingerprint of the form that a page shows. From the fingerprint in a submission, the handler can identify
//! the questions that have changed since the page was loaded, although older forms are not kept.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Field, Form};

/// The length of a question's digest, in hexadecimal digits. If a hundred questions change, fewer than one form in
/// a thousand contains a question whose new digest matches an old one, and that question would merely not be marked
/// as changed.
const DIGEST_LENGTH: usize = 6;

impl Form {
    /// Returns the value of the hidden field [`FORM_HASH_FIELD`](super::FORM_HASH_FIELD): the form's hash, `-` and
    /// the digests of all questions, 6 hexadecimal digits each, without separators.
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| {
            let digests: String = self.fields().map(digest).collect();
            format!("{}-{digests}", self.hash()).into_boxed_str()
        })
    }
}

/// A submitted fingerprint. It comes from the client and cannot be trusted: its digests may only decide which
/// questions are marked as changed.
pub(crate) struct Fingerprint<'a> {
    hash: &'a str,
    digests: &'a str,
}

impl Fingerprint<'_> {
    /// Parses a submitted value; a text without digests is taken as a hash.
    pub(crate) fn read(posted: &str) -> Fingerprint<'_> {
        let (hash, digests) = posted.split_once('-').unwrap_or((posted, ""));
        Fingerprint { hash, digests }
    }

    /// Returns whether this is the fingerprint of the form.
    pub(crate) fn is_of(&self, form: &Form) -> bool {
        self.hash == form.hash()
    }

    /// Returns whether the fingerprint contains digests of the questions.
    pub(crate) fn has_digests(&self) -> bool {
        !self.digests.is_empty()
    }

    /// Returns whether the page showed exactly this question.
    pub(crate) fn has(&self, field: &Field) -> bool {
        let digest = digest(field);
        self.digests.as_bytes().chunks(DIGEST_LENGTH).any(|posted| posted == digest.as_bytes())
    }
}

/// Returns a digest of the parts of a question that people read and answer. It ignores error texts and autofill:
/// when these change, the question remains the same.
fn digest(field: &Field) -> String {
    let Field {
        name,
        label,
        hint,
        kind,
        required,
        show_if,
        initial: _,
        autocomplete: _,
        errors: _,
        language: _,
    } = field;
    // Serialising plain data into memory cannot fail. An empty text would merely leave questions unmarked.
    let json = serde_json::to_vec(&(name, label, hint, kind, required, show_if)).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(json)[..DIGEST_LENGTH / 2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::tests::{field, form};
    use crate::form::{FieldErrors, FieldKind, ShowIf};

    fn text(name: &str) -> Field {
        field(name, FieldKind::Text { max_length: 10 })
    }

    #[test]
    fn a_fingerprint_matches_its_form_and_contains_its_questions() {
        let form = form(vec![text("a"), text("b")]).unwrap();
        let posted = form.fingerprint();
        assert_eq!(posted.len(), 16 + 1 + 2 * DIGEST_LENGTH);
        let read = Fingerprint::read(posted);
        assert!(read.is_of(&form) && read.has_digests());
        assert!(form.fields().all(|field| read.has(field)) && !read.has(&text("c")));
    }

    #[test]
    fn a_hash_alone_matches_its_form_and_has_no_questions() {
        let form = form(vec![text("a")]).unwrap();
        let read = Fingerprint::read(form.hash());
        assert!(read.is_of(&form) && !read.has_digests() && !read.has(&text("a")));
        assert!(!Fingerprint::read("").is_of(&form));
    }

    #[test]
    fn a_question_changes_with_what_people_read_or_answer() {
        let was = text("a");
        let changed = [
            Field { label: "Other".into(), ..was.clone() },
            Field { hint: Some("Other".into()), ..was.clone() },
            Field { kind: FieldKind::Text { max_length: 9 }, ..was.clone() },
            Field { required: !was.required, ..was.clone() },
            Field { show_if: Some(ShowIf { field: "b".into(), equals: "c".into() }), ..was.clone() },
        ];
        assert!(changed.iter().all(|field| digest(field) != digest(&was)));
        let errors = FieldErrors { missing: "Other".into(), invalid: "Other".into() };
        assert_eq!(digest(&Field { errors, ..was.clone() }), digest(&was));
    }
}
