//! The checks of an offer's fees and periods. A questionnaire's period is checked in the same way.

use std::ops::Range;

use diagnostics::{Phrase, message, phrase};
use jiff::Timestamp;
use jiff::civil::DateTime;
use model::offer::Fee;
use model::seats::WaitingList;
use yaml::{Reader, Spanned};

use super::instant;
use crate::Context;

/// Reports missing fees, and fees that do not fit together. `list` is the place of their list.
pub(super) fn check_fees(reader: &mut Reader<'_>, fees: &[Spanned<Fee>], list: &Range<usize>) {
    let Some(first) = fees.first() else {
        // Fees that exist but are unreadable were already reported.
        let text = reader.file.text();
        let written = &text[list.clone()];
        if written.trim().is_empty() || written.starts_with('[') {
            let message = message! { NoFees, en: "there are no fees", fr: "il n’y a pas de tarif" };
            let hint = phrase! {
                en: "write at least one `- category: …` with `label` and `amount`, which may be `0 EUR`",
                fr: "écrivez au moins un `- category: …` avec `label` et `amount`, qui peut être `0 EUR`"
            };
            reader.refuse(list, message, hint);
        }
        return;
    };
    for (index, fee) in fees.iter().enumerate() {
        if fees[..index].iter().any(|other| other.value.category == fee.value.category) {
            let category = &fee.value.category;
            let message = message! {
                DuplicateFee,
                en: "the category `{category}` is written twice",
                fr: "la catégorie `{category}` est écrite deux fois"
            };
            let hint = phrase! {
                en: "give each fee a different category",
                fr: "donnez à chaque tarif sa propre catégorie"
            };
            reader.refuse(&fee.span, message, hint);
        }
        if fee.value.amount.currency != first.value.amount.currency {
            let code = first.value.amount.currency.code();
            let message = message! {
                MixedCurrencies,
                en: "this fee is not in the same currency as the first",
                fr: "ce tarif n’est pas dans la même monnaie que le premier"
            };
            let hint = phrase! {
                en: "write all amounts in `{code}`, so that they can be added up",
                fr: "écrivez tous les montants en `{code}`, pour qu’ils puissent s’additionner"
            };
            reader.refuse(&fee.span, message, hint);
        }
    }
}

/// Reports a limit of an organisation's seats below the participants of one registration, and one without a waiting list:
/// further registrations of the organisation have to wait.
pub(super) fn check_limit(
    reader: &mut Reader<'_>,
    limit: Option<&Spanned<u32>>,
    max_participants: u32,
    waiting_list: WaitingList,
) {
    let Some(limit) = limit else { return };
    if limit.value < max_participants {
        let message = message! {
            OrganisationLimit,
            en: "one registration may have {max_participants} participants, but an organisation fewer seats",
            fr: "une inscription peut compter {max_participants} participants, mais un organisme a moins de places"
        };
        let hint = phrase! {
            en: "write at least {max_participants}, or lower `max_participants`",
            fr: "écrivez au moins {max_participants}, ou baissez `max_participants`"
        };
        reader.refuse(&limit.span, message, hint);
    }
    if waiting_list == WaitingList::None {
        let message = message! {
            OrganisationLimit,
            en: "further registrations of an organisation have to wait, but there is no waiting list",
            fr: "les autres inscriptions d’un organisme doivent attendre, mais il n’y a pas de liste d’attente"
        };
        let hint = phrase! {
            en: "remove `waiting_list: false`, or this line",
            fr: "supprimez `waiting_list: false`, ou cette ligne"
        };
        reader.refuse(&limit.span, message, hint);
    }
}

/// Reports that the form, called `named` in the message, closes before it opens.
pub(crate) fn check_order(
    reader: &mut Reader<'_>,
    named: &Phrase,
    opens: Timestamp,
    closes: &Spanned<Timestamp>,
) {
    if closes.value <= opens {
        let message = message! {
            FormOrder,
            en: "{named} closes before it opens",
            fr: "{named} ferme avant d’ouvrir";
            named
        };
        let hint = phrase! {
            en: "a date alone means the day's start in `opens` and its end in `closes`; change one of them",
            fr: "une date seule est le début du jour dans `opens` et sa fin dans `closes` ; changez l’une des deux"
        };
        reader.refuse(&closes.span, message, hint);
    }
}

/// Reports that the form, called `named` in the message, is still open after the workshop.
pub(crate) fn check_end(
    reader: &mut Reader<'_>,
    named: &Phrase,
    closes: &Spanned<Timestamp>,
    last_end: DateTime,
    context: &Context<'_>,
) {
    if instant(last_end, context).is_some_and(|end| closes.value > end) {
        let message = message! {
            LateClosing,
            en: "{named} closes after the last session has ended",
            fr: "{named} ferme après la fin de la dernière séance";
            named
        };
        let (date, time) = (last_end.date(), last_end.strftime("%H:%M"));
        let hint = phrase! {
            en: "it ends on {date} at {time}; a date alone means the end of that day, so write an earlier one, or add a time \
                 of day",
            fr: "elle finit le `{date}` à `{time}` ; une date seule est la fin du jour : écrivez une date antérieure, ou \
                 ajoutez une heure"
        };
        reader.refuse(&closes.span, message, hint);
    }
}
