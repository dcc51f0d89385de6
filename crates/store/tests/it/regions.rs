//! Whoever serves one region sees its rows and no other's, whatever is read: the same as where no other region has any.

use window_store::{
    AgendaFilter, AgendaRow, BoardFilter, BoardList, BookingFilter, BookingRow, CaseFilter,
    CaseTimeRow, ComplaintFilter, ComplaintRow, CounterRow, CreditFilter, Days, DutyFilter,
    DutyRow, GreenPromiseRow, Page, PartyRow, ProblemFilter, ProblemRow, ProjectFilter,
    QueueTimeRow, Reader, ReviewFilter, ReviewRow, Row, RowChange, ServedFilter, ServedRow,
    StartTimeRow, SubmissionFilter, TalkFilter, TalkRow, Viewer,
};

use crate::world::{
    World, case_row, commit, day, enterprise_row, letter_row, now, opinion_row, project_row,
    submission_row, territory, window,
};

const YEAR: Days = Days {
    from: jiff::civil::date(2026, 1, 1),
    to: jiff::civil::date(2026, 12, 31),
};

/// A row of every kind that belongs to the project of a region.
#[expect(clippy::too_many_lines, reason = "one list, read top to bottom")]
fn of_project(region: &str) -> Vec<Row> {
    let mut project = project_row(&format!("prj_{region}"), &format!("ent_{region}"));
    project.region = region.into();
    project.agent_id = Some("usr_agent".into());
    project.agent_name = Some(format!("Agent in {region}"));
    project.green_channel = true;
    let (id, name) = (project.id.clone(), project.name.clone());
    let (enterprise_id, enterprise_name) = (
        project.enterprise_id.clone(),
        project.enterprise_name.clone(),
    );
    let number = format!("C-{region}");
    let case = case_row(&number, &project, "zjj");
    let mut decided = case_row(&format!("D-{region}"), &project, "zjj");
    decided.decided_on = Some(day("2026-11-27"));
    decided.outcome = Some("approved".into());
    decided.state = "approved".into();
    let mut rows: Vec<Row> = vec![
        case.into(),
        decided.into(),
        submission_row(&project, 2).into(),
        letter_row(&format!("LETTER-{region}"), &project).into(),
        opinion_row(&number, "fgw").into(),
        enterprise_row(&enterprise_id, &format!("USCC-{region}")).into(),
    ];
    rows.push(Row::from(PartyRow {
        id: format!("{id}~designer"),
        project_id: id.clone(),
        project_name: name.clone(),
        state: "noticed".into(),
        enterprise_id: enterprise_id.clone(),
        enterprise_name: enterprise_name.clone(),
        agent_id: None,
        kind: "designer".into(),
        uscc: "U2".into(),
        company: "Designer".into(),
    }));
    rows.push(Row::from(CaseTimeRow {
        case_no: format!("D-{region}"),
        project_id: id.clone(),
        item: "A01".into(),
        department: "zjj".into(),
        accepted_on: day("2026-11-23"),
        decided_on: day("2026-11-27"),
        outcome: "approved".into(),
        used_days: 4,
        limit_days: Some(5),
        late_days: 0,
        stopped_days: 0,
    }));
    rows.push(Row::from(StartTimeRow {
        project_id: id.clone(),
        track: "build_first".into(),
        filed_on: day("2026-10-08"),
        started_on: day("2026-11-27"),
        window_days: 2,
        department_days: 3,
        other_days: 1,
        applicant_days: 4,
        special_days: 5,
        promised_days: Some(9),
        statutory_days: Some(60),
    }));
    rows.push(Row::from(DutyRow {
        id: format!("{id}~promise~1"),
        kind: "promise".into(),
        project_id: id.clone(),
        project_name: name.clone(),
        enterprise_id: enterprise_id.clone(),
        enterprise_name: enterprise_name.clone(),
        agent_id: Some("usr_agent".into()),
        department: Some("zjj".into()),
        uscc: "U1".into(),
        company: "Builder".into(),
        item: Some("C01".into()),
        source: "promise".into(),
        severity: String::new(),
        title: String::new(),
        state: "open".into(),
        is_open: true,
        begun_on: day("2026-11-23"),
        due_on: day("2026-12-01"),
        done_on: None,
    }));
    rows.extend(of_service(
        region,
        (&id, &name),
        (&enterprise_id, &enterprise_name),
    ));
    rows.push(project.into());
    rows
}

