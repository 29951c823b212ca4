//! The comments of a file, for those that mean something, such as marks of exceptions.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile};

use super::parse_file;

/// Returns the comments of a file that have a line of their own. A line of a text that starts with `#` is none.
pub fn comments(file: &Arc<SourceFile>) -> Vec<Range<usize>> {
    let text = file.text();
    let root = parse_file(file, &mut Diagnostics::default());
    let mut scalars = root.map(|root| root.scalars()).unwrap_or_default();
    scalars.sort_by_key(|span| span.start);
    let is_in_scalar = |at: usize| {
        let before = scalars.partition_point(|span| span.start <= at);
        before.checked_sub(1).is_some_and(|last| scalars[last].end > at)
    };
    let mut start = 0;
    let mut comments = Vec::new();
    for line in text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        if line.trim_start().starts_with('#') && !is_in_scalar(at) {
            comments.push(at..start + line.trim_end().len());
        }
        start += line.len();
    }
    comments
}
