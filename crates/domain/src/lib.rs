//! Rules of Window One: pure, no IO, no clock.
