//! The comments of a file, for those that mean something, such as marks of exceptions.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile};

use super::{Node, Value, parse};

/// Returns the comments of a file that have a line of their own. A line of a text that starts with `#` is none.
pub fn comments(file: &Arc<SourceFile>) -> Vec<Range<usize>> {
    let mut scalars = Vec::new();
    if let Some(node) = parse(file, 0..file.text.len(), &mut Diagnostics::default()) {
        collect_scalars(&node, &mut scalars);
    }
    scalars.sort_by_key(|span| span.start);
    let is_in_scalar = |at: usize| {
        let before = scalars.partition_point(|span| span.start <= at);
        before.checked_sub(1).is_some_and(|last| scalars[last].end > at)
    };
    let mut start = 0;
    let mut comments = Vec::new();
    for line in file.text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        if line.trim_start().starts_with('#') && !is_in_scalar(at) {
            comments.push(at..start + line.trim_end().len());
        }
        start += line.len();
    }
    comments
}

fn collect_scalars(node: &Node, spans: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(_) => spans.push(node.span.clone()),
        Value::Sequence(nodes) => nodes.iter().for_each(|node| collect_scalars(node, spans)),
        Value::Mapping(pairs) => pairs.iter().for_each(|pair| collect_scalars(&pair.node, spans)),
    }
}
