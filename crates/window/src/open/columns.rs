//! The columns of the data sets: the one place that says what of each is public and what it means.

use super::Dataset;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// One of these codes, each with the locale key that says it.
    Code(&'static [(&'static str, &'static str)]),
    /// A civil day, `2026-08-03`.
    Day,
    /// A month, `2026-08`.
    Month,
    /// A whole number.
    Number,
}

/// A column. What it means stands under `open-column-{name}` in the locale files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in files and in the interface.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub may_be_empty: bool,
    /// Whether rows can be chosen by it as their outcome.
    pub is_outcome: bool,
}

const fn always(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        may_be_empty: false,
        is_outcome: false,
    }
}

const fn perhaps(name: &'static str, kind: Kind) -> Column {
    Column {
        may_be_empty: true,
        ..always(name, kind)
    }
}

const fn outcome(name: &'static str, codes: &'static [(&'static str, &'static str)]) -> Column {
    Column {
        is_outcome: true,
        ..always(name, Kind::Code(codes))
    }
}

/// Columns that stand together wherever they stand, as `rows.rs` fills them.
type Group = &'static [Column];

const ITEM: Group = &[
    perhaps("item", Kind::Text),
    perhaps("item_name_zh", Kind::Text),
    perhaps("item_name_en", Kind::Text),
];
const DEPARTMENT: Group = &[
    perhaps("department", Kind::Text),
    perhaps("department_name_zh", Kind::Text),
    perhaps("department_name_en", Kind::Text),
];
const WHOSE: Group = &[
    always("project", Kind::Text),
    perhaps("project_code", Kind::Text),
    always("company", Kind::Text),
    always("uscc", Kind::Text),
    perhaps("region", Kind::Text),
];
const ENTRY: Column = perhaps("register_entry", Kind::Number);

const DECIDED: &[(&str, &str)] = &[
    ("approved", "case-status-approved"),
    ("refused", "case-status-refused"),
];
const STANDS: &[(&str, &str)] = &[
    ("valid", "open-is-valid"),
    ("expired", "open-is-expired"),
    ("suspended", "open-is-suspended"),
    ("revoked", "open-is-revoked"),
    ("replaced", "open-is-replaced"),
    ("closed", "open-is-closed"),
];
const KEPT: &[(&str, &str)] = &[
    ("open", "open-is-open"),
    ("overdue", "open-overdue"),
    ("kept", "promise-end-kept"),
    ("kept_late", "promise-end-kept_late"),
    ("broken", "promise-end-broken"),
];
const VERDICTS: &[(&str, &str)] = &[
    ("pass", "verdict-pass"),
    ("pass_with_remarks", "verdict-pass_with_remarks"),
    ("rectify", "verdict-rectify"),
    ("fail", "verdict-fail"),
];
const CLASSES: &[(&str, &str)] = &[
    ("minor", "credit-class-minor"),
    ("general", "credit-class-general"),
    ("serious", "credit-class-serious"),
];
const TYPES: &[(&str, &str)] = &[
    ("result", "open-type-result"),
    ("construction_notice", "open-type-construction_notice"),
];
const SUBJECTS: &[(&str, &str)] = &[
    ("all", "open-subject-all"),
    ("item", "open-subject-item"),
    ("start", "open-subject-start"),
];
const STAGES: &[(&str, &str)] = &[
    ("1", "stage-1"),
    ("2", "stage-2"),
    ("3", "stage-3"),
    ("4", "stage-4"),
    ("P", "stage-P"),
];
const POLICIES: &[(&str, &str)] = &[
    ("allowed", "guide-commitment-allowed"),
    ("conditional", "guide-commitment-conditional"),
    ("never", "guide-commitment-never"),
    ("not_applicable", "guide-commitment-not_applicable"),
];

const ITEMS: &[Group] = &[
    ITEM,
    DEPARTMENT,
    &[
        always("stage", Kind::Code(STAGES)),
        perhaps("promised_days", Kind::Number),
        perhaps("statutory_days", Kind::Number),
        always("fee_zh", Kind::Text),
        always("fee_en", Kind::Text),
        always("visits", Kind::Number),
        always("build_first", Kind::Code(POLICIES)),
        always("service_phone", Kind::Text),
        always("complaint_phone", Kind::Text),
    ],
];

const DECISIONS: &[Group] = &[
    &[always("case_no", Kind::Text)],
    ITEM,
    DEPARTMENT,
    WHOSE,
    &[
        always("decided_on", Kind::Day),
        outcome("outcome", DECIDED),
        perhaps("certificate_no", Kind::Text),
        perhaps("valid_until", Kind::Day),
        perhaps("used_days", Kind::Number),
        perhaps("limit_days", Kind::Number),
        ENTRY,
    ],
];

const CERTIFICATES: &[Group] = &[
    &[
        always("certificate_no", Kind::Text),
        always("type", Kind::Code(TYPES)),
    ],
    ITEM,
    DEPARTMENT,
    WHOSE,
    &[
        always("issued_on", Kind::Day),
        perhaps("valid_until", Kind::Day),
        outcome("status", STANDS),
        perhaps("status_since", Kind::Day),
        perhaps("case_no", Kind::Text),
        ENTRY,
    ],
];

const PROMISES: &[Group] = &[
    &[always("notice_no", Kind::Text)],
    ITEM,
    DEPARTMENT,
    WHOSE,
    &[
        always("promised_on", Kind::Day),
        perhaps("due_on", Kind::Day),
        outcome("kept", KEPT),
        perhaps("fulfilled_on", Kind::Day),
        ENTRY,
    ],
];

const ACCEPTANCES: &[Group] = &[
    &[always("opinion_no", Kind::Text)],
    WHOSE,
    &[
        perhaps("visited_on", Kind::Day),
        always("concluded_on", Kind::Day),
        outcome("verdict", VERDICTS),
        perhaps("rectify_until", Kind::Day),
        ENTRY,
    ],
];

const CREDIT: &[Group] = &[&[
    always("decision_no", Kind::Text),
    always("company", Kind::Text),
    always("uscc", Kind::Text),
    always("breach", Kind::Text),
    perhaps("breach_name_zh", Kind::Text),
    perhaps("breach_name_en", Kind::Text),
    outcome("class", CLASSES),
    always("reasons", Kind::Text),
    always("published_on", Kind::Day),
    perhaps("repair_from", Kind::Day),
    perhaps("published_until", Kind::Day),
]];

const STATISTICS: &[Group] = &[
    &[
        always("month", Kind::Month),
        always("subject", Kind::Code(SUBJECTS)),
    ],
    ITEM,
    &[
        always("cases", Kind::Number),
        always("median_days", Kind::Number),
        always("p90_days", Kind::Number),
        perhaps("promised_days", Kind::Number),
        perhaps("in_time_percent", Kind::Number),
    ],
];

/// The columns of a data set; `rows.rs` fills them in the same order.
pub(super) fn of(set: Dataset) -> impl Iterator<Item = &'static Column> + Clone {
    let groups = match set {
        Dataset::Items => ITEMS,
        Dataset::Decisions => DECISIONS,
        Dataset::Certificates => CERTIFICATES,
        Dataset::Promises => PROMISES,
        Dataset::Acceptances => ACCEPTANCES,
        Dataset::Credit => CREDIT,
        Dataset::Statistics => STATISTICS,
    };
    groups.iter().copied().flatten()
}
