//! The conversions of types that hold one parsed text.

/// Implements the conversions of a type whose only field is a `String` that was parsed:
///
/// - `TryFrom<String>`, which parses the text with the given function, and `From` back to a `String`. These are what
///   serde uses for a type with `#[serde(try_from = "String", into = "String")]`.
/// - with `shown` in front, also `Display`, which prints the text.
macro_rules! parsed_text {
    (shown $type:ident, $parse:path, $error:ty) => {
        $crate::parsed::parsed_text!($type, $parse, $error);

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
    ($type:ident, $parse:path, $error:ty) => {
        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<$type, $error> {
                $parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(parsed: $type) -> String {
                parsed.0
            }
        }
    };
}

pub(crate) use parsed_text;
