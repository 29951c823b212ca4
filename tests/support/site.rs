//! `SiteTest`: builds a small site and looks at what came out.
