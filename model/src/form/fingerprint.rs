//! What a page tells about the form that it shows, so that a post from an older page can be told which questions have
//! changed since, although nobody keeps older forms.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Field, Form};

/// Hexadecimal digits of a question's digest: of a hundred questions that changed, fewer than one in a thousand forms
/// would have one whose digest is that of an older question, and it would only lack its mark.
const DIGEST_LENGTH: usize = 6;

impl Form {
    /// What the hidden field [`FORM_HASH_FIELD`](super::FORM_HASH_FIELD) carries: the form's hash, `-` and a digest of
    /// each question, 6 hexadecimal digits long, one after the other.
    pub fn fingerprint(&self) -> String {
        let digests: String = self.fields().map(digest).collect();
        format!("{}-{digests}", self.hash())
    }
}

/// A fingerprint as it was posted. It is the sender's word: nothing but marks may depend on its digests.
pub(crate) struct Fingerprint<'a> {
    hash: &'a str,
    digests: &'a str,
}

impl Fingerprint<'_> {
    /// Reads what was posted; a text without digests is a hash.
    pub(crate) fn read(posted: &str) -> Fingerprint<'_> {
        let (hash, digests) = posted.split_once('-').unwrap_or((posted, ""));
        Fingerprint { hash, digests }
    }

    /// Whether it is that of this form.
    pub(crate) fn is_of(&self, form: &Form) -> bool {
        self.hash == form.hash()
    }

    /// Whether it tells which questions the form had.
    pub(crate) fn tells_questions(&self) -> bool {
        !self.digests.is_empty()
    }

    /// Whether the form had exactly this question.
    pub(crate) fn has(&self, field: &Field) -> bool {
        let digest = digest(field);
        self.digests.as_bytes().chunks(DIGEST_LENGTH).any(|posted| posted == digest.as_bytes())
    }
}

/// A digest of what people read and answer. What is said about a wrong answer and what a browser fills in is left out:
/// with other words for that, the question is still the same.
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
    // Serialising plain data into memory has no way to fail; an empty text would only leave questions unmarked.
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
    fn a_fingerprint_is_of_its_form_and_has_its_questions() {
        let form = form(vec![text("a"), text("b")]).unwrap();
        let posted = form.fingerprint();
        assert_eq!(posted.len(), 16 + 1 + 2 * DIGEST_LENGTH);
        let read = Fingerprint::read(&posted);
        assert!(read.is_of(&form) && read.tells_questions());
        assert!(form.fields().all(|field| read.has(field)) && !read.has(&text("c")));
    }

    #[test]
    fn a_hash_alone_is_of_its_form_and_tells_no_questions() {
        let form = form(vec![text("a")]).unwrap();
        let read = Fingerprint::read(form.hash());
        assert!(read.is_of(&form) && !read.tells_questions() && !read.has(&text("a")));
        assert!(!Fingerprint::read("").is_of(&form));
    }

    #[test]
    fn a_question_is_another_when_what_is_read_or_answered_changes() {
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
