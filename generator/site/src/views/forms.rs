//! Forms as templates see them.

use std::sync::{PoisonError, RwLock};

use model::form::Form;
use view::form::FormView;

/// The number of forms that are kept. What templates see of one takes some 200 KB.
const KEPT: usize = 4;

/// The latest forms in a language, with what templates see of them: workshops with the same fees, limits and questions have the
/// same form.
#[derive(Debug, Default)]
pub(crate) struct Forms(RwLock<Vec<(Form, FormView)>>);

impl Forms {
    /// Returns a form without any input, which is submitted to the path `action`.
    pub(crate) fn empty(&self, form: Form, action: &str) -> FormView {
        if let Some(known) = self.known(&form) {
            return FormView { action: action.to_owned(), ..known };
        }
        let view = FormView::empty(&form, action);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((form, view.clone()));
        view
    }

    fn known(&self, form: &Form) -> Option<FormView> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == form).map(|(_, view)| view.clone())
    }
}

#[cfg(test)]
mod tests {
    use model::form::FieldGroup;

    use super::*;

    fn form(legend: usize) -> Form {
        let legend = legend.to_string();
        let (name, fields) = ("a".to_owned(), Vec::new());
        Form::new(vec![FieldGroup { name, legend, hint: None, optional: false, show_if: None, fields }])
            .unwrap()
    }

    #[test]
    fn a_known_form_is_as_a_new_one() {
        let forms = Forms::default();
        for action in ["/a", "/b"] {
            for legend in 0..KEPT + 2 {
                for _ in 0..2 {
                    assert_eq!(forms.empty(form(legend), action), FormView::empty(&form(legend), action));
                }
            }
        }
        assert_eq!(forms.0.read().unwrap().len(), KEPT);
    }
}
