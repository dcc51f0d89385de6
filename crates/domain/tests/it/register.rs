//! The register's tree: the vectors of the certificate logs, every pair of sizes, random proofs, and a second
//! implementation written from the specification.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use window_domain::register::tile::{WIDTH, bundle, from_bytes, to_bytes};
use window_domain::register::tree::{
    Growing, Nodes, consistency, empty_root, inclusion, is_consistent, node_hash, root,
    root_of_inclusion,
};
use window_domain::register::{Hash, Question, Tile, TilePath, Tiles, leaf_hash};

/// Entries of the logs' own tests, and the roots of the first 1, 2, … of them.
const ENTRIES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn unhex(text: &str) -> Vec<u8> {
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    let digits = pairs.iter().map(|pair| std::str::from_utf8(pair).unwrap());
    digits
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

fn hash(text: &str) -> Hash {
    unhex(text).try_into().unwrap()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Every node of a tree, made once.
pub(crate) struct Tree {
    pub(crate) levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub(crate) fn of(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while levels.last().unwrap().len() > 1 {
            let (pairs, _) = levels.last().unwrap().as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| node_hash(left, right));
            let above = above.collect();
            levels.push(above);
        }
        Self { levels }
    }

    fn counted(size: u64) -> Self {
        Self::of(
            (0..size)
                .map(|n| leaf_hash(format!("entry {n}").as_bytes()))
                .collect(),
        )
    }

    pub(crate) fn root(&mut self, size: u64) -> Hash {
        let Ok(root) = root(size, self);
        root
    }

    fn tiles(&self, question: Question) -> Tiles {
        let width = |tile: Tile| usize::try_from(tile.width(question.size())).unwrap();
        let first = |tile: Tile| usize::try_from(tile.index * WIDTH).unwrap();
        let of = |tile: Tile| {
            let level = &self.levels[usize::from(tile.level) * 8];
            (tile, level[first(tile)..][..width(tile)].to_vec())
        };
        Tiles(
            question
                .tiles()
                .into_iter()
                .map(of)
                .collect::<BTreeMap<_, _>>(),
        )
    }
}

impl Nodes for Tree {
    type Error = Infallible;

    fn node(&mut self, height: u8, index: u64) -> Result<Hash, Infallible> {
        Ok(self.levels[usize::from(height)][usize::try_from(index).unwrap()])
    }
}

/// Numbers without a rhythm, the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn roots_and_proofs_are_those_of_the_published_vectors() {
    let leaves = || ENTRIES.iter().map(|entry| leaf_hash(&unhex(entry)));
    let mut tree = Tree::of(leaves().collect());
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(tree.root(0), hash(nothing));
    assert_eq!(empty_root(), hash(nothing));
    for (size, expected) in (1..).zip(ROOTS) {
        assert_eq!(tree.root(size), hash(expected), "root of {size}");
        let growing: Growing = leaves().take(usize::try_from(size).unwrap()).collect();
        assert_eq!(growing.root(), hash(expected), "growing to {size}");
    }
    let included = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(inclusion(5, 8, &mut tree), Ok(included.map(hash).to_vec()));
    let grown = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(consistency(6, 8, &mut tree), Ok(grown.map(hash).to_vec()));
    let grown = [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ];
    assert_eq!(consistency(2, 5, &mut tree), Ok(grown.map(hash).to_vec()));
}

#[test]
fn every_pair_of_sizes_up_to_512_is_consistent_and_no_other_root_is() {
    let mut tree = Tree::counted(512);
    let roots: Vec<Hash> = (0..=512).map(|size| tree.root(size)).collect();
    let of = |size: u64| &roots[usize::try_from(size).unwrap()];
    let mut pairs = 0;
    for new in 1..=512 {
        for old in 1..new {
            let Ok(proof) = consistency(old, new, &mut tree);
            assert!(
                is_consistent((old, of(old)), (new, of(new)), &proof),
                "{old} {new}"
            );
            assert!(
                !is_consistent((old, of(old - 1)), (new, of(new)), &proof),
                "{old} {new}"
            );
            assert!(
                !is_consistent((old, of(old)), (new, of(new - 1)), &proof),
                "{old} {new}"
            );
            if let Some((_, shorter)) = proof.split_last() {
                assert!(
                    !is_consistent((old, of(old)), (new, of(new)), shorter),
                    "{old} {new}"
                );
            }
            pairs += 1;
        }
        assert!(is_consistent((new, of(new)), (new, of(new)), &[]));
        assert!(is_consistent((0, of(0)), (new, of(new)), &[]));
        assert!(!is_consistent((new, of(new)), (new - 1, of(new - 1)), &[]));
    }
    assert_eq!(pairs, 130_816);
}

