//! `privacy` in `site.yaml`: the text of the privacy notice below each form.

use view::site::RetentionView;
use yaml::{Node, Reader, Spanned};

use super::spanned_default;

/// The content of the privacy notice.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// The controller, with an address.
    pub controller: String,
    /// Why registrations are stored.
    pub purpose: String,
    /// The legal basis for storing them.
    pub legal_basis: String,
    /// Who can read them.
    pub recipients: String,
    /// How long they are kept.
    pub retention: RetentionView,
    /// The parts that differ beside a questionnaire.
    pub questionnaires: Option<QuestionnairePrivacy>,
    /// Whether nothing is missing because of a problem that was reported.
    pub is_complete: bool,
    /// The e-mail address for requests about personal data.
    pub contact: String,
    /// The page with the full privacy policy, as a link.
    pub page: Spanned<String>,
    /// The language of the sentences if they are not translated into the language of the page.
    pub language: Option<String>,
}

/// The sentences of the privacy notice in a further language.
#[derive(Clone, Debug)]
pub(super) struct PrivacyTexts {
    controller: String,
    purpose: String,
    legal_basis: String,
    recipients: String,
    questionnaires: Option<QuestionnairePrivacy>,
}

/// The parts of the privacy notice that are specific to questionnaires.
#[derive(Clone, Debug)]
pub struct QuestionnairePrivacy {
    /// The purpose of the answers.
    pub purpose: String,
    /// The legal basis for storing the answers.
    pub legal_basis: String,
}

/// Reads `privacy`.
pub(super) fn privacy(reader: &mut Reader<'_>, node: &Node) -> Option<Privacy> {
    let mut fields = reader.fields(node)?;
    let controller = fields.required(reader, "controller", yaml::text);
    let purpose = fields.required(reader, "purpose", yaml::text);
    let legal_basis = fields.required(reader, "legal_basis", yaml::text);
    let recipients = fields.required(reader, "recipients", yaml::text);
    let retention = fields.required(reader, "retention", retention);
    let questionnaires = fields.optional(reader, "questionnaires", questionnaires);
    let is_complete = questionnaires.is_some() || !fields.has("questionnaires");
    let contact = fields.required(reader, "contact", yaml::email);
    let page = fields.required(reader, "page", yaml::spanned(super::path));
    fields.finish(reader);
    Some(Privacy {
        controller: controller?,
        purpose: purpose?,
        legal_basis: legal_basis?,
        recipients: recipients?,
        retention: retention?,
        questionnaires,
        is_complete,
        contact: contact?,
        page: page?,
        language: None,
    })
}

impl PrivacyTexts {
    /// Reads `privacy` of a translation. All sentences must be translated: a partial one would mislead registrants.
    pub(super) fn read(reader: &mut Reader<'_>, node: &Node, main: &Privacy) -> Option<PrivacyTexts> {
        let mut fields = reader.fields(node)?;
        let controller = fields.required(reader, "controller", yaml::text);
        let purpose = fields.required(reader, "purpose", yaml::text);
        let legal_basis = fields.required(reader, "legal_basis", yaml::text);
        let recipients = fields.required(reader, "recipients", yaml::text);
        let questionnaires = match main.questionnaires.is_some() || reader.is_describing() {
            true => fields.required_if(true, reader, "questionnaires", questionnaires),
            false if !main.is_complete => fields.optional(reader, "questionnaires", questionnaires),
            false => None,
        };
        fields.finish(reader);
        Some(PrivacyTexts {
            controller: controller?,
            purpose: purpose?,
            legal_basis: legal_basis?,
            recipients: recipients?,
            questionnaires,
        })
    }
}

impl Privacy {
    /// Returns the notice with translated sentences or, without a translation, marked as being in the main language.
    pub(super) fn in_words_of(&self, texts: Option<PrivacyTexts>, main: &str) -> Privacy {
        match texts {
            Some(PrivacyTexts { controller, purpose, legal_basis, recipients, questionnaires }) => {
                Privacy { controller, purpose, legal_basis, recipients, questionnaires, ..self.clone() }
            }
            None => Privacy { language: Some(main.to_owned()), ..self.clone() },
        }
    }
}

fn retention(reader: &mut Reader<'_>, node: &Node) -> Option<RetentionView> {
    let mut fields = reader.fields(node)?;
    let registrations = fields.required(reader, "registrations", yaml::number_in_months);
    let questionnaires = fields.required(reader, "questionnaires", yaml::number_in_months);
    fields.finish(reader);
    Some(RetentionView { registrations: registrations?, questionnaires: questionnaires? })
}

fn questionnaires(reader: &mut Reader<'_>, node: &Node) -> Option<QuestionnairePrivacy> {
    let mut fields = reader.fields(node)?;
    let purpose = fields.required(reader, "purpose", yaml::text);
    let legal_basis = fields.required(reader, "legal_basis", yaml::text);
    fields.finish(reader);
    Some(QuestionnairePrivacy { purpose: purpose?, legal_basis: legal_basis? })
}

/// Returns the placeholder for an unreadable notice.
pub(super) fn no_privacy() -> Privacy {
    Privacy {
        controller: String::new(),
        purpose: String::new(),
        legal_basis: String::new(),
        recipients: String::new(),
        retention: RetentionView { registrations: 1, questionnaires: 1 },
        questionnaires: None,
        is_complete: false,
        contact: String::new(),
        page: spanned_default(0..0),
        language: None,
    }
}
