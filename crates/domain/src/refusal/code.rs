//! How the list of rules that can refuse becomes a type with a name and a source for each.

/// Makes the list into the type `Code`.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident => $code:literal, $source:expr;)*) => {
        /// The rule that said no.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every rule, for the test that finds missing sentences.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name used in locale keys and problem documents.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Law and article, standard, or section of the design the rule comes from.
            pub const fn source(self) -> Option<&'static str> {
                match self { $(Self::$variant => $source,)* }
            }
        }
    };
}