/// What the window does for it.
#[expect(clippy::too_many_lines, reason = "one list, read top to bottom")]
fn of_service(
    region: &str,
    (project_id, project_name): (&str, &str),
    (enterprise_id, enterprise_name): (&str, &str),
) -> Vec<Row> {
    let problem = ProblemRow {
        id: format!("WT-{region}"),
        project_id: project_id.into(),
        project_name: project_name.into(),
        enterprise_id: enterprise_id.into(),
        enterprise_name: enterprise_name.into(),
        agent_id: Some("usr_agent".into()),
        topic: "power".into(),
        text: "power room".into(),
        department: Some("gdgs".into()),
        departments: String::new(),
        person: String::new(),
        state: "open".into(),
        holder: "department".into(),
        level: "agent".into(),
        is_open: true,
        raised_on: day("2026-11-23"),
        promised_on: day("2026-12-01"),
        due_on: day("2026-12-01"),
        limit_days: 7,
        solved_on: Some(day("2026-11-25")),
        closed_on: None,
        meeting_on: None,
        tasks_open: 0,
        solution: "wired".into(),
        lesson: String::new(),
    };
    let visit = AgendaRow {
        id: format!("vis_{region}"),
        kind: "visit".into(),
        project_id: project_id.into(),
        project_name: project_name.into(),
        enterprise_id: enterprise_id.into(),
        enterprise_name: enterprise_name.into(),
        agent_id: Some("usr_agent".into()),
        on_day: day("2026-11-24"),
        at_time: None,
        title: "visit".into(),
        place: String::new(),
        state: "planned".into(),
        is_open: true,
    };
    let talk = TalkRow {
        id: format!("{project_id}~1~window"),
        number: 1,
        project_id: project_id.into(),
        project_name: project_name.into(),
        enterprise_id: enterprise_id.into(),
        enterprise_name: enterprise_name.into(),
        agent_id: Some("usr_agent".into()),
        side: "window".into(),
        department: None,
        subject: "question".into(),
        last_number: 1,
        last_on: day("2026-11-24"),
        holder: "window".into(),
        holder_department: None,
        is_mine: true,
        is_open: true,
        due_on: Some(day("2026-11-25")),
        limit_days: 1,
    };
    let green = |name: &str, is_green: bool, (from, to): (&str, &str)| QueueTimeRow {
        id: format!("{name}-{region}~window"),
        case_no: format!("{name}-{region}"),
        project_id: project_id.into(),
        queue: "window".into(),
        item: format!("A-{region}"),
        department: "zjj".into(),
        is_green,
        in_on: day(from),
        out_on: Some(day(to)),
        days: Some(2),
        stops: String::new(),
    };
    let promise = GreenPromiseRow {
        id: format!("{project_id}~1"),
        case_no: format!("C-{region}"),
        project_id: project_id.into(),
        submission_id: format!("sub_{project_id}"),
        receipt_no: format!("R-{region}"),
        made_on: day("2026-11-23"),
        by_on: day("2026-11-23"),
        ended_on: None,
        outcome: None,
    };
    let mut rows: Vec<Row> = vec![
        problem.into(),
        visit.into(),
        talk.into(),
        promise.into(),
        green("C", false, ("2026-11-23", "2026-11-27")).into(),
        green("D", true, ("2026-11-24", "2026-11-25")).into(),
    ];
    rows.extend(of_visitor(&format!("of-{region}"), Some(project_id)));
    rows
}

