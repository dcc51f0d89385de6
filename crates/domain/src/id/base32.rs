//! Crockford base 32: digits and letters without I, L, O, U, so that a number can be read aloud and copied by hand.

use core::fmt::{Error, Result, Write};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What 128 bits need; no number here is longer.
const CHARACTERS_MAX: usize = 26;

/// Writes the low `5 × characters` bits, the most significant first, in lower case.
pub(crate) fn encode(value: u128, characters: u32, out: &mut impl Write) -> Result {
    // All at once: an id is written for every row of every list.
    let mut text = [b'0'; CHARACTERS_MAX];
    for (byte, position) in text.iter_mut().zip((0..characters).rev()) {
        let index = usize::try_from((value >> (position * 5)) & 31).unwrap_or(0);
        *byte = ALPHABET.get(index).copied().unwrap_or(b'0');
    }
    let written = usize::try_from(characters).ok();
    let written = written.and_then(|length| text.get(..length));
    let text = written.and_then(|bytes| core::str::from_utf8(bytes).ok());
    out.write_str(text.ok_or(Error)?)
}

/// The value of one character; upper case and the look-alikes O, I and L are understood.
pub(crate) fn digit(character: char) -> Option<u128> {
    let letter = u8::try_from(character).ok()?.to_ascii_lowercase();
    // The runs of the alphabet between the letters it leaves out.
    let value = match letter {
        b'o' => 0,
        b'i' | b'l' => 1,
        b'0'..=b'9' => letter - b'0',
        b'a'..=b'h' => letter - b'a' + 10,
        b'j' | b'k' => letter - b'j' + 18,
        b'm' | b'n' => letter - b'm' + 20,
        b'p'..=b't' => letter - b'p' + 22,
        b'v'..=b'z' => letter - b'v' + 27,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, digit};

    #[test]
    fn every_character_of_the_alphabet_has_its_place_as_value() {
        let values = ALPHABET.iter().map(|byte| digit(char::from(*byte)));
        assert!(values.eq((0..32).map(Some)));
    }
}
