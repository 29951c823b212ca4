//! What a theme sees, and the engine that renders its templates.
//!
//! Static pages are rendered by the generator, the pages about a registration by the handler, both with the
//! same templates and words. What both need for that lives here; it is pure: theme and views are handed in,
//! text comes out. The crate never touches a file, the clock, the environment or the network, and it knows
//! neither Markdown nor, but for the list of its headers, HTTP.
//!
//! In reading order:
//!
//! 1. [`words`]: every visible word of a theme, by key
//! 2. [`mod@format`]: dates, times, numbers and amounts as a reader of the site's language writes them
//! 3. [`theme`]: templates, words and the facts of the site, as the generator hands them to the handler
//! 4. [`site`]: what every template sees
//! 5. [`edition`]: the site in each of its languages, with the texts of its workshops
//! 6. [`form`]: a form as the template draws it, empty or filled in with errors
//! 7. [`registration`]: the views of the pages about a registration
//! 8. [`questionnaire`]: the view of a questionnaire's page
//! 9. [`find`]: the view of the page that finds registrations
//! 10. [`mail`]: the views of mails
//! 11. [`renderer`]: view + template → text
//! 12. [`calendar`]: workshops and registrations as iCalendar files
//! 13. [`headers`]: which HTTP headers go with each kind of answer

pub mod calendar;
pub mod edition;
pub mod find;
pub mod form;
pub mod format;
pub mod headers;
mod lines;
pub mod mail;
pub mod questionnaire;
pub mod registration;
pub mod renderer;
pub mod requirements;
pub mod site;
pub mod theme;
pub mod words;
