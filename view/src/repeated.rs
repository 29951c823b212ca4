//! `Repeated`: a part of several pages, of which templates share one value.
//!
//! A list of workshops takes more memory as a value of the template engine than all else about its page, and each workshop is in
//! several lists.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tera::{TeraResult, Value};

thread_local! {
    /// Whether data of this thread is being made a value for templates.
    static FOR_TEMPLATES: Cell<bool> = const { Cell::new(false) };
}

/// A part of several pages. Its clones share the data, and the value that templates see, which is made when it is first
/// needed. Otherwise it is serialised as the data itself.
pub struct Repeated<T>(Arc<Part<T>>);

struct Part<T> {
    data: T,
    value: Mutex<Option<Value>>,
}

/// Returns the value that templates see of some data.
///
/// # Errors
///
/// Returns an error if the data cannot be serialised.
pub(crate) fn value_for_templates(data: &impl Serialize) -> TeraResult<Value> {
    let _until_it_is_made = ForTemplates::begin();
    Value::try_from_serializable(data)
}

/// While this exists, data of this thread is made a value for templates.
struct ForTemplates {
    before: bool,
}

impl ForTemplates {
    fn begin() -> ForTemplates {
        ForTemplates { before: FOR_TEMPLATES.replace(true) }
    }
}

impl Drop for ForTemplates {
    fn drop(&mut self) {
        FOR_TEMPLATES.set(self.before);
    }
}

impl<T> Repeated<T> {
    /// Returns whether the value that templates see is kept.
    pub fn has_value(&self) -> bool {
        self.0.value.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Frees the memory of the value that templates see. It is made again if it is needed.
    pub fn free_value(&self) {
        *self.0.value.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl<T: Clone> Repeated<T> {
    /// Returns the data, or a copy of it if other clones share it.
    pub fn into_data(self) -> T {
        Arc::try_unwrap(self.0).map_or_else(|part| part.data.clone(), |part| part.data)
    }
}

impl<T: Serialize> Repeated<T> {
    fn value(&self) -> TeraResult<Value> {
        let mut value = self.0.value.lock().unwrap_or_else(PoisonError::into_inner);
        match &*value {
            Some(value) => Ok(value.clone()),
            None => Ok(value.insert(value_for_templates(&self.0.data)?).clone()),
        }
    }
}

impl<T: Serialize> Serialize for Repeated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match FOR_TEMPLATES.get() {
            // The template engine adopts a value that it finds in data.
            true => self.value().map_err(S::Error::custom)?.serialize(serializer),
            false => self.0.data.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Repeated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Repeated<T>, D::Error> {
        T::deserialize(deserializer).map(Repeated::from)
    }
}

impl<T> From<T> for Repeated<T> {
    fn from(data: T) -> Repeated<T> {
        Repeated(Arc::new(Part { data, value: Mutex::default() }))
    }
}

impl<T> Clone for Repeated<T> {
    fn clone(&self) -> Repeated<T> {
        Repeated(Arc::clone(&self.0))
    }
}

impl<T> Deref for Repeated<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.data
    }
}

impl<T: PartialEq> PartialEq for Repeated<T> {
    fn eq(&self, other: &Repeated<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.data == other.0.data
    }
}

impl<T: Eq> Eq for Repeated<T> {}

impl<T: fmt::Debug> fmt::Debug for Repeated<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.data.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::panic::{self, AssertUnwindSafe};

    use super::*;

    /// Counts how often it is serialised.
    #[derive(Default)]
    struct Counted(Cell<u32>);

    impl Serialize for Counted {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.set(self.0.get() + 1);
            [1, 2].serialize(serializer)
        }
    }

    #[test]
    fn its_value_for_templates_is_made_once() {
        let part = Repeated::from(Counted::default());
        let list = vec![part.clone(), part.clone()];
        let expected = Value::from_serializable(&[[1, 2], [1, 2]]);
        assert_eq!(value_for_templates(&list).unwrap(), expected);
        assert_eq!(value_for_templates(&list).unwrap(), expected);
        assert_eq!(part.0.data.0.get(), 1);
        part.free_value();
        assert_eq!(value_for_templates(&list).unwrap(), expected);
        assert_eq!(part.0.data.0.get(), 2);
    }

    struct Panics;

    impl Serialize for Panics {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("it cannot be serialised")
        }
    }

    #[test]
    fn data_is_not_for_templates_after_a_panic() {
        let part = Repeated::from(Panics);
        let made = panic::catch_unwind(AssertUnwindSafe(|| value_for_templates(&part)));
        assert!(made.is_err() && !FOR_TEMPLATES.get());
    }

    #[test]
    fn it_is_serialised_as_its_data() {
        let part = Repeated::from(Counted::default());
        // That templates have seen it makes no difference.
        let seen = value_for_templates(&part).unwrap();
        for times in [2, 3] {
            assert_eq!(Value::from_serializable(&part), seen);
            assert_eq!(part.0.data.0.get(), times);
        }
        let read = Repeated::<Vec<u32>>::deserialize(seen).unwrap();
        assert_eq!(read, Repeated::from(vec![1, 2]));
    }
}
