//! Forms as templates see them.

use std::sync::{PoisonError, RwLock};

use model::form::Form;
use view::form::FormView;

/// The number of forms that are kept. What templates see of one takes some 200 KB.
const KEPT: usize = 4;

/// The forms in a language that were made last, with what templates see of them: workshops with the same fees, limits and questions
/// have the same form. How often a form is used does not matter.
#[derive(Debug, Default)]
pub(crate) struct Forms(RwLock<Vec<(Form, FormView)>>);

impl Forms {
    /// Returns a form without any input, which is submitted to the path `action`.
    pub(crate) fn empty(&self, form: Form, action: &str) -> FormView {
        let known = known(&self.0.read().unwrap_or_else(PoisonError::into_inner), &form, action);
        known.unwrap_or_else(|| self.keep(FormView::empty(&form, action), form))
    }

    /// Returns what templates see of a form, and keeps it unless another thread has done so meanwhile.
    fn keep(&self, view: FormView, form: Form) -> FormView {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known(&kept, &form, &view.action) {
            return known;
        }
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((form, view.clone()));
        view
    }
}

fn known(kept: &[(Form, FormView)], form: &Form, action: &str) -> Option<FormView> {
    let (_, view) = kept.iter().find(|(known, _)| known == form)?;
    Some(FormView { action: action.to_owned(), ..view.clone() })
}

#[cfg(test)]
mod tests {
    use std::ptr;

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

    #[test]
    fn the_forms_that_were_made_last_share_their_groups() {
        let forms = Forms::default();
        let groups = |legend| forms.empty(form(legend), "/a").groups;
        let first = groups(0);
        (1..KEPT).for_each(|legend| drop(groups(legend)));
        assert!(ptr::eq(&*first, &*groups(0)));
        let last = groups(KEPT);
        assert!(ptr::eq(&*last, &*groups(KEPT)));
        assert!(!ptr::eq(&*first, &*groups(0)), "the first was replaced");
    }

    #[test]
    fn a_form_that_two_threads_make_is_kept_once() {
        let forms = Forms::default();
        let made = || forms.keep(FormView::empty(&form(0), "/a"), form(0)).groups;
        let (one, other) = (made(), made());
        assert!(ptr::eq(&*one, &*other));
        assert_eq!(forms.0.read().unwrap().len(), 1);
    }
}
