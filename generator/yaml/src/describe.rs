//! Describes what reading functions accept: they run once, without a file, with a reader that records.
//!
//! Functions that read single values record a [`Shape`] instead of reading, and return nothing. [`Fields`] runs the
//! function of each key and collects the shapes, and [`Fields::finish`] records the mapping. So a function that reads a
//! file describes it as well, if it reads all keys before it returns because of a missing value.
//!
//! [`Fields`]: crate::Fields
//! [`Fields::finish`]: crate::Fields::finish

use diagnostics::{Diagnostics, SourceFile};

use crate::shape::{List, Shape};
use crate::{KeyValue, Node, Reader};

/// The key of the only entry that a mapping with arbitrary keys has while it is described.
pub const EXAMPLE_KEY: &str = "example";

/// Returns the shape of what `read` reads.
pub fn describe<T>(read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>) -> Shape {
    let (file, mut ignored) = (SourceFile::without_text(""), Diagnostics::default());
    Reader::new(&file, &mut ignored).shape_of(read)
}

/// Describes a value as `shape`, and reads it with `read`, whose rules are more than its parts describe.
pub fn described<T>(
    shape: impl Fn() -> Shape,
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<T> {
    move |reader, node| if reader.records(&shape) { None } else { read(reader, node) }
}

/// Describes a list or a mapping as one that is not empty. The caller reports an empty one with its own message.
pub fn filled<T>(
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<T> {
    move |reader, node| {
        let value = read(reader, node);
        match &mut reader.recorded {
            Some(Shape::List(list)) => list.least = 1,
            Some(Shape::Mapping(mapping)) => mapping.least = 1,
            _ => {}
        }
        value
    }
}

/// Reads a value with `first` if it `is_first`, otherwise with `second`.
pub fn either<T>(
    is_first: impl Fn(&Node) -> bool,
    first: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
    second: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<T> {
    move |reader, node| {
        if reader.is_describing() {
            let shapes = vec![reader.shape_of(&first), reader.shape_of(&second)];
            reader.records(|| Shape::Either(shapes));
            return None;
        }
        if is_first(node) { first(reader, node) } else { second(reader, node) }
    }
}

impl Node {
    /// Returns a node without a value.
    pub fn nothing() -> Node {
        Node { span: 0..0, value: crate::Value::Null, cut: None }
    }
}

impl KeyValue {
    /// Returns the entry that stands for all entries of a mapping while it is described.
    pub(crate) fn example() -> KeyValue {
        KeyValue { key: EXAMPLE_KEY.to_owned(), key_span: 0..0, node: Node::nothing() }
    }
}

impl Reader<'_> {
    /// Returns whether the reader records shapes and reads nothing. Then all values are missing, and what depends on
    /// them or on other files is described for all cases at once.
    pub fn is_describing(&self) -> bool {
        self.recorded.is_some()
    }

    /// Records a shape and returns true if the reader describes; otherwise returns false.
    pub(crate) fn records(&mut self, shape: impl FnOnce() -> Shape) -> bool {
        let Some(recorded) = &mut self.recorded else { return false };
        *recorded = shape();
        true
    }

    /// Returns the shape that `read` records.
    pub(crate) fn shape_of<T>(&mut self, read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>) -> Shape {
        self.recorded = Some(Shape::Anything);
        read(self, &Node::nothing());
        self.recorded.replace(Shape::Anything).unwrap_or(Shape::Anything)
    }

    /// Records a list and returns true if the reader describes; otherwise returns false.
    pub(crate) fn records_list<T>(
        &mut self,
        most: Option<usize>,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> bool {
        self.is_describing() && {
            let item = Box::new(self.shape_of(read));
            self.records(|| Shape::List(List { item, least: 0, most }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Key, Mapping, Presence, TextKind};

    fn read(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
        let mut fields = reader.fields(node)?;
        let date = fields.required(reader, "date", crate::date);
        let seats = fields.optional(reader, "seats", crate::count_up_to(9));
        fields.finish(reader);
        date.and(seats)
    }

    #[test]
    fn a_reading_function_describes_itself() {
        let key = |name, presence, shape| Key { name, presence, shape, needs: None };
        let keys = vec![
            key("date", Presence::Required, Shape::Text(TextKind::Date)),
            key("seats", Presence::Optional, Shape::Integer(1..=9)),
        ];
        let item = Shape::Mapping(Mapping { keys, ..Mapping::default() });
        assert_eq!(describe(read), item);
        let list = List { item: Box::new(item), least: 1, most: Some(3) };
        assert_eq!(describe(filled(crate::list_up_to(3, read))), Shape::List(list));
    }

    #[test]
    fn a_reader_that_reads_records_nothing() {
        let file = SourceFile::new("a.yaml", "date: 2027-09-14\nseats: 7\n");
        let mut problems = Diagnostics::default();
        let node = crate::parse_file(&file, &mut problems).unwrap();
        let mut reader = Reader::new(&file, &mut problems);
        assert_eq!(read(&mut reader, &node), Some(7));
        assert!(!reader.is_describing());
    }
}