#[test]
fn a_hundred_thousand_random_entries_are_proven_and_edited_ones_are_not() {
    const SIZE: u64 = 70_000;
    let mut tree = Tree::counted(SIZE);
    let mut dice = Dice(6962);
    for round in 0..100_000 {
        let size = 1 + dice.below(SIZE);
        let index = dice.below(size);
        let Ok(path) = inclusion(index, size, &mut tree);
        let Ok(leaf) = tree.node(0, index);
        let root = tree.root(size);
        assert_eq!(
            root_of_inclusion(&leaf, index, size, &path),
            Some(root),
            "{index} {size}"
        );
        // Something else, somewhere else, or with another hash on the way: now and then, for each costs as much.
        if round % 8 != 0 {
            continue;
        }
        let other = node_hash(&leaf, &leaf);
        assert_ne!(root_of_inclusion(&other, index, size, &path), Some(root));
        let elsewhere = (index + 1) % size;
        if elsewhere != index {
            assert_ne!(root_of_inclusion(&leaf, elsewhere, size, &path), Some(root));
        }
        if let Some((_, shorter)) = path.split_last() {
            assert_eq!(root_of_inclusion(&leaf, index, size, shorter), None);
            let mut edited = path.clone();
            let at = usize::try_from(dice.below(u64::try_from(edited.len()).unwrap())).unwrap();
            edited[at][round % 32] ^= 1;
            assert_ne!(root_of_inclusion(&leaf, index, size, &edited), Some(root));
        }
    }
}

#[test]
fn proofs_from_tiles_are_those_from_the_whole_tree() {
    const SIZE: u64 = 70_000;
    let mut tree = Tree::counted(SIZE);
    let mut dice = Dice(70_000);
    for round in 0..300 {
        let new = if round == 0 {
            SIZE
        } else {
            1 + dice.below(SIZE)
        };
        let old = dice.below(new + 1);
        for question in [
            Question::Root(new),
            Question::Inclusion {
                index: dice.below(new),
                size: new,
            },
            Question::Consistency { old, new },
        ] {
            let Ok(expected) = question.answer(&mut tree);
            let mut tiles = tree.tiles(question);
            assert_eq!(question.answer(&mut tiles), Ok(expected), "{question:?}");
            // Without one of them there is no answer, and no wrong one.
            if let Some((tile, _)) = tiles.0.pop_first() {
                assert!(
                    question.answer(&mut tiles).is_err(),
                    "{question:?} without {tile:?}"
                );
            }
        }
    }
}

#[test]
fn a_tile_has_one_address() {
    let path = |level, index, width| TilePath {
        level,
        index,
        width,
    };
    for (text, read) in [
        ("0/000", path(Some(0), 0, 256)),
        ("0/x001/x234/067", path(Some(0), 1_234_067, 256)),
        ("1/000.p/17", path(Some(1), 0, 17)),
        ("entries/x001/000.p/255", path(None, 1000, 255)),
        ("63/001.p/1", path(Some(63), 1, 1)),
    ] {
        assert_eq!(text.parse(), Ok(read), "{text}");
        assert_eq!(read.to_string(), text);
    }
    for wrong in [
        "",
        "0",
        "0/",
        "0/0",
        "0/00",
        "0/0000",
        "0/x000/000",
        "0/001/067",
        "00/000",
        "64/000",
        "+1/000",
        "-1/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/257",
        "0/000.p/01",
        "0/000.p/",
        "0/x001",
        "0/000/",
        "/000",
        "entries",
        "entries/../000",
        "0/0\u{661}0",
        "0/x999/x999/x999/x999/x999/x999/x999/x999/000",
        "data/000",
        "0/ 00",
        "0/000.p/+1",
    ] {
        assert!(wrong.parse::<TilePath>().is_err(), "{wrong}");
    }
    // The example of the specification: a tree of 70 000.
    let widths = [
        (0, 272, 256),
        (0, 273, 112),
        (1, 0, 256),
        (1, 1, 17),
        (2, 0, 1),
        (0, 274, 0),
        (3, 0, 0),
    ];
    for (level, index, width) in widths {
        assert_eq!(
            Tile { level, index }.width(70_000),
            width,
            "{level} {index}"
        );
    }
}

