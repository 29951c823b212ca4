//! The data that themes see, and the engine that renders their templates.
//!
//! The generator renders static pages, and the handler renders the pages about a registration, both with the same
//! templates and texts. This crate contains the code that both need. It is pure: it takes a theme and views and
//! returns text. It never touches files, the clock, the environment or the network, and knows neither Markdown nor,
//! apart from its list of headers, HTTP.
//!
//! In reading order:
//!
//! 1. [`words`]: the texts of a theme, by key
//! 2. [`mod@format`]: dates, times, numbers and amounts, formatted for readers of the site's language
//! 3. [`theme`]: templates, texts and the facts of the site, as passed from the generator to the handler
//! 4. [`templates`]: which of the templates each function needs
//! 5. [`site`]: the data that every template sees
//! 6. [`repeated`]: parts of several pages
//! 7. [`terms`]: the forms of workshops, made of their terms and the words
//! 8. [`edition`]: the site in each of its languages, with the texts and forms of its workshops
//! 9. [`form`]: views of forms, empty or filled in with errors
//! 10. [`registration`]: the views of the pages about a registration
//! 11. [`private_information`]: the private information about sessions
//! 12. [`questionnaire`]: the view of a questionnaire's page
//! 13. [`find`]: the view of the page on which registrants request links
//! 14. [`mail`]: the views of mails
//! 15. [`renderer`]: view + template → text
//! 16. [`calendar`]: workshops and registrations as iCalendar files
//! 17. [`headers`]: the HTTP headers of each kind of response

pub mod calendar;
pub mod edition;
pub mod find;
pub mod form;
pub mod format;
pub mod headers;
mod lines;
pub mod mail;
pub mod private_information;
pub mod questionnaire;
pub mod registration;
pub mod renderer;
pub mod repeated;
pub mod requirements;
pub mod site;
pub mod templates;
pub mod terms;
pub mod theme;
pub mod words;
