//! `codes!`: the type of codes with their documentation.

/// Defines the codes, each with its documentation.
macro_rules! codes {
    ($($name:ident = $id:literal: $doc:literal,)+) => {
        /// The code of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Code {
            $(#[doc = $doc] $name,)+
        }

        impl Code {
            /// All codes, in the order of their areas.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// Returns the code as it is printed, such as `E006`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Code::$name => $id,)+
                }
            }

            /// Returns the page of the documentation in Markdown, with comments that describe its examples to tests.
            fn page(self, language: ToolLanguage) -> &'static str {
                match (self, language) {
                    $(
                        (Code::$name, ToolLanguage::English) => {
                            include_str!(concat!("../../../docs/problems/en/", $id, ".md"))
                        }
                        (Code::$name, ToolLanguage::French) => {
                            include_str!(concat!("../../../docs/problems/fr/", $id, ".md"))
                        }
                    )+
                }
            }
        }
    };
}

pub(super) use codes;
