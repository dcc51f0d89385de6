//! Codes by which parts of the catalogue name each other.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::borrow::Borrow;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Declares one code type: text that cannot be mistaken for another kind of code.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the code as it stands; whether it exists is for the catalogue to say.
            pub fn new(code: &str) -> Self {
                Self(code.to_owned())
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self::new(code)
            }
        }
    };
}

code!(
    /// Code of an approval item, such as `A05`.
    ItemCode
);
code!(
    /// Code of a department, utility or other body, such as `fgw`.
    DepartmentCode
);
code!(
    /// Code of a paper. The same paper has the same code in every item, so it is asked for once.
    MaterialCode
);
