//! The register's tree against the transparency log of Go's checksum database: what either makes the other accepts, and
//! what either refuses so does the other.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use window_domain::register::tile::{WIDTH, to_bytes};
use window_domain::register::tree::{consistency, inclusion, is_consistent, root_of_inclusion};
use window_domain::register::{Hash, Tile, TilePath, leaf_hash};

use crate::register::{Dice, Tree, hex};

/// Questions with what we say to them.
#[derive(Default)]
struct Asked(Vec<(String, String)>);

impl Asked {
    fn add(&mut self, question: String, ours: impl Into<String>) {
        self.0.push((question, ours.into()));
    }

    /// Both say the same to all of them.
    fn compare(self) {
        let mut program = sumdb();
        let mut input = program.stdin.take().unwrap();
        let mut asked = String::new();
        for (question, _) in &self.0 {
            writeln!(asked, "{question}").unwrap();
        }
        let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()).unwrap());
        let output = program.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success());
        let answers = String::from_utf8(output.stdout).unwrap();
        assert_eq!(answers.lines().count(), self.0.len());
        for ((question, ours), theirs) in self.0.iter().zip(answers.lines()) {
            assert_eq!(ours, theirs, "{question:.300}");
        }
    }
}

/// Go's own, from the packages of Debian: without modules and without the network.
fn sumdb() -> std::process::Child {
    Command::new("go")
        .args(["run", "register_sumdb.go"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
        .env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOFLAGS", "")
        .env("GOCACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/go"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("go is missing: packages golang-go and golang-golang-x-mod-dev")
}

fn list(hashes: &[Hash]) -> String {
    let texts: Vec<String> = hashes.iter().map(|hash| hex(hash)).collect();
    texts.join(",")
}

fn verdict(is_good: bool) -> &'static str {
    if is_good { "yes" } else { "no" }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

/// The proof with something done to it by chance: nothing, a bit changed, a hash taken out, one too many, two exchanged.
fn handled(proof: &[Hash], dice: &mut Dice) -> Vec<Hash> {
    let mut proof = proof.to_vec();
    let act = dice.below(5);
    let at = index(dice.below(u64::try_from(proof.len()).unwrap().max(1)));
    match act {
        1 if !proof.is_empty() => proof[at][index(dice.below(32))] ^= 1 << dice.below(8),
        2 if !proof.is_empty() => drop(proof.remove(at)),
        3 => proof.insert(at, [7; 32]),
        4 if !proof.is_empty() => proof.swap(0, at),
        _ => {}
    }
    proof
}

/// Entries of any length, the empty one included.
fn entries(size: u64, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut byte = |limit| u8::try_from(dice.below(limit)).unwrap();
    let entries = (0..size).map(|_| (0..byte(24)).map(|_| byte(256)).collect());
    entries.collect()
}

/// One entry and one growth of the tree: the proofs themselves, and what is said of them after something was done to them.
fn proofs(tree: &mut Tree, size: u64, dice: &mut Dice, asked: &mut Asked) {
    let new = 1 + dice.below(size);
    let (old, at) = (1 + dice.below(new), dice.below(new));
    let (root, before) = (tree.root(new), tree.root(old));
    let Ok(path) = inclusion(at, new, tree);
    let Ok(grown) = consistency(old, new, tree);
    asked.add(format!("root {new}"), hex(&root));
    asked.add(format!("record {at} {new}"), list(&path));
    asked.add(format!("growth {old} {new}"), list(&grown));

    let leaf = tree.levels[0][index(at)];
    let (path, grown) = (handled(&path, dice), handled(&grown, dice));
    // Now and then of another place, another size, another beginning.
    let elsewhere = if dice.below(4) == 0 {
        dice.below(new)
    } else {
        at
    };
    let longer = new + u64::from(dice.below(6) == 0);
    let is_there = root_of_inclusion(&leaf, elsewhere, longer, &path) == Some(root);
    asked.add(
        format!(
            "is-record {} {elsewhere} {longer} {} {}",
            hex(&leaf),
            hex(&root),
            list(&path)
        ),
        verdict(is_there),
    );
    let earlier = if dice.below(6) == 0 {
        1 + dice.below(longer)
    } else {
        old
    };
    let went_on = is_consistent((earlier, &before), (longer, &root), &grown);
    asked.add(
        format!(
            "is-growth {earlier} {} {longer} {} {}",
            hex(&before),
            hex(&root),
            list(&grown)
        ),
        verdict(went_on),
    );
}

/// All tiles of the tree as we serve them; then proofs from those alone, with one of them edited in the end.
fn tiles(tree: &mut Tree, size: u64, dice: &mut Dice, asked: &mut Asked) {
    let root = tree.root(size);
    let mut last = None;
    for level in 0..8_u8 {
        let all = size >> (8 * u32::from(level));
        for number in 0..all.div_ceil(WIDTH) {
            let tile = Tile {
                level,
                index: number,
            };
            let hashes = &tree.levels[usize::from(level) * 8][index(number * WIDTH)..];
            let bytes = to_bytes(&hashes[..index(tile.width(size))]);
            let path = TilePath::of(tile, size);
            asked.add(format!("tile {path} {}", hex(&bytes)), "yes");
            if level == 0 {
                last = Some((number * WIDTH, path, bytes));
            }
        }
    }
    for _ in 0..8 {
        let at = dice.below(size);
        let Ok(path) = inclusion(at, size, tree);
        asked.add(format!("through {at} {size} {}", hex(&root)), list(&path));
    }
    // The proof of the only entry of a tree has no hashes: no tile is read for it.
    if let Some((at, path, mut bytes)) = last.filter(|_| size > 1) {
        bytes[0] ^= 1;
        asked.add(format!("tile {path} {}", hex(&bytes)), "no");
        asked.add(format!("through {at} {size} {}", hex(&root)), "no");
    }
}

#[test]
fn the_log_of_gos_checksum_database_agrees_both_ways() {
    let mut dice = Dice(1964);
    let mut sizes: Vec<u64> = (1..=17).chain([255, 256, 257, 512, 66_000]).collect();
    sizes.extend((0..12).map(|_| 18 + dice.below(3000)));
    let mut asked = Asked::default();
    for size in sizes {
        let entries = entries(size, &mut dice);
        let texts: Vec<String> = entries.iter().map(|entry| hex(entry)).collect();
        asked.add(format!("tree {}", texts.join(",")), size.to_string());
        let mut tree = Tree::of(entries.iter().map(|entry| leaf_hash(entry)).collect());
        for _ in 0..100 {
            proofs(&mut tree, size, &mut dice, &mut asked);
        }
        tiles(&mut tree, size, &mut dice, &mut asked);
    }
    // Proofs of both kinds are among what was handled, and such that still hold after it.
    for kind in ["is-record", "is-growth"] {
        for said in ["yes", "no"] {
            let many = asked
                .0
                .iter()
                .filter(|(question, ours)| question.starts_with(kind) && ours == said);
            assert!(many.count() > 300, "{kind} {said}");
        }
    }
    asked.compare();
}
