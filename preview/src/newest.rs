//! A page of a long list, newest first, of which no more is kept than the page and those before it need.

use std::cmp::Reverse;

use jiff::Timestamp;

/// The number of entries on a page.
pub(crate) const SIZE: usize = 100;

/// The newest of the entries that were added.
pub(crate) struct Newest<T> {
    /// The page that is wanted, from 1.
    page: usize,
    kept: Vec<(Timestamp, T)>,
    added: usize,
}

/// The entries of a page, newest first, and where others are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) entries: Vec<T>,
    /// The page with newer entries.
    pub(crate) newer: Option<usize>,
    /// The page with older entries.
    pub(crate) older: Option<usize>,
}

impl<T> Newest<T> {
    /// Returns an empty list of which this page is wanted, from 1.
    pub(crate) fn for_page(page: usize) -> Newest<T> {
        Newest { page: page.clamp(1, usize::MAX / SIZE / 2), kept: Vec::new(), added: 0 }
    }

    /// Adds an entry with its time.
    pub(crate) fn add(&mut self, time: Timestamp, entry: T) {
        self.kept.push((time, entry));
        self.added += 1;
        if self.kept.len() >= 2 * self.page * SIZE {
            self.drop_older();
        }
    }

    /// Returns the page; entries of the same time are in the order in which they were added.
    pub(crate) fn page(mut self) -> Page<T> {
        self.drop_older();
        let before = (self.page - 1) * SIZE;
        Page {
            entries: self.kept.into_iter().skip(before).map(|(_, entry)| entry).collect(),
            newer: (self.page > 1).then(|| self.page - 1),
            older: (self.added > self.page * SIZE).then_some(self.page + 1),
        }
    }

    fn drop_older(&mut self) {
        self.kept.sort_by_key(|(time, _)| Reverse(*time));
        self.kept.truncate(self.page * SIZE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_newest_first_and_leave_nothing_out() {
        let count = 2 * SIZE + 50;
        let page = |number| {
            let mut newest = Newest::for_page(number);
            // Neither in their order nor in the reverse one.
            for index in (0..count).map(|index| index * 77 % count) {
                newest.add(Timestamp::from_second(i64::try_from(index).unwrap()).unwrap(), index);
            }
            newest.page()
        };
        let pages = [page(1), page(2), page(3)];
        let all: Vec<_> = pages.iter().flat_map(|page| page.entries.iter().copied()).collect();
        assert!(all.iter().copied().eq((0..count).rev()), "{all:?}");
        let around = pages.map(|page| (page.newer, page.older));
        assert_eq!(around, [(None, Some(2)), (Some(1), Some(3)), (Some(2), None)]);
        assert_eq!(page(4), Page { entries: Vec::new(), newer: Some(3), older: None });
        assert_eq!(page(0), page(1));
    }
}
