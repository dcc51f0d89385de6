//! Ids of our own things: a prefix people can read aloud and 128 random bits, `prj_` and 26 characters.
//!
//! One type per thing, so that an enterprise's id does not parse as a project's. The random bytes come from the
//! caller. The order of ids is the order of their texts.

use super::base32;

/// 128 bits in groups of 5.
const CHARACTERS: u32 = 26;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntityIdError {
    /// It does not begin with the prefix of its kind.
    #[error("the id does not begin with `{expected}_`")]
    Prefix {
        /// The prefix of the kind.
        expected: &'static str,
    },
    /// It is too short or too long.
    #[error("{found} characters follow the prefix, expected 26")]
    Length {
        /// Characters after the prefix.
        found: usize,
    },
    /// A character that ids do not use.
    #[error("`{found}` at position {position} after the prefix cannot stand in an id")]
    Alphabet {
        /// The character.
        found: char,
        /// Its position after the prefix, from 1.
        position: usize,
    },
    /// The number is greater than 128 bits.
    #[error("the first character after the prefix is greater than 7")]
    Overflow,
}

fn parse(text: &str, prefix: &'static str) -> Result<[u8; 16], EntityIdError> {
    let digits = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(EntityIdError::Prefix { expected: prefix })?;
    let found = digits.chars().count();
    if usize::try_from(CHARACTERS) != Ok(found) {
        return Err(EntityIdError::Length { found });
    }
    let mut value = 0_u128;
    for (index, character) in digits.chars().enumerate() {
        let digit = base32::digit(character).ok_or(EntityIdError::Alphabet {
            found: character,
            position: index + 1,
        })?;
        if value >> 123 != 0 {
            return Err(EntityIdError::Overflow);
        }
        value = (value << 5) | digit;
    }
    Ok(value.to_be_bytes())
}

macro_rules! entity_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// What every id of this kind begins with, before the `_`.
            pub const PREFIX: &'static str = $prefix;

            /// The id made of 16 bytes, random if it is a new one.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($prefix)?;
                f.write_str("_")?;
                base32::encode(u128::from_be_bytes(self.0), CHARACTERS, f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = EntityIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text, $prefix).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

entity_ids! {
    /// A project (项目).
    ProjectId = "prj";
    /// An enterprise (企业).
    EnterpriseId = "ent";
    /// A person with an account.
    UserId = "usr";
    /// A submission (申报): several cases handed in together.
    SubmissionId = "sub";
    /// A stored file.
    FileId = "fil";
    /// An objection raised during a publicity period (异议).
    ObjectionId = "obj";
    /// A check of a site or a promise (核查).
    CheckId = "chk";
    /// A finding (问题): something that is not as it should be.
    FindingId = "fnd";
    /// A credit record (失信记录).
    CreditId = "crd";
    /// A visit to an enterprise (上门).
    VisitId = "vis";
    /// A coordination meeting (协调会).
    MeetingId = "mtg";
    /// A note of an agent: something to bring forward, or a call promised.
    NoteId = "nte";
    /// A booking of a service window (预约).
    BookingId = "bkg";
    /// A review of a service (好差评).
    ReviewId = "rev";
    /// A complaint (投诉).
    ComplaintId = "cpl";
}
