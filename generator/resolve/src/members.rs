//! Members: `members.yaml` beside `content`, which no page shows.

mod duplicates;
mod public_mail;

use content::load::{MEMBERS, Sources};
use diagnostics::{Diagnostic, Diagnostics, message, phrase};
use model::contact::domain;
use model::membership::{CodeHash, MIN_CODE_LENGTH, Member, Members};
use model::siren::Siren;
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader, Spanned};

use self::duplicates::check_duplicates;
use self::public_mail::is_public_mail;
use crate::{Content, limits};

/// Nine digits with any separators. The check digit is not part of the form.
const SIREN: Form = Form { name: "siren", pattern: "([^0-9A-Za-z]*[0-9]){9}[^0-9A-Za-z]*" };

/// Labels of letters, digits and inner hyphens, at least two of them.
const DOMAIN: Form = Form { name: "domain", pattern: "[^\\s@/.]+(\\.[^\\s@/.]+)+" };

/// A member as it is written.
pub(super) struct ReadMember {
    organisation: String,
    siren: Option<Spanned<Siren>>,
    domains: Vec<Spanned<String>>,
    code: Option<Spanned<CodeHash>>,
}

/// Reads the members. A site without fees for members needs no file.
pub(super) fn members(sources: &Sources, diagnostics: &mut Diagnostics) -> Members {
    let Some(file) = &sources.members else { return Members::default() };
    let Some(node) = yaml::parse_file(file, diagnostics) else { return Members::default() };
    let mut reader = Reader::new(file, diagnostics);
    let members = list(&mut reader, &node).unwrap_or_default();
    check_duplicates(&mut reader, &members);
    let member = |ReadMember { siren, domains, code, .. }| Member {
        siren: siren.map(|siren| siren.value),
        domains: domains.into_iter().map(|domain| domain.value).collect(),
        code: code.map(|code| code.value),
    };
    Members { members: members.into_iter().map(member).collect() }
}

/// Reports fees for members if there is no list of members, without which each registrant would be unknown.
pub fn check_members(sources: &Sources, content: &Content, diagnostics: &mut Diagnostics) {
    let is_missing = sources.members.is_none() && !sources.unreadable.contains(MEMBERS);
    let mut workshops = content.programme.workshops.values();
    let for_members =
        workshops.find(|it| it.offer.as_deref().is_some_and(model::offer::Offer::has_fees_for_members));
    if let Some(workshop) = for_members.filter(|_| is_missing) {
        let slug = &workshop.slug;
        let message = message! {
            MissingFile,
            en: "this file is missing, but `{slug}` has a fee with `members_only`",
            fr: "ce fichier manque, mais `{slug}` a un tarif avec `members_only`"
        };
        let hint = phrase! {
            en: "list the members in it, beside `content`, or remove `members_only` from the fee",
            fr: "indiquez-y les adhérents, à côté de `content`, ou supprimez `members_only` du tarif"
        };
        diagnostics.push(Diagnostic::of_file(MEMBERS, message).with_hint(hint));
    }
}

/// Reads the entries of the file.
pub(super) fn list(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<ReadMember>> {
    yaml::list_up_to(limits::MAX_MEMBERS, member)(reader, node)
}

fn member(reader: &mut Reader<'_>, node: &Node) -> Option<ReadMember> {
    let mut fields = reader.fields(node)?;
    let organisation = fields.required(reader, "organisation", yaml::text);
    let siren = fields.optional(reader, "siren", yaml::spanned(siren));
    let domains = fields.optional(reader, "domains", yaml::list(yaml::spanned(domain)));
    let code = fields.optional(reader, "code", yaml::spanned(code));
    let is_recognisable = ["siren", "domains", "code"].iter().any(|key| fields.has(key));
    fields.finish(reader);
    if !is_recognisable && organisation.is_some() {
        let message = message! {
            UnrecognisableMember,
            en: "nothing shows who belongs to this member",
            fr: "rien ne permet de reconnaître cet adhérent"
        };
        let hint = phrase! {
            en: "add its `siren`, the `domains` of its e-mail addresses or a `code`",
            fr: "ajoutez son `siren`, les domaines de ses adresses électroniques (`domains`) ou un `code`"
        };
        reader.refuse(&node.span, message, hint);
    }
    Some(ReadMember { organisation: organisation?, siren, domains: domains.unwrap_or_default(), code })
}

fn siren(reader: &mut Reader<'_>, node: &Node) -> Option<Siren> {
    let text = yaml::text_as(reader, node, TextKind::Form(&SIREN))?;
    let siren = Siren::parse(&text);
    if siren.is_err() {
        let message = message! {
            InvalidSiren,
            en: "`{text}` is not a SIREN",
            fr: "`{text}` n’est pas un numéro SIREN"
        };
        let hint = phrase! {
            en: "write the 9 digits of the organisation, such as `732 829 320`: the first 9 of its SIRET; check each of them",
            fr: "écrivez les 9 chiffres de l’organisme, comme `732 829 320` : les 9 premiers de son SIRET ; vérifiez-les un à un"
        };
        reader.refuse(&node.span, message, hint);
    }
    siren.ok()
}

fn domain(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = yaml::text_as(reader, node, TextKind::Form(&DOMAIN))?;
    let ascii = domain::to_ascii(&text).filter(|ascii| ascii.contains('.'));
    let Some(domain) = ascii else {
        let message = message! {
            MemberDomain,
            en: "`{text}` is not the domain of e-mail addresses",
            fr: "`{text}` n’est pas le domaine d’adresses électroniques"
        };
        let hint = phrase! {
            en: "write what follows the `@`, such as `habitat.example`",
            fr: "écrivez ce qui suit l’`@`, comme `habitat.example`"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    };
    if is_public_mail(&domain) {
        let message = message! {
            MemberDomain,
            en: "anyone can have an address at `{domain}`",
            fr: "tout le monde peut avoir une adresse `{domain}`"
        };
        let hint = phrase! {
            en: "write a domain that only this organisation uses, or recognise it by its `siren` or a `code`",
            fr: "écrivez un domaine que seul cet organisme utilise, ou reconnaissez-le à son `siren` ou à un `code`"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(domain)
}

/// Reads a code as its hash, so that no later stage knows the code. Messages do not repeat it.
fn code(reader: &mut Reader<'_>, node: &Node) -> Option<CodeHash> {
    let code = CodeHash::of_secret(&yaml::text(reader, node)?);
    if code.is_err() {
        let message = message! {
            ShortMemberCode,
            en: "this code is too easy to guess",
            fr: "ce code est trop facile à deviner"
        };
        let hint = phrase! {
            en: "write at least {MIN_CODE_LENGTH} letters and digits, chosen at random",
            fr: "écrivez au moins {MIN_CODE_LENGTH} lettres et chiffres, tirés au hasard"
        };
        reader.refuse(&node.span, message, hint);
    }
    code.ok()
}
