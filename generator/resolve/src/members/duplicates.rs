//! Members that are listed twice.

use std::ops::Range;

use diagnostics::{message, phrase};
use yaml::{Reader, Spanned};

use super::ReadMember;

/// Reports a SIREN, a domain or a code of several members. A code is not repeated in the message.
pub(super) fn check_duplicates(reader: &mut Reader<'_>, members: &[ReadMember]) {
    let sirens = members.iter().flat_map(|member| occurrences(member, member.siren.as_ref()));
    let domains = members.iter().flat_map(|member| occurrences(member, &member.domains));
    let codes = members.iter().flat_map(|member| occurrences(member, member.code.as_ref()));
    report(reader, &sirens.collect::<Vec<_>>());
    report(reader, &domains.collect::<Vec<_>>());
    report(reader, &codes.collect::<Vec<_>>());
}

/// A value and the member that has it.
struct Occurrence<'a, T> {
    organisation: &'a str,
    value: &'a T,
    span: &'a Range<usize>,
}

fn occurrences<'a, T: 'a>(
    member: &'a ReadMember,
    values: impl IntoIterator<Item = &'a Spanned<T>>,
) -> impl Iterator<Item = Occurrence<'a, T>> {
    let occurrence = |Spanned { value, span }: &'a Spanned<T>| Occurrence {
        organisation: &member.organisation,
        value,
        span,
    };
    values.into_iter().map(occurrence)
}

fn report<T: PartialEq>(reader: &mut Reader<'_>, occurrences: &[Occurrence<'_, T>]) {
    for (index, Occurrence { value, span, .. }) in occurrences.iter().enumerate() {
        let Some(first) = occurrences[..index].iter().find(|other| other.value == *value) else { continue };
        let first = first.organisation;
        let message = message! {
            DuplicateMember,
            en: "this is also written for \"{first}\"",
            fr: "ceci est aussi écrit pour « {first} »"
        };
        let hint = phrase! {
            en: "remove one of them; each organisation is listed once",
            fr: "supprimez l’un des deux ; chaque organisme figure une seule fois"
        };
        reader.refuse(span, message, hint);
    }
}
