//! `Shared`: a value with several owners.
//!
//! Most of a workshop is its terms, questionnaires and mails, which are the same in the catalogue, in the published content and in
//! each language into which they are not translated.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that its clones share until one of them is changed, which copies it first. It is serialised as the value itself.
#[derive(Default, PartialEq, Eq)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Returns whether two clones still share the value.
    pub fn ptr_eq(one: &Shared<T>, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&one.0, &other.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shared<T>, D::Error> {
        T::deserialize(deserializer).map(Shared::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_concerns_only_the_clone_that_is_changed() {
        let one = Shared::from(vec![1]);
        let mut other = one.clone();
        assert!(Shared::ptr_eq(&one, &other), "clones share the value");
        other.push(2);
        assert!(!Shared::ptr_eq(&one, &other));
        assert_eq!((&*one, &*other), (&vec![1], &vec![1, 2]));
    }

    #[test]
    fn it_is_serialised_as_the_value() {
        let json = serde_json::to_string(&Shared::from(vec![1])).unwrap();
        assert_eq!(json, "[1]");
        assert_eq!(serde_json::from_str::<Shared<Vec<u8>>>(&json).unwrap(), Shared::from(vec![1]));
    }
}
