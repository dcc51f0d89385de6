//! The tables of the double publicity, written by the command line and read back by another program.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use window_domain::catalogue::CreditClass;
use window_store::{CaseFilter, Page, Viewer};

use crate::acts::logged_in;
use crate::credit_service::{decided_for, handed_over, publish, published, record, supervised};
use crate::journey::loaded;
use crate::world::World;

/// Reads a table with Python's own libraries; prints it as JSON: the head, then the rows.
const READER: &str = r#"
import csv, json, re, sys, zipfile
import xml.etree.ElementTree as ET
path = sys.argv[1]
if path.endswith(".csv"):
    rows = list(csv.reader(open(path, encoding="utf-8-sig", newline="")))
else:
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    book = zipfile.ZipFile(path)
    texts = ["".join(t.text or "" for t in si.iter("{%s}t" % ns["m"]))
             for si in ET.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", ns)]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter("{%s}f" % ns["m"])), "a formula"
    rows = []
    for line in sheet.find("m:sheetData", ns).findall("m:row", ns):
        row = {}
        for cell in line.findall("m:c", ns):
            letters = re.match("[A-Z]+", cell.get("r")).group()
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            value = cell.find("m:v", ns)
            row[at - 1] = "" if value is None else texts[int(value.text)]
        rows.append([row.get(at, "") for at in range(max(row) + 1)])
    width = len(rows[0])
    rows = [row + [""] * (width - len(row)) for row in rows]
print(json.dumps(rows))
"#;

type Rows = Vec<BTreeMap<String, String>>;

fn read(file: &Path) -> Rows {
    let output = Command::new("python3")
        .args(["-c", READER])
        .arg(file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rows: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).unwrap();
    let (head, rows) = rows.split_first().unwrap();
    rows.iter()
        .map(|row| head.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

/// The table in both formats, which must be the same.
fn exported(world: &World, kind: &str) -> Rows {
    let folder = tempfile::tempdir().unwrap();
    let [csv, xlsx] = ["csv", "xlsx"].map(|format| {
        let file = folder.path().join(format!("table.{format}"));
        let output = Command::new(env!("CARGO_BIN_EXE_window-one"))
            .args(["export", "credit", "--format", format, "--kind", kind])
            .args(["--database", &world.database()])
            .arg("--out")
            .arg(&file)
            .output()
            .unwrap();
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{talk}");
        read(&file)
    });
    assert_eq!(csv, xlsx);
    csv
}

fn slashed(date: jiff::civil::Date) -> String {
    date.to_string().replace('-', "/")
}

#[tokio::test]
async fn published_decisions_are_exported_as_they_are_and_no_others() {
    let world = supervised().await;
    let (id, project) = handed_over(&world).await;
    assert_eq!(
        exported(&world, "cf"),
        Rows::new(),
        "a clue is nobody's business"
    );
    let told = (CreditClass::General, "=SUM(A1:A9)");
    decided_for(&world, id, told).await;
    assert_eq!(
        exported(&world, "cf"),
        Rows::new(),
        "decided, not published"
    );
    publish(&world, id).await;
    let rows = exported(&world, "cf");
    let record = record(&world, id).await;
    let decided = record.stage.decided().unwrap();
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(row.len(), 30);
    assert_eq!(row["CF_XDR_MC"], project.builder.company);
    assert_eq!(row["CF_XDR_SHXYM"], project.builder.uscc);
    assert_eq!(row["CF_WSH"], decided.ruling.number);
    assert_eq!(row["CF_WFXW"], "未按期履行承诺");
    assert_eq!(row["CF_JDRQ"], slashed(decided.decided.on));
    assert_eq!(row["CF_GSJZQ"], slashed(decided.ruling.max_until));
    assert_eq!(row["CF_SY"], "'=SUM(A1:A9)", "no formula");
    assert_eq!(row["CF_FR_ZJHM"], "", "nobody's papers");
    let legal = world
        .app
        .office
        .legal_person(project.builder.id)
        .await
        .unwrap();
    assert_eq!(Some(&row["CF_FRDB"]), legal.as_ref());
}

#[tokio::test]
async fn supervisors_download_the_same_tables_and_nobody_else_does() {
    let world = supervised().await;
    published(&world).await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let page = supervisor.get("/watch/credit").await.body;
    let folder = tempfile::tempdir().unwrap();
    for kind in ["cf", "xk"] {
        let wanted = exported(&world, kind);
        assert!(!wanted.is_empty());
        for format in ["csv", "xlsx"] {
            let address = format!("/watch/credit/export/{kind}.{format}");
            assert!(page.contains(&format!("href=\"{address}\"")), "{address}");
            let file = folder.path().join(format!("{kind}.{format}"));
            std::fs::write(&file, supervisor.get(&address).await.bytes).unwrap();
            assert_eq!(read(&file), wanted, "{address}");
        }
    }
    for unknown in ["cf.pdf", "zz.csv", "cf"] {
        let address = format!("/watch/credit/export/{unknown}");
        assert_eq!(supervisor.get(&address).await.status, 404, "{unknown}");
    }
    let mut party = logged_in(&world, "energy").await;
    let own = party.get("/watch/credit/export/cf.csv").await;
    assert_eq!(own.status, 404);
    let mut officer = logged_in(&world, "zjj").await;
    assert_eq!(officer.get("/watch/credit/export/cf.csv").await.status, 403);
}

#[tokio::test]
async fn every_permit_granted_is_exported_with_its_numbers_and_dates() {
    let world = supervised().await;
    published(&world).await;
    let rows = exported(&world, "xk");
    let viewer = Viewer::Oversight;
    let approved = CaseFilter {
        states: vec!["approved".to_owned()],
        ..CaseFilter::default()
    };
    let reader = world.app.store.read(&viewer);
    let cases = reader
        .cases(&approved, &Page::first(200))
        .await
        .unwrap()
        .rows;
    assert!(!cases.is_empty());
    assert_eq!(rows.len(), cases.len());
    for row in &rows {
        assert_eq!(row.len(), 28);
        let case = cases.iter().find(|case| case.case_no == row["BZ"]).unwrap();
        let project = loaded(&world, &case.project_id).await;
        let known = &project.cases[&case.case_no.parse().unwrap()];
        let decision = known.decision().unwrap();
        assert_eq!(row["XK_XDR_SHXYM"], project.builder.uscc);
        assert_eq!(row["XK_JDRQ"], slashed(decision.on));
        let until = decision
            .valid_until
            .map_or_else(|| "2099/12/31".to_owned(), slashed);
        assert_eq!(row["XK_YXQZI"], until);
        assert_eq!(
            row["XK_XKBH"],
            decision.certificate_no.clone().unwrap_or_default()
        );
        assert_eq!(row["XK_ZT"], "1");
        for column in ["XK_XKWS", "XK_WSH", "XK_NR", "XK_XKJG", "XK_FRDB"] {
            assert!(!row[column].is_empty(), "{column}: {row:?}");
        }
    }
}
