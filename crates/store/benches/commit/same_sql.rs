//! The statements the store runs for a submission, written out for clients of the databases' own.

use jiff::{Timestamp, civil::date};
use tokio_postgres::types::ToSql;

use crate::{CASES, payload};

/// A value; in a text, `@` stands for the number of the submission.
#[derive(Clone)]
enum Param {
    Null,
    Integer(i64),
    Text(String),
}

fn text(text: impl Into<String>) -> Param {
    Param::Text(text.into())
}

/// A statement and its values.
pub(crate) struct Statement {
    pub(crate) sql: String,
    params: Vec<Param>,
}

impl Statement {
    /// The values for `SQLite`.
    pub(crate) fn params(&self, id: &str) -> Vec<rusqlite::types::Value> {
        let value = |param: &Param| match param {
            Param::Null => rusqlite::types::Value::Null,
            Param::Integer(number) => rusqlite::types::Value::Integer(*number),
            Param::Text(text) => rusqlite::types::Value::Text(text.replace('@', id)),
        };
        self.params.iter().map(value).collect()
    }

    /// The values for `PostgreSQL`.
    pub(crate) fn postgres_params(&self, id: &str) -> Vec<Box<dyn ToSql + Sync + Send>> {
        let value = |param: &Param| -> Box<dyn ToSql + Sync + Send> {
            match param {
                Param::Null => Box::new(None::<String>),
                Param::Integer(number) => Box::new(*number),
                Param::Text(text) => Box::new(text.replace('@', id)),
            }
        };
        self.params.iter().map(value).collect()
    }

    /// The statement with its values in it, for a script of `pgbench`.
    pub(crate) fn literal(&self) -> String {
        let mut sql = self.sql.clone();
        // From the last to the first, or `$1` would be found in `$10`.
        for (index, param) in self.params.iter().enumerate().rev() {
            let literal = match param {
                Param::Null => "NULL".to_owned(),
                Param::Integer(number) => number.to_string(),
                Param::Text(text) => format!("'{}'", text.replace('@', "' || :id || '")),
            };
            sql = sql.replace(&format!("${}", index + 1), &literal);
        }
        format!("{sql};\n")
    }
}

fn statement(sql: &str, params: Vec<Param>) -> Statement {
    Statement {
        sql: sql.to_owned(),
        params,
    }
}

/// The store's way to write a row.
fn upsert(table: &str, columns: &[(&str, Param)]) -> Statement {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<_> = (1..=columns.len())
        .map(|place| format!("${place}"))
        .collect();
    let replaced: Vec<_> = names
        .iter()
        .skip(1)
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    Statement {
        sql: format!(
            "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
            names.join(", "),
            places.join(", "),
            names.first().copied().unwrap_or_default(),
            replaced.join(", ")
        ),
        params: columns.iter().map(|(_, param)| param.clone()).collect(),
    }
}

/// All statements of one submission, in the store's order.
pub(crate) fn statements() -> Vec<Statement> {
    let now = || Param::Integer(Timestamp::UNIX_EPOCH.as_microsecond());
    let cases = i64::try_from(CASES).unwrap_or_default();
    let mut all = vec![
        statement(
            "INSERT INTO idempotency_keys (key, fingerprint, answer, created_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING key",
            vec![text("key-@"), text("07".repeat(32)), text("{}"), now()],
        ),
        statement(
            "INSERT INTO streams (kind, id, version) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, id) DO NOTHING RETURNING version",
            vec![text("project"), text("prj_@"), Param::Integer(cases + 1)],
        ),
    ];
    for version in 1..=cases + 1 {
        all.push(statement(
            "INSERT INTO events (stream_kind, stream_id, version, kind, schema, payload, recorded_at, actor) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING position",
            vec![
                text("project"),
                text("prj_@"),
                Param::Integer(version),
                text("received"),
                Param::Integer(1),
                text(payload()),
                now(),
                text("usr_1"),
            ],
        ));
    }
    all.push(project());
    all.push(submission());
    all.extend((0..CASES).map(case));
    all.push(statement(
        "INSERT INTO audit (recorded_at, actor, action, object, outcome, detail, ip, request_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            "usr_1",
            "submit",
            "project/prj_@",
            "done",
            "{}",
            "192.0.2.1",
            "@",
        ]
        .into_iter()
        .fold(vec![now()], |mut params, value| {
            params.push(text(value));
            params
        }),
    ));
    for _ in 0..=CASES {
        all.push(statement(
            "INSERT INTO register_leaves (recorded_at, kind, payload) VALUES ($1, $2, $3)",
            vec![now(), text("received"), text(payload())],
        ));
    }
    all.push(statement(
        "INSERT INTO outbox (topic, key, payload, created_at, attempts, next_try_at) \
         VALUES ($1, $2, $3, $4, 0, $4)",
        vec![text("mail"), text("@"), text(payload()), now()],
    ));
    all
}

fn day(number: i8) -> Param {
    text(date(2026, 11, number).to_string())
}

fn project() -> Statement {
    upsert(
        "projects",
        &[
            ("id", text("prj_@")),
            ("name", text("Plant")),
            ("code", Param::Null),
            ("enterprise_id", text("ent_1")),
            ("enterprise_name", text("Enterprise")),
            ("uscc", text("91420200MA4900000X")),
            ("agent_id", text("usr_1")),
            ("agent_name", text("Agent")),
            ("track", text("ordinary")),
            ("state", text("open")),
            ("stage", text("1")),
            ("created_on", day(23)),
            ("holder", text("window")),
            ("next_what", text("next.accept")),
            ("next_due", day(30)),
            ("items_total", Param::Integer(30)),
            ("items_done", Param::Integer(0)),
            ("notice_no", Param::Null),
            ("notice_check_code", Param::Null),
            ("green_channel", Param::Integer(0)),
            ("weight", Param::Integer(4)),
            ("version", Param::Integer(9)),
            ("updated_at", Param::Integer(0)),
        ],
    )
}

fn submission() -> Statement {
    upsert(
        "submissions",
        &[
            ("id", text("sub_@")),
            ("receipt_no", text("R-@")),
            ("project_id", text("prj_@")),
            ("project_name", text("Plant")),
            ("enterprise_id", text("ent_1")),
            ("enterprise_name", text("Enterprise")),
            ("agent_id", text("usr_1")),
            ("received_at", Param::Integer(0)),
            ("received_on", day(23)),
            ("intake_due", day(30)),
            ("state", text("received")),
            ("cases", Param::Integer(8)),
            ("updated_at", Param::Integer(0)),
        ],
    )
}

fn case(number: usize) -> Statement {
    upsert(
        "cases",
        &[
            ("case_no", text(format!("case_@_{number}"))),
            ("project_id", text("prj_@")),
            ("project_name", text("Plant")),
            ("enterprise_id", text("ent_1")),
            ("enterprise_name", text("Enterprise")),
            ("item", text("A01")),
            ("department", text("zjj")),
            ("state", text("received")),
            ("national_state", Param::Integer(2)),
            ("holder", text("window")),
            ("submission_id", text("sub_@")),
            ("received_on", day(23)),
            ("intake_due", day(30)),
            ("accepted_on", Param::Null),
            ("promised_due", Param::Null),
            ("statutory_due", Param::Null),
            ("limit_days", Param::Integer(5)),
            ("stopped_since", Param::Null),
            ("decided_on", Param::Null),
            ("outcome", Param::Null),
            ("officer", Param::Null),
            ("flags", text("")),
            ("agent_id", text("usr_1")),
            ("updated_at", Param::Integer(0)),
        ],
    )
}
