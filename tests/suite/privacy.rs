//! Nobody’s data gets where it does not belong.
