//! Rungs of a ladder of reminders: at so many working days left somebody is reminded, each rung once.

/// The rung that is due and was not given. Only the nearest: who was not reminded of a farther one need not be now. What is
/// overdue stands on the last rung.
pub fn due_rung(rungs: &[u16], left: i32, given: &[u16]) -> Option<u16> {
    let left = left.max(0);
    let reached = rungs.iter().filter(|rung| left <= i32::from(**rung));
    let nearest = reached.min().copied()?;
    (!given.contains(&nearest)).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_rung_is_given_once_and_the_last_when_it_is_overdue() {
        let rungs = [2, 1, 0];
        for (left, given, due) in [
            (3, &[][..], None),
            (2, &[], Some(2)),
            (2, &[2], None),
            // Nobody looked for two days.
            (0, &[2], Some(0)),
            (-4, &[2, 1], Some(0)),
            (-4, &[0], None),
        ] {
            assert_eq!(due_rung(&rungs, left, given), due, "{left} {given:?}");
        }
        assert_eq!(due_rung(&[], 0, &[]), None);
    }
}
