#!/usr/bin/env python3
"""Makes the two letter fonts from Debian's Noto CJK packages.

    apt-get install fonts-noto-cjk unicode-data
    python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python subset.py

The same packages give the same bytes: the font's own modification date is kept.
"""

import bz2
import pathlib

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = pathlib.Path(__file__).parent
NOTO = pathlib.Path("/usr/share/fonts/opentype/noto")
UNIHAN = pathlib.Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")

FONTS = [
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "NotoSerifCJKsc-Regular.letters.otf"),
    ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "NotoSansCJKsc-Bold.letters.otf"),
]

# Signs that stand in letters besides the Han characters: the whole of the small
# blocks, so that no one has to think about a single sign.
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: names of foreign investors
    (0x01CD, 0x01DC),  # pinyin vowels with tone marks
    (0x02C6, 0x02DD),
    (0x0391, 0x03C9),  # Greek, as units and coefficients
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x205E),  # per mille, primes, reference marks
    (0x2070, 0x209C),  # superscripts: m², m³
    (0x20AC, 0x20AC),
    (0x2100, 0x214F),  # ℃ № ™
    (0x2150, 0x218B),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25FF),  # shapes, check boxes
    (0x2600, 0x2612),
    (0x2713, 0x2718),
    (0x3000, 0x301F),  # CJK punctuation, 〇 and 〓
    (0x3021, 0x3029),
    (0x3220, 0x3229),  # ㈠ to ㈩
    (0x3280, 0x32B0),
    (0x33A0, 0x33D5),  # ㎡ ㎏ ㎞
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
]


def general_standard_table(last=8105):
    """Characters 1 to `last` of 通用规范汉字表 (2013), as Unihan's kTGH numbers them."""
    found = set()
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 3 and fields[1] == "kTGH" and int(fields[2].removeprefix("2013:")) <= last:
                found.add(int(fields[0].removeprefix("U+"), 16))
    assert len(found) == last, len(found)
    return found


def gb2312(last_row=87):
    """Characters of GB 2312 up to a row: 55 ends its first level, 87 is everything."""
    found = set()
    for row in range(0xA1, 0xA1 + last_row):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    assert len(found) == {55: 4437, 87: 7445}[last_row], len(found)
    return found


def wanted(han):
    characters = set(han)
    for first, last in BLOCKS:
        characters.update(range(first, last + 1))
    # Kana, Cyrillic and bopomofo come with GB 2312 but never stand in a letter.
    return {c for c in characters if not (0x3040 <= c <= 0x312F or 0x0400 <= c <= 0x04FF)}


def make(collection, family, target, characters):
    fonts = TTCollection(NOTO / collection, lazy=True).fonts
    index = next(i for i, font in enumerate(fonts) if font["name"].getDebugName(1) == family
                 or font["name"].getDebugName(16) == family)
    options = subset.Options()
    options.font_number = index
    options.hinting = False
    # Vertical writing, half-width forms and the glyphs of other regions are features too;
    # a letter is written left to right in mainland forms. "pwid" stays: English text
    # needs narrow quotation marks, which the font has only as a feature.
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "pwid"]
    options.layout_scripts = ["DFLT", "hani", "latn"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    options.recalc_timestamp = False
    font = subset.load_font(str(NOTO / collection), options)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=characters)
    maker.subset(font)
    subset.save_font(font, str(HERE / target), options)
    kept = set(font.getBestCmap())
    han = {c for c in characters if c >= 0x3400 and not 0xFE00 <= c <= 0xFFFF}
    print(target, (HERE / target).stat().st_size, "bytes,", len(kept), "characters, Han missing:",
          "".join(sorted(map(chr, han - kept))) or "none")
    return kept


def main():
    # The text font knows every standard character. The title font sets headings and
    # labels, so the common ones do: a rarer one is taken from the text font.
    text = make(*FONTS[0], wanted(general_standard_table() | gb2312()))
    title = make(*FONTS[1], wanted(general_standard_table(3500) | gb2312(55)))
    assert title <= text, sorted(map(chr, title - text))


if __name__ == "__main__":
    main()
