//! Crockford base 32: digits and letters without I, L, O, U, so that a number can be read aloud and copied by hand.

use core::fmt::{Result, Write};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes the low `5 × characters` bits, the most significant first, in lower case.
pub(crate) fn encode(value: u128, characters: u32, out: &mut impl Write) -> Result {
    for position in (0..characters).rev() {
        let index = usize::try_from((value >> (position * 5)) & 31).unwrap_or(0);
        let byte = ALPHABET.get(index).copied().unwrap_or(b'0');
        out.write_char(char::from(byte))?;
    }
    Ok(())
}

/// The value of one character; upper case and the look-alikes O, I and L are understood.
pub(crate) fn digit(character: char) -> Option<u128> {
    let folded = match character.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let index = ALPHABET
        .iter()
        .position(|byte| char::from(*byte) == folded)?;
    u128::try_from(index).ok()
}
