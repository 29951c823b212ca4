//! The page of a questionnaire, and whether its workshop's page leads there.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::programme::Workshop;
use model::questionnaire::Questionnaire;
use theme::{Page, View};
use view::form::FormView;
use view::questionnaire::{QuestionnaireSummaryView, QuestionnaireView, questionnaire_action};
use view::words::WordsError;

use super::{Site, page, state_on};

/// The page of a workshop's questionnaire, if it has one. Search engines are not to list it: it is for those who were
/// asked, and after the closing date of no use to anybody.
pub(super) fn questionnaire_page(
    site: Site<'_>,
    workshop: &CatalogueWorkshop,
) -> Result<Option<Page>, WordsError> {
    let permalink = site.addresses.questionnaire(&workshop.slug);
    let Some((permalink, (name, questionnaire))) = permalink.zip(workshop.forms.first_key_value()) else {
        return Ok(None);
    };
    let state = state(site, questionnaire);
    // A page built before the opening serves until after it, so it has the form already.
    let takes_form = state != OfferState::Closed && !workshop.cancelled;
    let action = questionnaire_action(workshop, name);
    let view = QuestionnaireView {
        form: takes_form.then(|| FormView::empty(&questionnaire.form, &action)),
        ..QuestionnaireView::new(workshop, questionnaire, state)
    };
    let parameters = [("questionnaire", questionnaire.title.as_str()), ("workshop", &workshop.title)];
    let title = site.renderer.words().text("title.questionnaire", &parameters)?;
    let mut page = page(permalink, "questionnaire.html", &title, "", View::Questionnaire(view));
    page.head.indexed = false;
    Ok(Some(page))
}

/// The questionnaire of a workshop that can be filled in on the day as of which the site is built.
pub(super) fn open_questionnaire(site: Site<'_>, workshop: &Workshop) -> Option<QuestionnaireSummaryView> {
    let mut forms = workshop.forms.values().filter(|_| !workshop.is_cancelled());
    let open = forms.find(|questionnaire| state(site, questionnaire) == OfferState::Open)?;
    Some(QuestionnaireSummaryView::new(open, OfferState::Open))
}

fn state(site: Site<'_>, questionnaire: &Questionnaire) -> OfferState {
    let opens = questionnaire.opens.unwrap_or(Timestamp::MIN);
    state_on(site.today, opens, questionnaire.closes, site.renderer)
}
