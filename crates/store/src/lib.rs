//! The only place with SQL and files: the event log, the rows pages are drawn from, accounts, the outbox, and uploaded files.
//!
//! Business data is written in one way, [`Store::commit`]: events, rows, audit, register leaves, messages and the
//! idempotency key in one transaction, acknowledged after it is on the disk. It is read in one way,
//! [`Store::read`], which takes the [`Viewer`] and looks only at what that viewer may see.
//! `SQLite` and `PostgreSQL` run the same statements; a branch chooses dialect, never behaviour.

mod account;
mod administration;
mod audit;
mod blob;
mod booking_code;
mod calendar;
mod commit;
mod contact;
mod counter;
mod error;
mod event;
mod outbox;
mod outbox_state;
mod projection;
mod read;
mod register;
mod register_erasure;
mod register_letters;
mod register_rows;
mod release;
mod schema;
mod session;
mod sql;
mod staff;
mod store;
mod url;
mod value;
mod visitor;
mod words;

pub use account::{Account, AccountFilter, AccountState};
pub use administration::{AccountChange, AccountChanged, AccountSet, OpenWork, WorkKind};
pub use audit::{AuditEntry, AuditFilter, AuditRecord, Audited};
pub use blob::{Blob, BlobError, Blobs};
pub use booking_code::{BookingCode, CodeSubject};
pub use calendar::{CalendarImport, CalendarMove, ImportDecided, ImportState, Recounted};
pub use commit::{
    Commit, CommitError, Committed, IdempotencyKey, NewEvent, OutboxMessage, RegisterLeaf,
};
pub use contact::Contact;
pub use error::StoreError;
pub use event::{NotAStream, StoredEvent, StreamId, StreamKind};
pub use outbox::{OutboxClaim, OutboxEntry};
pub use outbox_state::{DeliveryReport, OutboxFilter, OutboxLine, OutboxState, Reported};
pub use projection::{
    AgendaRow, BookingRow, CaseRow, CaseTimeRow, ComplaintRow, CounterRow, CreditRow, DeadlineKey,
    DutyRow, EnterpriseRow, FoldError, Folding, GreenPromiseRow, LetterRow, MovedDeadline,
    OpinionRow, PartyRow, ProblemRow, Progress, ProjectRow, Publication, PublishedRow,
    QueueTimeRow, RebuildError, ReviewRow, Row, RowChange, RowKey, RowSet, ServedRow,
    ServiceSlotRow, StartTimeRow, SubmissionRow, TableName, TalkRow, complaint_rows, credit_rows,
    enterprise_rows, project_rows, review_rows, service_rows,
};
pub use read::{
    AgendaFilter, AgentLoad, BoardFilter, BoardList, BookingFilter, CaseCounts, CaseFilter,
    CaseSpan, ChannelSpan, ComplaintFilter, CreditFilter, CreditStep, Days, DutyCount, DutyFilter,
    DutyTally, MonthSpan, MonthStart, OvertakenCase, PAGE_MAX, Page, PageOf, ProblemCount,
    ProblemDay, ProblemFilter, ProjectFilter, PublishedFilter, QueueLength, Reader, ReviewFilter,
    ServedFilter, ServiceFigures, SixOnes, StartSpan, SubmissionFilter, TalkFilter, TalkReader,
    Viewer,
};
pub use register::{Checkpoint, EntryOfCode, RegisterError};
pub use register_erasure::Erasure;
pub use register_letters::LetterFile;
pub use register_rows::{CheckpointRow, EntryRow, FactRange, Facts, LeafRow, SaltRow, TileRow};
pub use release::{CatalogueRelease, ReleaseKept, ReleaseState};
pub use session::{LoginSubject, Session, SessionWithAccount};
pub use staff::Absence;
pub use store::Store;
pub use url::DatabaseUrl;
pub use visitor::{VisitorGroup, VisitorLink};
pub use words::{PhraseCount, PhraseHit};
