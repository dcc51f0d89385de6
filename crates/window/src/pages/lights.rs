//! Lights as the components draw them.

use serde::Serialize;
use window_domain::light::Light;

/// A light for the `light` component.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LightView {
    kind: &'static str,
    days: i32,
    since: Option<String>,
}

impl From<Light> for LightView {
    fn from(light: Light) -> Self {
        let (days, since) = match light {
            Light::Green { remaining } | Light::Yellow { remaining } => (remaining, None),
            Light::Red { overdue_days } => (overdue_days, None),
            Light::Stopped { since } => (0, Some(since.to_string())),
            Light::Done { by } => (by, None),
            Light::Unlimited => (0, None),
        };
        Self {
            kind: light.code(),
            days,
            since,
        }
    }
}
