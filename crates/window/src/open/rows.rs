//! The rows of the data sets, each filled in the order of its columns.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use window_domain::catalogue::{DepartmentCode, Item, ItemCode, Text};
use window_domain::figures::{Distribution, percent};
use window_domain::project::letters::form;
use window_store::{Days, Page, PublishedFilter, PublishedRow, StoreError, Viewer};

use super::Dataset;
use crate::app::App;

/// The values of a row, one for each column.
pub type Row = Vec<Value>;

/// Which rows of a data set; empty texts narrow nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Only with this text in a number or name.
    pub text: String,
    /// Only of this item.
    pub item: String,
    /// Only of this department.
    pub department: String,
    /// Only those that came out or stand so.
    pub outcome: String,
    /// Only of these days.
    pub days: Option<Days>,
}

/// An outcome that becomes another once its last day has passed: rows are written when something happens, and on that day
/// nothing does.
struct Passing {
    /// As the row has it.
    stored: &'static str,
    /// What it is afterwards.
    then: &'static str,
}

impl Passing {
    fn covers(&self, outcome: &str) -> bool {
        outcome == self.stored || outcome == self.then
    }
}

/// A paper that is valid until a day, a promise that is due on one.
const PASSED: [Passing; 2] = [
    Passing {
        stored: "valid",
        then: "expired",
    },
    Passing {
        stored: "open",
        then: "overdue",
    },
];

/// How a row stands today.
fn outcome_of(row: &PublishedRow, today: Date) -> &str {
    let has_passed = row.until_on.is_some_and(|until| until < today);
    let passing = PASSED.iter().find(|it| it.stored == row.outcome);
    match passing.filter(|_| has_passed) {
        Some(passing) => passing.then,
        None => &row.outcome,
    }
}

/// A part of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next part begins; `None` after the last one.
    pub next: Option<String>,
}

impl Wanted {
    fn filter(&self, set: Dataset, today: Date) -> Option<PublishedFilter> {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let (outcome, passed) = match PASSED.iter().find(|it| it.covers(&self.outcome)) {
            Some(it) => (it.stored, Some((today, self.outcome == it.then))),
            None => (self.outcome.as_str(), None),
        };
        Some(PublishedFilter {
            text: some(&self.text),
            item: some(&self.item),
            department: some(&self.department),
            outcome: some(&outcome.to_owned()),
            passed,
            days: self.days,
            ..PublishedFilter::all(set.publication()?)
        })
    }
}

/// A part of a data set; what is made from the catalogue or counted comes in one.
///
/// # Errors
/// What the database said.
pub async fn part(
    app: &App,
    set: Dataset,
    wanted: &Wanted,
    page: &Page,
) -> Result<Part, StoreError> {
    let Some(filter) = wanted.filter(set, app.office.today()) else {
        let rows = match set {
            Dataset::Statistics => statistics(app, wanted).await?,
            _ => items(app, wanted),
        };
        return Ok(cut(rows, page));
    };
    let reader = app.store.read(&Viewer::Public);
    let found = reader.published(&filter, page).await?;
    let codes: Vec<&str> = found
        .rows
        .iter()
        .filter_map(|row| row.check_code.as_deref())
        .collect();
    let places = app.store.register_places(&codes).await?;
    let rows = found.rows.iter().map(|row| {
        let code = row.check_code.as_ref();
        let place = code.and_then(|code| places.get(code));
        // Entries are counted from 1 wherever people read them.
        let entry = place.map(|place| place.saturating_add(1));
        published(app, set, row, entry)
    });
    Ok(Part {
        rows: rows.collect(),
        next: found.next,
    })
}

/// A part of rows that were made whole; the cursor is the number of those before it.
fn cut(rows: Vec<Row>, page: &Page) -> Part {
    let before = page.after.as_ref().and_then(|after| after.parse().ok());
    let before: usize = before.unwrap_or_default();
    let until = before.saturating_add(page.limit.into());
    let next = (until < rows.len()).then(|| until.to_string());
    let rows = rows.into_iter().skip(before).take(page.limit.into());
    Part {
        rows: rows.collect(),
        next,
    }
}

fn day(day: Option<Date>) -> Value {
    json!(day.map(|day| day.to_string()))
}

/// Empty text is no value.
fn some(text: &str) -> Value {
    json!((!text.is_empty()).then_some(text))
}

fn named(name: Option<&Text>) -> [Value; 2] {
    [
        json!(name.map(|name| &name.zh)),
        json!(name.map(|name| &name.en)),
    ]
}

/// Code and names of an item.
fn item(app: &App, code: Option<&str>) -> [Value; 3] {
    let found = code.and_then(|code| app.office.catalogue.known_item(&ItemCode::new(code)));
    let [zh, en] = named(found.map(|item| &item.name));
    [json!(code), zh, en]
}

/// Code and names of a department.
fn department(app: &App, code: Option<&str>) -> [Value; 3] {
    let catalogue = &app.office.catalogue;
    let found = code.and_then(|code| catalogue.known_department(&DepartmentCode::new(code)));
    let [zh, en] = named(found.map(|department| &department.name));
    [json!(code), zh, en]
}

/// Project and company.
fn whose(row: &PublishedRow) -> [Value; 5] {
    [
        json!(row.project_name),
        some(&row.project_code),
        json!(row.company),
        json!(row.uscc),
        json!(row.region),
    ]
}

