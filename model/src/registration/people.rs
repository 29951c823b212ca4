//! Changes of the people whom a registration names.

use super::{Participant, Registration};

impl Registration {
    /// Returns the participant with this number.
    pub fn participant(&self, number: u32) -> Option<&Participant> {
        self.request.participants.iter().find(|participant| participant.number == number)
    }

    /// Replaces the participants. Each of `changed` has the number of the one whom it continues or replaces; in the second
    /// case it gets a number that none has had. Returns whether this was done: it is not if there are more than before, or
    /// if one of the numbers is no longer that of a participant.
    pub fn replace_participants(&mut self, changed: &[Participant]) -> bool {
        if changed.len() > self.request.participants.len() {
            return false;
        }
        let mut named = self.named;
        let mut next = Vec::new();
        for participant in changed {
            let Some(former) = self.participant(participant.number) else { return false };
            let number = if participant.continues(former) {
                former.number
            } else {
                named += 1;
                named
            };
            next.push(Participant { number, ..participant.clone() });
        }
        self.request.participants = next;
        self.named = named;
        true
    }

    /// Corrects what is known about a participant, who keeps their number. Returns whether there is such a participant.
    pub fn correct_participant(&mut self, corrected: &Participant) -> bool {
        let mut participants = self.request.participants.iter_mut();
        let Some(former) = participants.find(|it| it.number == corrected.number) else { return false };
        former.clone_from(corrected);
        true
    }
}