/// A visitor with a booking, and what was said and counted of the visit.
fn of_visitor(name: &str, project: Option<&str>) -> Vec<Row> {
    let project_id = project.map(str::to_owned);
    let booking = BookingRow {
        id: format!("bkg_{name}"),
        number: format!("N-{name}"),
        day: day("2026-11-24"),
        kind: "normal".into(),
        starts: "09:00".into(),
        ends: "09:30".into(),
        status: "served".into(),
        phone: "13800000000".into(),
        name: "visitor".into(),
        enterprise_id: None,
        company: String::new(),
        project_id: project_id.clone(),
        project_name: String::new(),
        matter: "matter".into(),
        address: String::new(),
        done: String::new(),
        booked_at: now(),
    };
    let served = ServedRow {
        id: format!("booking/{name}"),
        service: "booking".into(),
        number: name.into(),
        what: "normal".into(),
        on_day: day("2026-11-24"),
        enterprise_id: None,
        project_id: project_id.clone(),
        project_name: String::new(),
        served_by: Some("usr_agent".into()),
        department: None,
    };
    let review = ReviewRow {
        id: format!("booking/{name}"),
        service: "booking".into(),
        number: name.into(),
        what: "normal".into(),
        level: "very_bad".into(),
        is_bad: true,
        reasons: String::new(),
        text: String::new(),
        served_by: Some("usr_agent".into()),
        department: None,
        given_on: day("2026-11-24"),
        next: "contact".into(),
        is_open: true,
        due_on: Some(day("2026-11-25")),
        limit_days: 1,
        done_on: None,
        closed_on: None,
    };
    let counter = CounterRow {
        id: format!("hall_visit/{name}"),
        kind: "hall_visit".into(),
        project_id,
        on_day: day("2026-11-24"),
        number: 1,
    };
    vec![booking.into(), served.into(), review.into(), counter.into()]
}

/// What belongs to no project: the home region's.
fn of_nobody() -> Vec<Row> {
    let complaint = ComplaintRow {
        id: "cpl_1".into(),
        number: "TS1".into(),
        topic: "manner".into(),
        text: "slow".into(),
        name: "visitor".into(),
        phone: "13800000000".into(),
        enterprise_id: None,
        state: "new".into(),
        is_open: true,
        filed_on: day("2026-11-24"),
        due_on: day("2026-12-01"),
        limit_days: 5,
        replied_on: None,
        owner_id: None,
        owner_name: String::new(),
    };
    let mut rows = of_visitor("alone", None);
    rows.push(complaint.into());
    rows
}

async fn seed(world: &World, rows: Vec<Row>) {
    let mut commit = commit("prj_seed", 0);
    commit.rows = rows.into_iter().map(RowChange::Upsert).collect();
    world.store.commit(commit).await.unwrap();
}

