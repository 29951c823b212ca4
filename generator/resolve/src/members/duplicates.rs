//! Members that are listed twice.

use std::collections::HashMap;
use std::hash::Hash;

use diagnostics::{message, phrase};
use yaml::{Reader, Spanned};

use super::ReadMember;

/// Reports a SIREN, a domain or a code of several members. A code is not repeated in the message.
pub(super) fn check_duplicates(reader: &mut Reader<'_>, members: &[ReadMember]) {
    report(reader, members, |member| member.siren.as_slice());
    report(reader, members, |member| &member.domains);
    report(reader, members, |member| member.code.as_slice());
}

/// Reports each of these values that a member before has too, or the same member before.
fn report<T: Eq + Hash>(
    reader: &mut Reader<'_>,
    members: &[ReadMember],
    values: impl Fn(&ReadMember) -> &[Spanned<T>],
) {
    let mut organisations = HashMap::new();
    let all = members.iter().flat_map(|member| values(member).iter().map(move |value| (member, value)));
    for (ReadMember { organisation, .. }, Spanned { value, span }) in all {
        let Some(first) = organisations.get(value) else {
            organisations.insert(value, organisation);
            continue;
        };
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
