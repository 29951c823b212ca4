//! How many seats there are: of the workshop as a whole, or of each session where sessions are chosen.

use model::offer::Attends;
use model::programme::Session;
use model::seats::Capacity;
use yaml::{Node, Reader};

use super::Terms;

/// The capacity of an offer. `None`, which is or was told, when it is missing or stands in the wrong place.
pub(super) fn capacity(
    reader: &mut Reader<'_>,
    node: &Node,
    terms: &Terms,
    sessions: &[Session],
) -> Option<Capacity> {
    match terms.attends {
        Attends::All => whole(reader, node, terms, sessions),
        Attends::Choose => by_session(reader, node, terms, sessions),
    }
}

fn whole(reader: &mut Reader<'_>, node: &Node, terms: &Terms, sessions: &[Session]) -> Option<Capacity> {
    if let Some(session) = sessions.iter().find(|session| session.capacity.is_some()) {
        let message =
            format!("the session « {} » has a `capacity`, but sessions are not chosen", session.title);
        let hint = "write `capacity` here and remove it from `sessions.yaml`, or write `attends: choose`";
        reader.refuse(&node.span, message, hint);
        return None;
    }
    terms.capacity.as_ref().map(|capacity| Capacity::whole(capacity.value))
}

fn by_session(reader: &mut Reader<'_>, node: &Node, terms: &Terms, sessions: &[Session]) -> Option<Capacity> {
    if let Some(capacity) = &terms.capacity {
        let hint = "sessions are chosen, so each has its own `capacity`, in `sessions.yaml`; remove this one";
        reader.refuse(&capacity.span, "nobody attends the workshop as a whole", hint);
        return None;
    }
    let mut pools = Vec::new();
    for session in sessions {
        match session.capacity {
            Some(capacity) => pools.push((session.id.to_string(), capacity)),
            None => {
                let message = format!("the session « {} » has no `capacity`", session.title);
                let hint = "sessions are chosen, so add a line `capacity: …` to it in `sessions.yaml`";
                reader.refuse(&node.span, message, hint);
            }
        }
    }
    (pools.len() == sessions.len()).then(|| Capacity::by_session(pools))
}
