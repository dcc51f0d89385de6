//! Messages about bookings, handed to the outbox with what they tell of; `sending` hands them to a gateway.

use jiff::civil::Date;
use window_domain::catalogue::{Catalogue, Language as CityLanguage, Text};
use window_domain::context::Recorded;
use window_domain::id::entity::BookingId;
use window_domain::service_day::{Booking, ServiceDay, ServiceDayEvent};
use window_store::OutboxMessage;

use crate::sending::TextMessage;

/// What messages about a booking are about.
pub const TOPIC: &str = "sms";
/// Codes have a topic of their own: they are worthless after minutes and then removed.
pub const CODE_TOPIC: &str = "sms-code";

/// A message to a telephone.
fn message(topic: &str, key: String, message: &TextMessage) -> OutboxMessage {
    OutboxMessage {
        topic: topic.to_owned(),
        key,
        payload: serde_json::json!(message).to_string(),
    }
}

/// The message that carries a code.
pub(crate) fn code(
    catalogue: &Catalogue,
    (phone, language): (&str, &str),
    code: &str,
) -> OutboxMessage {
    let policy = catalogue.service();
    let minutes = policy.code.minutes.to_string();
    let text = filled(
        in_language(&policy.messages.code, language),
        &[("{code}", code), ("{minutes}", &minutes)],
    );
    let sent = TextMessage {
        to: phone.to_owned(),
        template: "booking-code".to_owned(),
        text,
    };
    message(CODE_TOPIC, phone.to_owned(), &sent)
}

/// Messages that go out because of these facts, to whom they concern.
pub(crate) fn messages(
    (day, catalogue): (&ServiceDay, &Catalogue),
    facts: &[Recorded<ServiceDayEvent>],
) -> Vec<OutboxMessage> {
    let words = &catalogue.service().messages;
    let mut messages = Vec::new();
    for fact in facts {
        let (booking, text, name): (BookingId, &Text, &str) = match &fact.event {
            ServiceDayEvent::PlaceBooked { booking, .. } => (*booking, &words.booked, "booked"),
            ServiceDayEvent::PlaceQueued { booking, .. } => (*booking, &words.queued, "queued"),
            ServiceDayEvent::BookingMovedUp { booking } => (*booking, &words.moved_up, "moved-up"),
            ServiceDayEvent::BookingChanged { booking, .. } => {
                (*booking, &words.changed, "changed")
            }
            // Of the booking on another day there is a message of its own.
            ServiceDayEvent::BookingCancelled {
                booking,
                by_window,
                moved_to: None,
                ..
            } if *by_window => (*booking, &words.cancelled_by_window, "cancelled-by-window"),
            ServiceDayEvent::BookingCancelled {
                booking,
                moved_to: None,
                ..
            } => (*booking, &words.cancelled, "cancelled"),
            _ => continue,
        };
        if let Some(booking) = day.booking(booking) {
            messages.push(about((day.date, booking), (text, name), catalogue));
        }
    }
    messages
}

fn about(
    (date, booking): (Date, &Booking),
    (text, name): (&Text, &str),
    catalogue: &Catalogue,
) -> OutboxMessage {
    let language = booking.guest.language.as_str();
    let kind = catalogue.service().kind(booking.at.kind);
    let place = kind.map_or("", |kind| in_language(&kind.place, language));
    let number = booking.number.to_string();
    let when = format!("{date} {}", booking.at.start.strftime("%H:%M"));
    let text = filled(
        in_language(text, language),
        &[
            ("{number}", &number),
            ("{when}", &when),
            ("{place}", place),
            ("{reason}", &booking.reason),
        ],
    );
    let sent = TextMessage {
        to: booking.guest.phone.clone(),
        template: format!("booking-{name}"),
        text,
    };
    message(TOPIC, booking.id.to_string(), &sent)
}

fn in_language<'a>(text: &'a Text, language: &str) -> &'a str {
    text.get(if language == "en" {
        CityLanguage::En
    } else {
        CityLanguage::Zh
    })
}

fn filled(text: &str, places: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (place, value) in places {
        text = text.replace(place, value);
    }
    text
}
