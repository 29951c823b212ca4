//! Extracts the questionnaire that a URL names.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::offer::OfferState;
use model::questionnaire::Questionnaire;
use model::slug::Slug;
use registry::Deadline;
use view::edition::Edition;

use super::address;
use crate::abuse::Pressure;
use crate::error::{AppError, AppResult};
use crate::pending_pressure::PendingPressure;
use crate::services::Services;

/// A questionnaire of a workshop, in the language of the page that sent the request.
pub(crate) struct QuestionnaireForm {
    pub(crate) services: Arc<Services>,
    main: Arc<CatalogueWorkshop>,
    /// The additional language of the questionnaire; `None` if it is not translated.
    language: Option<String>,
    /// The identifier of the questionnaire within the workshop.
    pub(crate) name: Slug,
    /// The rate of requests from the sender.
    pub(crate) pressure: Pressure,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Deadline,
}

impl FromRequestParts<Arc<Services>> for QuestionnaireForm {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<QuestionnaireForm, AppError> {
        let (named, form): (String, String) = address::segments(parts).await;
        let main = address::with_questionnaires(services, &named)?.ok_or(AppError::UnknownWorkshop)?;
        let unknown = || AppError::UnknownForm(main.slug.clone());
        let form: Slug = form.parse().map_err(|_| unknown())?;
        let language = address::language(&parts.uri);
        let translated = services.editions.of_workshop(&main, language.as_deref()).workshop(&main);
        // An untranslated questionnaire is shown in the site's main language.
        let is_translated = translated.forms.contains_key(&form);
        if !is_translated && !main.forms.contains_key(&form) {
            return Err(unknown());
        }
        Ok(QuestionnaireForm {
            language: language.filter(|_| is_translated),
            main,
            name: form,
            pressure: PendingPressure::of(&parts.extensions).known().await,
            now: (services.clock)(),
            deadline: address::deadline(parts),
            services: Arc::clone(services),
        })
    }
}

impl QuestionnaireForm {
    /// Returns the workshop in the site's main language.
    pub(crate) fn main(&self) -> &CatalogueWorkshop {
        &self.main
    }

    /// Returns the workshop in the language of the questionnaire.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        self.edition().workshop(&self.main)
    }

    /// Returns the site in the language of the questionnaire.
    pub(crate) fn edition(&self) -> &Edition {
        self.services.editions.of_workshop(&self.main, self.language.as_deref())
    }

    /// Returns the questions.
    pub(crate) fn form(&self) -> AppResult<&Form> {
        let form = self.edition().questionnaire_form(&self.main, &self.name);
        let form = form.map_err(|error| AppError::broken(&self.main, error))?;
        form.ok_or_else(|| AppError::UnknownForm(self.main.slug.clone()))
    }

    /// Returns the questionnaire.
    pub(crate) fn questionnaire(&self) -> &Questionnaire {
        self.workshop().forms.get(&self.name).expect("it was found when the URL was read")
    }

    /// Returns whether the questionnaire is open now.
    pub(crate) fn state(&self) -> OfferState {
        self.questionnaire().state(self.now)
    }
}