/// What we say to a question of the second implementation.
fn ours(tree: &mut Tree, question: &str) -> String {
    let words: Vec<&str> = question.split(' ').collect();
    let number = |at: usize| words[at].parse::<u64>().unwrap();
    let list = |hashes: Vec<Hash>| {
        hashes
            .iter()
            .map(|hash| hex(hash))
            .collect::<Vec<_>>()
            .join(",")
    };
    let answer = |tree: &mut Tree, question: Question| {
        let mut tiles = tree.tiles(question);
        list(question.answer(&mut tiles).unwrap())
    };
    match words[0] {
        "root" => answer(tree, Question::Root(number(1))),
        "inclusion" => answer(
            tree,
            Question::Inclusion {
                index: number(1),
                size: number(2),
            },
        ),
        "consistency" => answer(
            tree,
            Question::Consistency {
                old: number(1),
                new: number(2),
            },
        ),
        "tile" => {
            let tile = Tile {
                level: words[1].parse().unwrap(),
                index: number(2),
            };
            let width = usize::try_from(tile.width(number(3))).unwrap();
            let level = &tree.levels[usize::from(tile.level) * 8];
            let first = usize::try_from(tile.index * WIDTH).unwrap();
            let sent = to_bytes(&level[first..first + width]);
            list(from_bytes(&sent).unwrap())
        }
        "address" => TilePath {
            level: words[1].parse().ok(),
            index: number(2),
            width: number(3),
        }
        .to_string(),
        _ => {
            let entries: Vec<String> = (number(1) * WIDTH..number(2).min((number(1) + 1) * WIDTH))
                .map(|n| format!("entry {n}"))
                .collect();
            let bytes = bundle(entries.iter().map(String::as_str)).unwrap();
            hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes))
        }
    }
}

#[test]
fn a_second_implementation_written_from_the_specification_agrees() {
    const SIZE: u64 = 70_000;
    let mut dice = Dice(2);
    let mut questions = vec![
        "root 0".to_owned(),
        "root 1".to_owned(),
        format!("root {SIZE}"),
    ];
    for _ in 0..700 {
        let new = 1 + dice.below(SIZE);
        let (old, index) = (1 + dice.below(new), dice.below(new));
        questions.push(format!("root {new}"));
        questions.push(format!("inclusion {index} {new}"));
        questions.push(format!("consistency {old} {new}"));
        let level = dice.below(2);
        let tiles = (new >> (8 * level)).div_ceil(WIDTH);
        if tiles > 0 {
            questions.push(format!("tile {level} {} {new}", dice.below(tiles)));
        }
        questions.push(format!("bundle {} {new}", dice.below(new.div_ceil(WIDTH))));
        questions.push(format!(
            "address {level} {} {}",
            dice.below(2_000_000_000),
            1 + dice.below(256)
        ));
        questions.push(format!("address entries {} 256", dice.below(2000)));
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/register_reference.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is missing: the second implementation is written in it");
    let mut input = python.stdin.take().unwrap();
    let asked = questions.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()).unwrap());
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), questions.len());
    let mut tree = Tree::counted(SIZE);
    for (question, theirs) in questions.iter().zip(answers.lines()) {
        assert_eq!(ours(&mut tree, question), theirs, "{question}");
    }
}
