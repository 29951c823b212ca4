//! What happens to a registration in, a mail to its registrant out.
