//! Hits of the words of the window.

use jiff::civil::date;
use window_store::{Days, PhraseCount, PhraseHit};

use crate::world::{World, commit, now};

fn hit(id: &str, user: &str, blocked: bool) -> PhraseHit {
    PhraseHit {
        id: id.into(),
        at: now(),
        on: date(2026, 8, 3),
        user: user.into(),
        phrase: "rude".into(),
        kind: "reply".into(),
        action: "ReplyComplaint".into(),
        object: "complaint/cpl_1".into(),
        blocked,
    }
}

const AUGUST: Days = Days {
    from: date(2026, 8, 1),
    to: date(2026, 8, 31),
};

#[tokio::test(flavor = "multi_thread")]
async fn hits_cannot_be_changed_and_the_same_request_is_one_hit() {
    for world in World::both().await {
        let twice = [hit("1", "usr_a", true), hit("1", "usr_a", true)];
        world.store.add_phrase_hits(&twice).await.unwrap();
        let mut sent = commit("prj_1", 0);
        sent.hits = vec![hit("2", "usr_a", false), hit("3", "usr_b", false)];
        world.store.commit(sent).await.unwrap();
        let count = |user: &str, blocked, sent| PhraseCount {
            month: "2026-08".into(),
            phrase: "rude".into(),
            kind: "reply".into(),
            user: user.into(),
            blocked,
            sent,
        };
        let all = world.store.phrase_counts(None, AUGUST).await.unwrap();
        let both = [count("usr_a", 1, 1), count("usr_b", 0, 1)];
        assert_eq!(all, both, "{}", world.name);
        let own = world.store.phrase_counts(Some("usr_b"), AUGUST).await;
        assert_eq!(own.unwrap(), both[1..], "{}", world.name);
        let hits = world.store.phrase_hits(AUGUST).await.unwrap();
        assert_eq!(hits.len(), 3, "{}", world.name);
        assert_eq!(hits[0], hit("1", "usr_a", true), "{}", world.name);
        let july = Days {
            from: date(2026, 7, 1),
            to: date(2026, 7, 31),
        };
        assert_eq!(world.store.phrase_counts(None, july).await.unwrap(), []);
        for change in [
            "UPDATE phrase_hits SET was_blocked = 0",
            "DELETE FROM phrase_hits",
        ] {
            let refused = world.raw(change).await;
            assert!(refused.is_err(), "{}: {change}", world.name);
        }
    }
}
