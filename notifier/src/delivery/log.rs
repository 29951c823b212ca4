//! What the log has about the delivery of a mail.

use model::mail::Mailing;
use model::registration::Registration;

/// The log fields of a mail, which never include an address or a name.
pub(super) struct Log<'a> {
    pub(super) workshop: &'a str,
    pub(super) registration: &'a Registration,
    pub(super) mailing: &'a Mailing,
    /// What kind of mail it is.
    pub(super) kind: &'static str,
}

impl Log<'_> {
    pub(super) fn log_sent(&self, message_id: Option<&str>) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        tracing::info!(workshop, reference, mail, kind = self.kind, result = "sent", message_id, "mail");
    }

    pub(super) fn log_result(&self, result: &str) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        tracing::info!(workshop, reference, mail, kind = self.kind, result, "mail");
    }

    pub(super) fn warn_of_repeat(&self, attempts: u32) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        let result = "may be a repeat: an earlier attempt was interrupted and may have sent it";
        tracing::warn!(workshop, reference, mail, kind = self.kind, result, attempts, "mail");
    }

    pub(super) fn fail(&self, result: &str, error: &dyn std::error::Error) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        let error = error.to_string();
        tracing::error!(workshop, reference, mail, kind = self.kind, result, error, "mail");
    }
}
