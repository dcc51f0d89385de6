//! The limits of whoever serves some regions only.

use window_domain::access::Territory;

use super::{Viewer, filter::numbered};
use crate::{projection::TableName, value::Value};

/// Where a statement over `queue_times a` takes the viewer's regions.
pub(super) const OF_CASE: &str = "/*regions*/";

/// What a row of the table must be, with the regions in the places `{}`; nothing for whoever serves the whole city.
pub(super) fn limits(table: TableName, territory: &Territory) -> Option<(String, Vec<Value>)> {
    if territory.is_whole() {
        return None;
    }
    let regions: Vec<Value> = territory.regions().iter().map(Value::from).collect();
    let nothing = || Some(("1 = 0".to_owned(), Vec::new()));
    let is_everybodys = matches!(table, TableName::ServiceSlots | TableName::Published);
    if regions.is_empty() && !is_everybodys {
        return nothing();
    }
    let within = format!("region IN ({})", vec!["{}"; regions.len()].join(", "));
    let of_project = |name: &str| {
        format!("EXISTS (SELECT 1 FROM projects p WHERE p.id = {name}.project_id AND p.{within})")
    };
    // What is about no project belongs to the home region.
    let of_any = |name: &str| {
        let project = of_project(name);
        if territory.covers_home() {
            format!("({name}.project_id IS NULL OR {project})")
        } else {
            project
        }
    };
    let condition = match table {
        TableName::Projects | TableName::Cases | TableName::Submissions => within,
        TableName::Letters
        | TableName::Duties
        | TableName::ProjectParties
        | TableName::CaseTimes
        | TableName::StartTimes
        | TableName::Problems
        | TableName::Agenda
        | TableName::Talks
        | TableName::QueueTimes
        | TableName::GreenPromises => of_project(table.as_str()),
        TableName::Services | TableName::Bookings | TableName::SixOnes => of_any(table.as_str()),
        TableName::Reviews => {
            let service = of_any("s");
            format!("EXISTS (SELECT 1 FROM services s WHERE s.id = reviews.id AND {service})")
        }
        TableName::Opinions => format!(
            "EXISTS (SELECT 1 FROM cases c WHERE c.case_no = opinions.case_no AND c.{within})"
        ),
        TableName::Enterprises => format!(
            "EXISTS (SELECT 1 FROM projects p WHERE p.enterprise_id = enterprises.id AND p.{within})"
        ),
        // Complaints are about the window: the home region's. Nobody's places are hidden from anybody.
        TableName::Complaints if territory.covers_home() => return None,
        TableName::ServiceSlots | TableName::Published => return None,
        // What a company did counts everywhere: its records are read by whoever serves the whole city.
        TableName::Complaints | TableName::CreditRecords => return nothing(),
    };
    Some((condition, regions))
}

/// The statement over `queue_times a` with the viewer's regions in their place, and their values behind the others.
pub(super) fn of_case(sql: &str, viewer: &Viewer, params: &mut Vec<Value>) -> String {
    let limits = match viewer {
        Viewer::Window(territory) => limits(TableName::QueueTimes, territory),
        _ => None,
    };
    let Some((condition, values)) = limits else {
        return sql.replace(OF_CASE, "");
    };
    let text = numbered(&condition, values, params);
    sql.replace(
        OF_CASE,
        &format!(" AND {}", text.replace("queue_times.", "a.")),
    )
}