/// Everything a reader can be asked, as text.
#[expect(clippy::too_many_lines, reason = "one list, read top to bottom")]
async fn everything(reader: &Reader<'_>) -> Vec<String> {
    let page = Page::first(200);
    let mut said = Vec::new();
    macro_rules! ask {
        ($($call:expr),+ $(,)?) => {$(
            said.push(format!("{} {:?}", stringify!($call), $call.await.unwrap()));
        )+};
    }
    let (projects, cases) = (ProjectFilter::default(), CaseFilter::default());
    let (problems, duties) = (ProblemFilter::default(), DutyFilter::default());
    let today = day("2026-12-02");
    ask!(
        reader.projects(&projects, &page),
        reader.projects_by_urgency(&projects, &page),
        reader.count_projects_by_holder(&projects),
        reader.count_projects(&projects),
        reader.cases(&cases, &page),
        reader.count_cases(&cases),
        reader.counts(&cases, today),
        reader.submissions(&SubmissionFilter::default(), &page),
        reader.count_submissions(&SubmissionFilter::default()),
        reader.parts_of("U2", &page),
        reader.duties(&duties, &page),
        reader.count_duties(&duties),
        reader.tally_duties(&duties),
        reader.duty_counts(&duties),
        reader.problems(&problems, &page),
        reader.solved_problems(&problems, &page),
        reader.problem_counts(&problems),
        reader.count_problems(&problems),
        reader.open_problems(),
        reader.problem_flow(YEAR),
        reader.agenda(&AgendaFilter::default(), &page),
        reader.agenda_counts(&AgendaFilter::default()),
        reader.visits(YEAR),
        reader.talks(&TalkFilter::default(), &page),
        reader.count_talks(&TalkFilter::default()),
        reader.bookings(&BookingFilter::default(), &page),
        reader.count_bookings(&BookingFilter::default()),
        reader.services(&ServedFilter::default(), &page),
        reader.reviews(&ReviewFilter::default(), &page),
        reader.complaints(&ComplaintFilter::default(), &page),
        reader.credit_records(&CreditFilter::default(), &page),
        reader.count_credit_records(&CreditFilter::default()),
        reader.six_ones(YEAR),
        reader.case_spans(YEAR),
        reader.start_spans(YEAR),
        reader.inflow(YEAR),
        reader.decisions(YEAR),
        reader.papers(YEAR),
        reader.stages(),
        reader.results(YEAR),
        reader.agent_loads(),
        reader.channel_spans(YEAR),
        reader.overtaken(YEAR),
        reader.queue_lengths(YEAR),
        reader.promise_ends(YEAR),
        reader.channel_projects(),
        reader.open_promises(),
    );
    for list in BoardList::ALL {
        let filter = BoardFilter {
            list,
            period: YEAR,
            today,
            item: None,
            department: None,
        };
        ask!(
            reader.board_cases(&filter, &page),
            reader.count_board_cases(&filter),
        );
    }
    for region in ["city", "hedz"] {
        ask!(
            reader.project(&format!("prj_{region}")),
            reader.case(&format!("C-{region}")),
            reader.submission(&format!("sub_prj_{region}")),
            reader.submission_by_receipt(&format!("R-prj_{region}")),
            reader.problem(&format!("WT-{region}")),
            reader.enterprise(&format!("ent_{region}")),
            reader.letters(&format!("prj_{region}")),
        );
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_serves_one_region_reads_nothing_of_another_whatever_is_read() {
    let of_city = || [of_project("city"), of_nobody()].concat();
    let of_zone = || of_project("hedz");
    let worlds = World::both().await.into_iter().zip(World::both().await);
    for (all, zone) in worlds {
        seed(&all, [of_city(), of_zone()].concat()).await;
        seed(&zone, of_zone()).await;
        let viewer = Viewer::Window(territory(&["hedz"]));
        let seen = everything(&all.store.read(&viewer)).await;
        let whole = everything(&zone.store.read(&Viewer::Oversight)).await;
        for (seen, whole) in seen.iter().zip(&whole) {
            assert_eq!(seen, whole, "{}", all.name);
        }
        let seen = everything(&all.store.read(&window())).await;
        let whole = everything(&all.store.read(&Viewer::Oversight)).await;
        assert_eq!(seen, whole, "{}", all.name);
        // Nobody's people see what everybody may see, and nothing else.
        let nobody = Viewer::Window(territory(&[]));
        let seen = everything(&all.store.read(&nobody)).await;
        for said in seen {
            let told = ["city", "hedz", "alone", "cpl_1"];
            let (_, said) = said.split_once(") ").unwrap();
            assert!(!told.iter().any(|word| said.contains(word)), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_no_project_is_the_home_regions() {
    for world in World::both().await {
        seed(
            &world,
            [of_project("city"), of_project("hedz"), of_nobody()].concat(),
        )
        .await;
        for (regions, bookings, complaints) in [
            (&["city", "hedz"][..], 3, 1),
            (&["city"], 2, 1),
            (&["hedz"], 1, 0),
            (&[], 0, 0),
        ] {
            let viewer = Viewer::Window(territory(regions));
            let reader = world.store.read(&viewer);
            let page = Page::default();
            let found = reader.bookings(&BookingFilter::default(), &page).await;
            assert_eq!(found.unwrap().rows.len(), bookings, "{regions:?}");
            let found = reader.reviews(&ReviewFilter::default(), &page).await;
            assert_eq!(found.unwrap().rows.len(), bookings, "{regions:?}");
            let found = reader.complaints(&ComplaintFilter::default(), &page).await;
            assert_eq!(found.unwrap().rows.len(), complaints, "{regions:?}");
        }
    }
}
