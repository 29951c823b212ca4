//! `Fingerprint`: identifies a value by its content, in this build and in later ones. Two values with the same
//! fingerprint are the same.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, Write};
use std::sync::OnceLock;
use std::{env, fs};

use serde::{Deserialize, Serialize};

use crate::stamp::Stamp;

/// The first 128 bits of a BLAKE3 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    /// Returns the fingerprint of bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Fingerprint {
        Fingerprint::of_hash(blake3::hash(bytes))
    }

    /// Returns the fingerprint of a value: that of its JSON, which is not kept.
    ///
    /// JSON has the names of all fields, so values of different types with the same fingerprint look the same to a template
    /// and to whatever else reads them by way of serde.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be written as JSON, such as a map with lists as keys.
    pub(crate) fn of(value: &impl Serialize) -> io::Result<Fingerprint> {
        // The hash is fastest with large pieces, and JSON is written in small ones.
        let mut hasher = BufWriter::with_capacity(16 * 1024, blake3::Hasher::new());
        serde_json::to_writer(&mut hasher, value)?;
        hasher.flush()?;
        Ok(Fingerprint::of_hash(hasher.get_ref().finalize()))
    }

    /// Returns the fingerprint of the running program, which changes whenever it could build something else from the same
    /// files; `None` if it cannot be known.
    ///
    /// That is its version, and the executable unless the version names the commit that it was built from.
    pub(crate) fn of_program() -> Option<Fingerprint> {
        static PROGRAM: OnceLock<Option<Fingerprint>> = OnceLock::new();
        *PROGRAM.get_or_init(|| {
            let executable = match version::names_a_commit() {
                true => None,
                false => Some(executable()?),
            };
            Fingerprint::of(&(version::VERSION, executable)).ok()
        })
    }

    /// Returns the fingerprint with these bits.
    pub(crate) fn of_bits(bits: u128) -> Fingerprint {
        Fingerprint(bits)
    }

    /// Returns the bits of the fingerprint.
    pub(crate) fn bits(self) -> u128 {
        self.0
    }

    fn of_hash(hash: blake3::Hash) -> Fingerprint {
        let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 256 bits");
        Fingerprint(u128::from_le_bytes(*first))
    }
}

/// As 32 hexadecimal digits, which may be the name of a file.
impl Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

/// Identifies the executable that is running; `None` if it cannot be read.
fn executable() -> Option<Fingerprint> {
    // On Linux, this is the running file even if another one has taken its place since.
    let running = fs::metadata("/proc/self/exe").or_else(|_| fs::metadata(env::current_exe()?));
    match running.ok().as_ref().and_then(Stamp::of) {
        Some(stamp) => Fingerprint::of(&stamp).ok(),
        None => fs::read(env::current_exe().ok()?).ok().map(|bytes| Fingerprint::of_bytes(&bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_fingerprint_of_its_json() {
        let value = ("atelier", [1, 2, 3], Some("é".repeat(100_000)));
        let json = serde_json::to_vec(&value).unwrap();
        assert_eq!(Fingerprint::of(&value).unwrap(), Fingerprint::of_bytes(&json));
        assert_ne!(Fingerprint::of(&value).unwrap(), Fingerprint::of(&("atelier", [1, 2, 4])).unwrap());
    }

    #[test]
    fn fingerprints_are_the_same_in_every_program() {
        // BLAKE3 of nothing is af1349b9 f5f9a1a6 a0404dea 36dcc949 …
        let expected = 0x49c9_dc36_ea4d_40a0_a6a1_f9f5_b949_13af;
        assert_eq!(Fingerprint::of_bytes(b""), Fingerprint(expected));
        let text = serde_json::to_string(&Fingerprint::of_bytes(b"")).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&text).unwrap(), Fingerprint(expected));
        assert!(Fingerprint::of_program().is_some());
    }
}
