//! `privacy` in `site.yaml`: what forms say of what becomes of the answers.

use view::site::RetentionView;
use yaml::{Node, Reader, Spanned};

use super::spanned_default;

/// What the privacy notice says.
#[derive(Clone, Debug)]
pub struct Privacy {
    pub controller: String,
    pub purpose: String,
    pub legal_basis: String,
    pub recipients: String,
    pub retention: RetentionView,
    /// What it says instead beside a questionnaire.
    pub questionnaires: Option<QuestionnairePrivacy>,
    pub contact: String,
    /// The page that says more, as a link.
    pub page: Spanned<String>,
    /// The language of its sentences, in a further language of the site into which they are not translated.
    pub language: Option<String>,
}

/// Its sentences in a further language of the site.
#[derive(Clone, Debug)]
pub(super) struct PrivacyTexts {
    controller: String,
    purpose: String,
    legal_basis: String,
    recipients: String,
    questionnaires: Option<QuestionnairePrivacy>,
}

/// What the privacy notice says beside a questionnaire.
#[derive(Clone, Debug)]
pub struct QuestionnairePrivacy {
    /// What the answers are for.
    pub purpose: String,
    /// What allows the controller to keep the answers.
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
    let contact = fields.required(reader, "contact", yaml::email);
    let page = fields.required(reader, "page", yaml::spanned(yaml::text));
    fields.finish(reader);
    Some(Privacy {
        controller: controller?,
        purpose: purpose?,
        legal_basis: legal_basis?,
        recipients: recipients?,
        retention: retention?,
        questionnaires,
        contact: contact?,
        page: page?,
        language: None,
    })
}

impl PrivacyTexts {
    /// Reads `privacy` of a translation. All or nothing is translated: half a notice informs nobody.
    pub(super) fn read(reader: &mut Reader<'_>, node: &Node, main: &Privacy) -> Option<PrivacyTexts> {
        let mut fields = reader.fields(node)?;
        let controller = fields.required(reader, "controller", yaml::text);
        let purpose = fields.required(reader, "purpose", yaml::text);
        let legal_basis = fields.required(reader, "legal_basis", yaml::text);
        let recipients = fields.required(reader, "recipients", yaml::text);
        let questionnaires = match main.questionnaires {
            Some(_) => fields.required(reader, "questionnaires", questionnaires),
            None => None,
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
    /// The same with these sentences or, without any, as it is, in the site's own language `main`.
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

/// Stands in where it cannot be read.
pub(super) fn no_privacy() -> Privacy {
    Privacy {
        controller: String::new(),
        purpose: String::new(),
        legal_basis: String::new(),
        recipients: String::new(),
        retention: RetentionView { registrations: 1, questionnaires: 1 },
        questionnaires: None,
        contact: String::new(),
        page: spanned_default(0..0),
        language: None,
    }
}
