//! What all public numbers share: typing habits, places and how they are stored.

use alloc::string::String;

/// Provinces of GB/T 2260, the first two digits of every place code.
const PROVINCES: [u32; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
];

/// The number as it would be typed by an English keyboard: no outer blanks, half width, upper case.
pub(crate) fn normalise(text: &str) -> String {
    text.trim()
        .chars()
        .map(|character| half_width(character).to_ascii_uppercase())
        .collect()
}

/// U+FF01–U+FF5E are the full-width twins of U+0021–U+007E.
fn half_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0),
        _ => None,
    }
    .unwrap_or(character)
}

/// The characters from `start` (0-based) on, `length` of them; the text is known to be ASCII.
pub(crate) fn part(text: &str, start: usize, length: usize) -> &str {
    text.get(start..start + length).unwrap_or_default()
}

/// The value of a run of digits, if it is one.
pub(crate) fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// The date written `YYYYMMDD`, if there is such a day.
pub(crate) fn date(text: &str) -> Option<jiff::civil::Date> {
    let year = i16::try_from(number(part(text, 0, 4))?).ok()?;
    let month = i8::try_from(number(part(text, 4, 2))?).ok()?;
    let day = i8::try_from(number(part(text, 6, 2))?).ok()?;
    jiff::civil::Date::new(year, month, day).ok()
}

/// Whether a place code lies in a province that exists. Whether the place itself exists is the catalogue's to say.
pub(crate) fn is_province(place: &str) -> bool {
    number(part(place, 0, 2)).is_some_and(|province| PROVINCES.contains(&province))
}

/// Text form, reading and storing of a public number held in normalised form.
///
/// A stored number was checked when it came in, so reading it back uses `$read`.
macro_rules! public_number {
    ($name:ident, $error:ty, $read:ident) => {
        impl $name {
            /// The number in normalised form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::$read(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use public_number;
