//! Folding the facts of conversations. Total: a fact that names what is not known changes nothing.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{Next, TalkEvent};
use super::{Awaited, Message, Side, Talk};
use crate::clock::Clock;
use crate::context::By;
use crate::limit::Limit;

pub(super) fn fold(talks: &mut Vec<Talk>, event: &TalkEvent, on: Date, by: &By) {
    match event {
        TalkEvent::TalkOpened {
            talk,
            subject,
            from,
            to,
            text,
            files,
            next,
        } => {
            let mut opened = Talk {
                number: *talk,
                subject: subject.clone(),
                opened_on: on,
                messages: Vec::new(),
                awaited: None,
                asked: 0,
                reminded: 0,
                enterprise_waits: false,
                settled: None,
            };
            opened.write((from, to), (text, files), (on, by));
            opened.go_on(next, on);
            talks.push(opened);
        }
        TalkEvent::TalkSaid {
            talk,
            from,
            to,
            text,
            files,
            shown,
            next,
        } => with(talks, *talk, |talk| {
            for message in &mut talk.messages {
                if shown.contains(&message.number) {
                    message.readers.insert(to.clone());
                }
            }
            talk.write((from, to), (text, files), (on, by));
            talk.go_on(next, on);
        }),
        TalkEvent::TalkReleased {
            talk,
            message,
            next,
        } => with(talks, *talk, |talk| {
            let mut messages = talk.messages.iter_mut();
            if let Some(message) = messages.find(|it| it.number == *message) {
                message.readers.insert(Side::Enterprise);
                message.released_on = Some(on);
                talk.enterprise_waits = false;
            }
            talk.go_on(next, on);
        }),
        TalkEvent::TalkSettled { talk, note } => with(talks, *talk, |talk| {
            talk.settled = Some((on, by.clone(), note.clone()));
            talk.enterprise_waits = false;
            talk.awaited = None;
        }),
        TalkEvent::TalkReminded { talk, asked } => {
            with(talks, *talk, |talk| talk.reminded = *asked);
        }
    }
}

fn with(talks: &mut [Talk], number: u16, change: impl FnOnce(&mut Talk)) {
    let mut talks = talks.iter_mut();
    if let Some(talk) = talks.find(|talk| talk.number == number) {
        change(talk);
    }
}

impl Talk {
    fn write(
        &mut self,
        (from, to): (&Side, &Side),
        (text, files): (&str, &[crate::project::event::StoredFile]),
        (on, by): (Date, &By),
    ) {
        let last = self.messages.last().map_or(0, |message| message.number);
        self.messages.push(Message {
            number: last.saturating_add(1),
            from: from.clone(),
            to: to.clone(),
            by: by.clone(),
            on,
            text: text.into(),
            files: files.to_vec(),
            // The window sees all of it: what goes between the others goes through it.
            readers: BTreeSet::from([from.clone(), to.clone(), Side::Window]),
            released_on: None,
        });
        self.settled = None;
        // A word in between, while a department is asked, answers nothing.
        let is_passed_on = |it: &Awaited| it.side.department().is_some();
        if *to == Side::Enterprise && !self.awaited.as_ref().is_some_and(is_passed_on) {
            self.enterprise_waits = false;
        }
    }

    fn go_on(&mut self, next: &Next, on: Date) {
        match next {
            Next::Same => {}
            Next::Nobody => self.awaited = None,
            Next::Answer {
                side,
                asked_by,
                days,
            } => {
                self.enterprise_waits |= *asked_by == Side::Enterprise;
                self.asked = self.asked.saturating_add(1);
                self.awaited = Some(Awaited {
                    side: side.clone(),
                    asked_by: asked_by.clone(),
                    clock: Clock::new(on, Limit::WorkingDays(*days)),
                });
            }
        }
    }
}
