//! A fee of an offer.

use diagnostics::{message, phrase};
use model::membership::MembersOnly;
use model::offer::{Attends, Fee, FeeBasis};
use yaml::{Node, Reader, Spanned};

use crate::{Context, prose};

/// The values of `members_only`.
const MEMBERS_ONLY: &[(&str, MembersOnly)] =
    &[("reject", MembersOnly::Reject), ("review", MembersOnly::Review), ("inform", MembersOnly::Inform)];

/// The values of `basis`.
const BASIS: &[(&str, FeeBasis)] = &[("workshop", FeeBasis::Workshop), ("session", FeeBasis::Session)];

/// Reads a fee. Where registrants do not choose sessions, one per session is reported.
pub(super) fn fee(
    reader: &mut Reader<'_>,
    node: &Node,
    attends: Attends,
    context: &Context<'_>,
) -> Option<Spanned<Fee>> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let category = fields.required(reader, "category", yaml::spanned(yaml::slug));
    let label = fields.required(reader, "label", prose);
    let amount = fields.required(reader, "amount", yaml::amount);
    let note = fields.optional(reader, "note", prose);
    let basis = fields.optional(reader, "basis", yaml::one_of(BASIS)).unwrap_or(FeeBasis::Workshop);
    let members_only = fields.optional(reader, "members_only", yaml::one_of(MEMBERS_ONLY));
    if basis == FeeBasis::Session && attends == Attends::All {
        let message = message! {
            FeePerSession,
            en: "registrants do not choose sessions here, so a fee cannot be per session",
            fr: "on ne choisit pas ses séances ici, donc un tarif ne peut pas être par séance"
        };
        let hint = phrase! {
            en: "write `attends: choose` above, or `basis: workshop`",
            fr: "écrivez `attends: choose` plus haut, ou `basis: workshop`"
        };
        reader.refuse(&fields.span_of("basis"), message, hint);
    }
    fields.finish(reader);
    let Spanned { value: category, span } = category?;
    let fee = Fee { category, label: label?, note, language: None, amount: amount?, basis, members_only };
    Some(Spanned { value: fee, span })
}
