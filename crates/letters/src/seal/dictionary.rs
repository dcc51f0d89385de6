//! Reading a PDF as far as an update needs it: where each value of a dictionary stands.

use super::error::SealError;

/// The entries of one dictionary: keys with their slash, values as they are written.
pub(super) struct Dictionary<'a> {
    entries: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Dictionary<'a> {
    /// The dictionary that comes next.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, SealError> {
        reader.expect("<<")?;
        let mut entries = Vec::new();
        while !reader.at(">>") {
            entries.push((reader.value()?, reader.value()?));
        }
        reader.expect(">>")?;
        Ok(Self { entries })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'a [u8]> {
        let mut entries = self.entries.iter();
        let found = entries.find(|(name, _)| *name == key.as_bytes());
        found.map(|(_, value)| *value)
    }

    /// The number of the object a key refers to.
    pub(super) fn reference(&self, key: &str) -> Option<usize> {
        self.get(key).and_then(reference)
    }

    /// The dictionary written anew: `entries` with their values, all others as they are.
    pub(super) fn with(&self, entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let kept = self.entries.iter().filter(|(name, _)| {
            let mut new = entries.iter();
            !new.any(|(key, _)| key.as_bytes() == *name)
        });
        let kept = kept.map(|(name, value)| (*name, *value));
        let new = entries
            .iter()
            .map(|(key, value)| (key.as_bytes(), &value[..]));
        let mut text = b"<<\n".to_vec();
        for (name, value) in kept.chain(new) {
            text.extend_from_slice(name);
            text.push(b' ');
            text.extend_from_slice(value);
            text.push(b'\n');
        }
        text.extend_from_slice(b">>");
        text
    }
}

/// The object a value like `7 0 R` refers to. Nothing has been replaced under its number in the
/// PDFs read here, so that other generations than 0 do not occur.
pub(super) fn reference(value: &[u8]) -> Option<usize> {
    number(value.strip_suffix(b" 0 R")?)
}

/// A number without sign and fraction.
pub(super) fn number(word: &[u8]) -> Option<usize> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// Goes through the text of a PDF, value by value.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

const CUT_SHORT: SealError = SealError::Pdf("it ends in the middle of a value");
const STRANGE: SealError = SealError::Pdf("it is not built as letters are");

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether this word comes next.
    pub(super) fn at(&mut self, word: &str) -> bool {
        self.skip_space();
        self.rest.starts_with(word.as_bytes())
    }

    /// Goes past a word that must come next.
    pub(super) fn expect(&mut self, word: &str) -> Result<(), SealError> {
        if self.word()? == word.as_bytes() {
            Ok(())
        } else {
            Err(STRANGE)
        }
    }

    /// The number that must come next.
    pub(super) fn number(&mut self) -> Result<usize, SealError> {
        number(self.word()?).ok_or(SealError::Pdf("a number is missing"))
    }

    /// One whole value: a word, a reference, or all from a bracket to its end.
    pub(super) fn value(&mut self) -> Result<&'a [u8], SealError> {
        self.skip_space();
        let start = self.rest;
        let first = self.word()?;
        match first {
            b"<<" | b"[" => {
                let mut open = 1_usize;
                while open > 0 {
                    match self.word()? {
                        b"<<" | b"[" => open += 1,
                        b">>" | b"]" => open -= 1,
                        _ => {}
                    }
                }
            }
            b">>" | b"]" => return Err(CUT_SHORT),
            _ if first.iter().all(u8::is_ascii_digit) => self.skip_rest_of_reference(),
            _ => {}
        }
        let length = start.len() - self.rest.len();
        start.get(..length).ok_or(CUT_SHORT)
    }

    /// Goes on behind `0 R` if it stands here: then the number before it was a reference.
    fn skip_rest_of_reference(&mut self) {
        let mut ahead = Reader { rest: self.rest };
        let generation = ahead
            .word()
            .is_ok_and(|word| word.iter().all(u8::is_ascii_digit));
        if generation && ahead.word().is_ok_and(|word| word == b"R") {
            self.rest = ahead.rest;
        }
    }

    /// The next bracket, name, string or plain word.
    fn word(&mut self) -> Result<&'a [u8], SealError> {
        self.skip_space();
        let length = match self.rest {
            [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
            [b'[' | b']', ..] => 1,
            [b'<', ..] => {
                1 + self
                    .rest
                    .iter()
                    .position(|it| *it == b'>')
                    .ok_or(CUT_SHORT)?
            }
            [b'(', ..] => string(self.rest).ok_or(CUT_SHORT)?,
            [b'/', name @ ..] => 1 + plain(name),
            text => plain(text),
        };
        if length == 0 {
            return Err(if self.rest.is_empty() {
                CUT_SHORT
            } else {
                STRANGE
            });
        }
        let (word, rest) = self.rest.split_at_checked(length).ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(word)
    }

    /// Goes past spaces and comments.
    pub(super) fn skip_space(&mut self) {
        loop {
            let text = self.rest.iter().position(|it| !is_space(*it));
            self.rest = text.and_then(|at| self.rest.get(at..)).unwrap_or_default();
            if !self.rest.starts_with(b"%") {
                return;
            }
            let end = self.rest.iter().position(|it| matches!(it, b'\n' | b'\r'));
            self.rest = end.and_then(|at| self.rest.get(at..)).unwrap_or_default();
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// How many bytes belong to a word without brackets.
fn plain(text: &[u8]) -> usize {
    let end = text
        .iter()
        .position(|it| is_space(*it) || b"()<>[]{}/%".contains(it));
    end.unwrap_or(text.len())
}

/// Length of the string in brackets at the beginning, which may have brackets in it.
fn string(text: &[u8]) -> Option<usize> {
    let mut open = 0_usize;
    let mut escaped = false;
    for (byte, length) in text.iter().zip(1..) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key and value as text.
    fn entries(text: &str) -> Result<Vec<(String, String)>, SealError> {
        let read = Dictionary::read(&mut Reader::new(text.as_bytes()))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let entries = read.entries.iter();
        Ok(entries
            .map(|(key, value)| (text(key), text(value)))
            .collect())
    }

    #[test]
    fn values_are_read_whole() {
        let text =
            "<</A 1/B/C/D[1 0 R 2 0 R]/E<</F(])>>/G(a(b)\\)c)/H<6162>/I 7 0 R/J[7 8]/K -1.5%x\n>>";
        let expected = [
            ("/A", "1"),
            ("/B", "/C"),
            ("/D", "[1 0 R 2 0 R]"),
            ("/E", "<</F(])>>"),
            ("/G", "(a(b)\\)c)"),
            ("/H", "<6162>"),
            ("/I", "7 0 R"),
            ("/J", "[7 8]"),
            ("/K", "-1.5"),
        ];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert!(entries(text).is_ok_and(|found| found == expected));
    }

    #[test]
    fn what_ends_too_early_is_refused() {
        for text in [
            "", "<<", "<</A", "<</A (", "<</A [1", "<</A <12", "<</A 1>", "<</A ]>>", "[]",
        ] {
            assert!(entries(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_dictionary_is_written_anew_with_what_is_set() {
        let mut reader = Reader::new(b"<</A 1/B 2 0 R>>rest");
        let read = Dictionary::read(&mut reader).map(|read| {
            assert_eq!(read.reference("/B"), Some(2));
            read.with(&[("/A", b"3".to_vec()), ("/C", b"[]".to_vec())])
        });
        assert!(read.is_ok_and(|text| text == b"<<\n/B 2 0 R\n/A 3\n/C []\n>>"));
        assert_eq!(reader.rest(), b"rest");
    }
}
