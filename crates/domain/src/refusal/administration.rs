//! The rules of administration that can refuse: accounts, the calendar, releases of the catalogue.

/// Adds these rules to the list it is given.
macro_rules! with_administration {
    ($($others:tt)*) => {
        codes! {
            $($others)*
            /// An administrator's role goes with no other.
            RolesApart => "roles-apart", Some("design 7");
            /// The role is held for a department, and none is given.
            RoleOfDepartment => "role-of-department", None;
            /// Nobody changes their own rights.
            OwnRights => "own-rights", Some("design 7");
            /// Nobody else who can log in has the role.
            LastHolder => "last-holder", None;
            /// Work is in the account's hands.
            WorkOpen => "work-open", None;
            /// The login has not the form of one.
            LoginForm => "login-form", None;
            /// The login is somebody else's.
            LoginTaken => "login-taken", None;
            /// The calendar is not of the form asked for.
            CalendarFormat => "calendar-format", None;
            /// The calendar is not that of one year.
            CalendarYear => "calendar-year", None;
            /// A day of the calendar is wrong.
            CalendarDay => "calendar-day", None;
            /// The year has no days off: its notice is not out.
            CalendarEmpty => "calendar-empty", None;
            /// A year between the calendar and this one is missing.
            CalendarGap => "calendar-gap", None;
            /// A day that has counted would change.
            CalendarPast => "calendar-past", None;
            /// Nothing would change.
            CalendarSame => "calendar-same", None;
            /// Another import is not settled.
            CalendarWaiting => "calendar-waiting", None;
            /// The import is decided.
            CalendarOver => "calendar-over", None;
            /// Whoever handed it in does not decide.
            CalendarOwn => "calendar-own", Some("design 7");
            /// What was handed in is no archive of a city's files.
            ReleaseArchive => "release-archive", None;
            /// A file of the release cannot be read.
            ReleaseUnread => "release-unread", None;
            /// The release would mislead people or break a plan.
            ReleaseFinding => "release-finding", Some("design 6");
            /// A layout of the release cannot be set.
            ReleaseLayout => "release-layout", None;
            /// Nothing would change.
            ReleaseSame => "release-same", None;
            /// The release has not the name of one.
            ReleaseName => "release-name", None;
            /// Another release has the name.
            ReleaseNameTaken => "release-name-taken", None;
            /// The day has gone by.
            ReleaseDay => "release-day", None;
            /// Somebody still works for a department the release does not have.
            ReleaseDepartment => "release-department", None;
            /// The code of a phrase has not the form of one.
            PhraseCode => "phrase-code", None;
            /// Another release waits to be decided.
            ReleaseWaiting => "release-waiting", None;
            /// The release is decided.
            ReleaseOver => "release-over", None;
            /// Whoever handed it in does not decide.
            ReleaseOwn => "release-own", Some("design 7");
            /// The release is in force.
            ReleaseInForce => "release-in-force", Some("design 6");
        }
    };
}
