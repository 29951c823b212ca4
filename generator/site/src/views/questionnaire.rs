//! The page of a questionnaire, and the link to it from its workshop's page.

use addresses::Permalink;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::programme::Workshop;
use model::questionnaire::Questionnaire;
use theme::{Page, View};
use view::questionnaire::{QuestionnaireSummaryView, QuestionnaireView, questionnaire_action};
use view::terms::questionnaire_form;
use view::words::WordsError;

use super::{Site, page, state_on};

/// Returns the page of a workshop's questionnaire at this address, if it has one. Search engines should not list it: it
/// is for people who were asked to fill it in, and useless after it closes.
pub(super) fn questionnaire_page(
    site: Site<'_>,
    permalink: &Permalink,
    workshop: &CatalogueWorkshop,
) -> Result<Option<Page>, WordsError> {
    let Some((name, questionnaire)) = workshop.forms.first_key_value() else { return Ok(None) };
    let state = state(site, questionnaire);
    // A page built before the opening is served until after it, so it already contains the form.
    let takes_form = state != OfferState::Closed && !workshop.cancelled;
    let action = questionnaire_action(workshop, name);
    let form = || {
        let form = questionnaire_form(questionnaire, site.form_words);
        form.map(|form| site.forms.empty(form, &action))
    };
    let view = QuestionnaireView {
        form: takes_form.then(form).transpose()?,
        ..QuestionnaireView::new(workshop, questionnaire, state)
    };
    let parameters = [("questionnaire", questionnaire.title.as_str()), ("workshop", &workshop.title)];
    let title = site.renderer.words().text("title.questionnaire", &parameters)?;
    let mut page = page(permalink, "questionnaire.html", &title, "", View::Questionnaire(view));
    page.head.indexed = false;
    Ok(Some(page))
}

/// Returns the questionnaire of a workshop that is open on the day as of which the site is built.
pub(super) fn open_questionnaire(site: Site<'_>, workshop: &Workshop) -> Option<QuestionnaireSummaryView> {
    let mut forms = workshop.forms.values().filter(|_| !workshop.is_cancelled());
    let open = forms.find(|questionnaire| state(site, questionnaire) == OfferState::Open)?;
    Some(QuestionnaireSummaryView::new(open, OfferState::Open))
}

fn state(site: Site<'_>, questionnaire: &Questionnaire) -> OfferState {
    let opens = questionnaire.opens.unwrap_or(Timestamp::MIN);
    state_on(site.today, opens, questionnaire.closes, site.renderer)
}
