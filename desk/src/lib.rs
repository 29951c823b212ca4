//! The organiser's command line over the stored registrations.
