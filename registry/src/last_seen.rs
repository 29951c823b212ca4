//! The counters as this program last saw them. They suggest which attempt will succeed, and spare those that will not: a
//! transaction that fails costs as much as one that succeeds.
//!
//! A counter here may be outdated, so it decides only about the order of operations and about reads. Each write has its
//! own conditions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::slug::Slug;

use crate::counter::{Counter, WaitingChange};

/// The last known counter of each workshop.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastSeen(Arc<Mutex<BTreeMap<Slug, Counter>>>);

impl LastSeen {
    /// Returns the last known counter of a workshop, or zeros if it is unknown.
    pub(crate) fn of(&self, workshop: &Slug) -> Counter {
        self.counters().get(workshop).cloned().unwrap_or_default()
    }

    /// Remembers a counter.
    pub(crate) fn remember(&self, workshop: &Slug, counter: Counter) {
        self.counters().insert(workshop.clone(), counter);
    }

    /// Counts registrations that joined or left the waiting list by a write of this program.
    pub(crate) fn count(&self, workshop: &Slug, change: WaitingChange) {
        let mut counters = self.counters();
        let counter = counters.entry(workshop.clone()).or_default();
        counter.waiting = match change {
            WaitingChange::Unchanged => counter.waiting,
            WaitingChange::Joins => counter.waiting.saturating_add(1),
            WaitingChange::Leaves(count) => counter.waiting.saturating_sub(count),
        };
    }

    fn counters(&self) -> MutexGuard<'_, BTreeMap<Slug, Counter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
