//! Lights: the table of limits, and that every number has exactly one light.

use window_domain::light::{Light, light_for, warn_days};

#[test]
fn the_warning_time_is_a_fifth_of_the_limit_rounded_up() {
    let table = [
        (0, 0),
        (1, 0),
        (2, 0),
        (3, 1),
        (5, 1),
        (6, 2),
        (10, 2),
        (11, 3),
        (20, 4),
        (45, 9),
        (120, 24),
    ];
    for (limit, warn) in table {
        assert_eq!(warn_days(limit), warn, "{limit}");
    }
    for limit in 3..=120 {
        let warn = warn_days(limit);
        // The least whole number of days that is at least 20 %.
        assert!(
            warn >= 1 && 5 * warn >= limit && 5 * (warn - 1) < limit,
            "{limit}"
        );
    }
}

#[test]
fn every_number_of_days_has_exactly_one_light_and_more_days_are_never_worse() {
    let severity = |light| match light {
        Light::Green { .. } => 0,
        Light::Yellow { .. } => 1,
        Light::Red { .. } => 2,
        other => panic!("{other:?} is not the light of a running clock"),
    };
    for limit in 1..=120 {
        let warn = warn_days(limit);
        let mut before = 2;
        for remaining in -60..=120 {
            let expected = match remaining {
                ..0 => Light::Red {
                    overdue_days: -remaining,
                },
                days if days <= warn => Light::Yellow { remaining },
                _ => Light::Green { remaining },
            };
            let light = light_for(remaining, limit);
            assert_eq!(light, expected, "{remaining} of {limit}");
            assert!(severity(light) <= before, "{remaining} of {limit}");
            before = severity(light);
        }
        // A fresh clock is never yellow, or the colour would say nothing.
        assert_eq!(light_for(limit, limit).code(), "green", "{limit}");
    }
}

#[test]
fn the_ends_of_the_numbers_have_a_light_too() {
    assert_eq!(
        light_for(i32::MIN, i32::MAX),
        Light::Red {
            overdue_days: i32::MAX
        }
    );
    assert_eq!(light_for(i32::MAX, i32::MIN).code(), "green");
    assert_eq!(warn_days(i32::MAX), 429_496_730);
}
