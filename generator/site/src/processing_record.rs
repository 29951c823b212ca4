//! The record of processing (Article 30(1) of the GDPR) about registrations and questionnaires, derived from the forms.

use std::collections::BTreeSet;
use std::path::Path;

use diagnostics::{Phrase, ToolLanguage, phrase};
use jiff::civil::Date;
use resolve::SpecialQuestion;
use view::site::PrivacyView;
use view::words::WordsError;

use crate::check;
use crate::edition::Edition;
use crate::options::BuildError;
use crate::views::Site;
use crate::views::personal_data::{self, FormKind, Terms};

/// Returns the record as Markdown: in this language, with the labels of forms in it if the site has it. What only the
/// organiser knows is left to complete, in square brackets.
///
/// # Errors
///
/// Returns the same errors as [`check`](crate::check()).
pub fn processing_record(root: &Path, today: Date, language: ToolLanguage) -> Result<String, BuildError> {
    let record = check::with_editions(root, today, |editions| record(editions, today, language))?;
    Ok(record?)
}

fn record(editions: &[Edition<'_>], today: Date, language: ToolLanguage) -> Result<String, WordsError> {
    let of_language = |edition: &&Edition<'_>| edition.language.config.language.value == language.tag();
    let Some(main) = editions.first() else { return Ok(String::new()) };
    let site = editions.iter().find(of_language).unwrap_or(main).site();
    let PrivacyView { controller, contact, .. } = &site.facts.privacy;
    let heading = phrase! {
        en: "# Record of processing activities\n\nArticle 30(1) of the GDPR. Derived from the forms of the site on {today}; \
             complete what is in square brackets.\n\n- **Controller**: {controller}\n- **Contact for personal data**: {contact}\n\
             - **Data protection officer**: [to be completed: contact details, if there is one]",
        fr: "# Registre des activités de traitement\n\nArticle 30, § 1, du RGPD. Tiré des formulaires du site le {today} ; \
             complétez ce qui est entre crochets.\n\n- **Responsable du traitement** : {controller}\n\
             - **Contact pour les données personnelles** : {contact}\n\
             - **Délégué à la protection des données** : [à compléter : coordonnées, s’il y en a un]"
    };
    let mut parts = vec![heading.text(language).to_owned()];
    for kind in FormKind::ALL {
        if let Some(activity) = activity(kind, site, main.site(), language)? {
            parts.push(activity);
        }
    }
    Ok(parts.join("\n\n"))
}

/// Returns the entry about the forms of a kind; `None` if the site has none.
fn activity(
    kind: FormKind,
    site: Site<'_>,
    main: Site<'_>,
    language: ToolLanguage,
) -> Result<Option<String>, WordsError> {
    let groups = personal_data::asked(kind, site)?;
    if groups.is_empty() {
        return Ok(None);
    }
    let words = site.renderer.words();
    let mut data = String::new();
    for group in &groups {
        let (heading, labels) = (&group.heading, group.labels(words)?);
        let group = match labels.is_empty() {
            true => Phrase::same(heading.as_str()),
            false => phrase! { en: "{heading}: {labels}", fr: "{heading} : {labels}" },
        };
        data.push_str(&format!("\n  - {}", group.text(language)));
    }
    let Terms { purpose, legal_basis, months } = kind.terms(&site.facts.privacy);
    let recipients = &site.facts.privacy.recipients;
    let (title, people, stored) = match kind {
        FormKind::Registration => (registrations(), registrants(), stored_registration()),
        FormKind::Questionnaire => (answers(), respondents(), stored_answer()),
    };
    let (special, security) = (special(kind, main), security());
    let entry = phrase! {
        en: "## {title}\n\n- **Purpose**: {purpose}\n- **Legal basis**: {legal_basis}\n- **Data subjects**: {people}\n\
             - **Data that the forms ask for**:{data}\n- **Data that is stored as well**: {stored}\n\
             - **Special categories (Article 9)**: {special}\n- **Recipients**: {recipients}\n\
             - **Transfers outside the European Union**: [to be completed: “none”, or the safeguards]\n\
             - **Erasure**: {months} months after the last session of the workshop\n- **Security**: {security}",
        fr: "## {title}\n\n- **Finalité** : {purpose}\n- **Base légale** : {legal_basis}\n- **Personnes concernées** : {people}\n\
             - **Données que demandent les formulaires** :{data}\n- **Données enregistrées en plus** : {stored}\n\
             - **Catégories particulières (article 9)** : {special}\n- **Destinataires** : {recipients}\n\
             - **Transferts hors de l’Union européenne** : [à compléter : « aucun », ou les garanties]\n\
             - **Effacement** : {months} mois après la dernière séance de l’atelier\n- **Sécurité** : {security}";
        title, people, stored, special, security
    };
    Ok(Some(entry.text(language).to_owned()))
}

/// Returns the questions of forms of a kind whose answers are of a special category: those that state so, and those that invite
/// such data by their words, which the organiser has to check.
fn special(kind: FormKind, main: Site<'_>) -> Phrase {
    let workshops = main.content.places.values();
    let questions: Vec<_> = workshops.flat_map(|places| kind.special_questions(places)).collect();
    let labels = |is_listed: fn(&SpecialQuestion) -> bool| {
        let listed = questions.iter().filter(|question| is_listed(question));
        let labels: BTreeSet<_> = listed.map(|question| question.label.trim()).collect();
        labels.into_iter().collect::<Vec<_>>().join(" / ")
    };
    let (stated, invited) = (labels(|it| it.is_stated), labels(|it| !it.is_stated));
    let is_stated = phrase! { en: "asked for with explicit consent: {stated}", fr: "demandées avec un accord explicite : {stated}" };
    let is_invited = phrase! {
        en: "[to be checked, because they seem to ask for such data without explicit consent: {invited}]",
        fr: "[à vérifier, car elles semblent en demander sans accord explicite : {invited}]"
    };
    match (stated.is_empty(), invited.is_empty()) {
        (true, true) => {
            phrase! { en: "the forms do not ask for any", fr: "les formulaires n’en demandent pas" }
        }
        (false, true) => is_stated,
        (true, false) => is_invited,
        (false, false) => {
            phrase! { en: "{is_stated}; {is_invited}", fr: "{is_stated} ; {is_invited}"; is_stated, is_invited }
        }
    }
}

fn registrations() -> Phrase {
    phrase! { en: "Registrations for workshops", fr: "Inscriptions aux ateliers" }
}

fn answers() -> Phrase {
    phrase! { en: "Answers to questionnaires", fr: "Réponses aux questionnaires" }
}

fn registrants() -> Phrase {
    phrase! {
        en: "people who register, and those whom they register",
        fr: "les personnes qui s’inscrivent, et celles qu’elles inscrivent"
    }
}

fn respondents() -> Phrase {
    phrase! { en: "people who answer", fr: "les personnes qui répondent" }
}

fn stored_registration() -> Phrase {
    phrase! {
        en: "dates and states of the registration, language, mails that were sent; absences from sessions, if the club records \
             them, to choose the mails that follow; for two hours, a keyed hash of the network address; until the mail is \
             sent, the address typed to find a registration; until it is confirmed or no longer can be, another address proposed \
             for the contact; until a last mail is sent, an address that was replaced",
        fr: "dates et états de l’inscription, langue, courriels envoyés ; absences aux séances, si le club les relève, pour \
             choisir les courriels qui suivent ; pendant deux heures, une empreinte chiffrée de l’adresse IP ; jusqu’à \
             l’envoi du courriel, l’adresse saisie pour retrouver une inscription ; tant qu’elle peut être confirmée, une autre \
             adresse proposée pour le contact ; jusqu’à l’envoi d’un dernier courriel, une adresse remplacée"
    }
}

fn stored_answer() -> Phrase {
    phrase! {
        en: "date of the answer, language; for two hours, a keyed hash of the network address",
        fr: "date de la réponse, langue ; pendant deux heures, une empreinte chiffrée de l’adresse IP"
    }
}

fn security() -> Phrase {
    phrase! {
        en: "encrypted transport and storage; personal pages at secret addresses; access of the organisers only; no personal \
             data in logs; automatic erasure [to be completed: measures of the club]",
        fr: "transport et stockage chiffrés ; pages personnelles à des adresses secrètes ; accès des seuls organisateurs ; aucune \
             donnée personnelle dans les journaux ; effacement automatique [à compléter : mesures du club]"
    }
}