fn published(app: &App, set: Dataset, row: &PublishedRow, entry: Option<u64>) -> Row {
    let item = item(app, row.item.as_deref());
    let department = department(app, row.department.as_deref());
    let (on, until, done) = (day(Some(row.on_day)), day(row.until_on), day(row.done_on));
    let outcome = json!(outcome_of(row, app.office.today()));
    let (number, entry) = (json!(row.number), json!(entry));
    let reference = some(&row.reference);
    let mut cells = vec![number];
    let mut add = |more: &[Value]| cells.extend_from_slice(more);
    match set {
        Dataset::Decisions => {
            let days = [json!(row.used_days), json!(row.limit_days)];
            add(&item);
            add(&department);
            add(&whose(row));
            add(&[on, outcome, reference, until]);
            add(&days);
            add(&[entry]);
        }
        Dataset::Certificates => {
            // A result is that of an item; the notice is of the whole project.
            let kind = match row.item {
                Some(_) => "result",
                None => form::CONSTRUCTION_NOTICE,
            };
            add(&[json!(kind)]);
            add(&item);
            add(&department);
            add(&whose(row));
            add(&[on, until, outcome, done, reference, entry]);
        }
        Dataset::Promises => {
            add(&item);
            add(&department);
            add(&whose(row));
            add(&[on, until, outcome, done, entry]);
        }
        Dataset::Acceptances => {
            add(&whose(row));
            add(&[done, on, outcome, until, entry]);
        }
        Dataset::Credit => {
            let credit = app.office.catalogue.credit();
            let breach = row.item.as_deref().and_then(|code| credit.breach(code));
            add(&[json!(row.company), json!(row.uscc), json!(row.item)]);
            add(&named(breach.map(|breach| &breach.name)));
            add(&[outcome, json!(row.note), on, done, until]);
        }
        Dataset::Items | Dataset::Statistics => {}
    }
    cells
}

/// The items of the catalogue in force.
fn items(app: &App, wanted: &Wanted) -> Vec<Row> {
    let text = wanted.text.to_lowercase();
    let is_wanted = |one: &&Item| {
        let has = |name: &str| name.to_lowercase().contains(&text);
        (wanted.item.is_empty() || one.code.as_str() == wanted.item)
            && (wanted.department.is_empty() || one.department.as_str() == wanted.department)
            && (has(one.code.as_str()) || has(&one.name.zh) || has(&one.name.en))
    };
    let items = app.office.catalogue.items().filter(is_wanted);
    items
        .map(|one| {
            let mut cells = Vec::from(item(app, Some(one.code.as_str())));
            cells.extend(department(app, Some(one.department.as_str())));
            cells.extend([
                json!(one.stage),
                json!(one.promised.days()),
                json!(one.statutory.days()),
                json!(one.fee.text.zh),
                json!(one.fee.text.en),
                json!(one.visits),
                json!(one.commitment.policy),
                json!(one.phones.service),
                json!(one.phones.complaint),
            ]);
            cells
        })
        .collect()
}

/// Days of one subject in one month.
#[derive(Debug, Default)]
struct Tally {
    days: Distribution,
    late: u64,
}

/// Over all days, if nobody chose some.
const EVER: Days = Days {
    from: Date::constant(1, 1, 1),
    to: Date::constant(9998, 12, 31),
};

/// Median and 90th percentile by month, the newest first; of fewer than five nothing is said.
async fn statistics(app: &App, wanted: &Wanted) -> Result<Vec<Row>, StoreError> {
    // Whole months: a part of one has another median, and two parts that overlap would tell of single cases.
    let period = wanted.days.map_or(EVER, |days| Days {
        from: days.from.first_of_month(),
        to: days.to.last_of_month(),
    });
    let reader = app.store.read(&Viewer::Oversight);
    let mut tallies: BTreeMap<(String, &str, String), Tally> = BTreeMap::new();
    for span in reader.month_spans(period).await? {
        let late = if span.is_late { span.count } else { 0 };
        for (subject, item) in [("all", ""), ("item", span.item.as_str())] {
            let key = (span.month.clone(), subject, item.to_owned());
            let tally = tallies.entry(key).or_default();
            tally.days.add(span.used_days, span.count);
            tally.late = tally.late.saturating_add(late);
        }
    }
    for start in reader.month_starts(period).await? {
        let tally = tallies.entry((start.month, "start", String::new()));
        tally.or_default().days.add(start.days, start.count);
    }
    let mut rows: Vec<Row> = Vec::new();
    for ((month, subject, code), tally) in tallies {
        let (Some(median), Some(ninetieth)) = (tally.days.median(), tally.days.ninetieth()) else {
            continue;
        };
        if !wanted.item.is_empty() && wanted.item != code {
            continue;
        }
        let known = app.office.catalogue.known_item(&ItemCode::new(&code));
        let in_time = tally.days.count().saturating_sub(tally.late);
        let in_time = percent(in_time, tally.days.count()).filter(|_| subject != "start");
        let mut cells = vec![json!(month), json!(subject)];
        cells.extend(item(
            app,
            Some(code.as_str()).filter(|code| !code.is_empty()),
        ));
        cells.extend([
            json!(tally.days.count()),
            json!(median),
            json!(ninetieth),
            json!(known.and_then(|item| item.promised.days())),
            json!(in_time),
        ]);
        rows.push(cells);
    }
    rows.sort_by(|one, other| month_of(other).cmp(month_of(one)));
    Ok(rows)
}

fn month_of(row: &Row) -> &str {
    row.first().and_then(Value::as_str).unwrap_or_default()
}
