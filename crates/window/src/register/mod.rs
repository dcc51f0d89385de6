//! The verifiable register: what was decided cannot be changed afterwards without anybody noticing. Entries are written in
//! the business transaction, get their places within seconds, and the root over all of them is signed
//! (C2SP tlog-tiles, tlog-checkpoint, tlog-proof; `docs/register.md`).

pub mod erase;
pub mod keep;
pub mod leaves;
pub mod note;
pub mod proof;
pub mod verify;
pub mod witness;

pub use self::leaves::Leaf;
