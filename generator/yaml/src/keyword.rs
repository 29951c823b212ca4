//! Keywords on which other keys of a mapping depend. Apart from `fields`, because it reads values.

use crate::shape::{Case, Variants};
use crate::values::one_of;
use crate::{Fields, Reader};

impl<'n> Fields<'n> {
    /// Reads a keyword as [`one_of`] does and then, with `read`, the keys that depend on it. `usual` is the keyword of a
    /// missing key, which is required without one.
    pub fn by_keyword<T: Copy + PartialEq, U>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        words: &'static [(&'static str, T)],
        usual: Option<T>,
        read: impl Fn(&mut Reader<'_>, &mut Fields<'n>, T) -> U,
    ) -> Option<U> {
        let word = match usual {
            Some(usual) => self.optional(reader, key, one_of(words)).or(Some(usual)),
            None => self.required(reader, key, one_of(words)),
        };
        if self.recorded.is_none() {
            return word.map(|word| read(reader, self, word));
        }
        let mut cases = Vec::with_capacity(words.len());
        for (word, value) in words {
            let before = self.recorded.as_ref().map_or(0, |mapping| mapping.keys.len());
            read(reader, self, *value);
            let keys = self.recorded.as_mut().map(|mapping| mapping.keys.split_off(before));
            cases.push(Case { word, keys: keys.unwrap_or_default() });
        }
        let usual = words.iter().find(|(_, value)| Some(*value) == usual).map(|(word, _)| *word);
        if let Some(mapping) = &mut self.recorded {
            mapping.variants.push(Variants { key, usual, cases });
        }
        None
    }
}
