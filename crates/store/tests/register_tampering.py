"""Somebody with their hands in the database of the register (SQLite).

Reads one task a line from its input and answers each with one line when it is done:
  reduce FROM TO SIZES   copies only what the register rests on, as it was at the largest of the signed sizes up to SIZES
  tamper FROM TO SEED    copies and changes something by chance; answers with what was done
"""

import hashlib
import os
import random
import shutil
import sqlite3
import sys

KEPT = {"events", "register_leaves", "register_salts", "register_entries", "register_tiles",
        "register_checkpoints", "register_state", "refinery_schema_history", "catalogue_releases"}


def free(db):
    """Without the triggers that refuse changes."""
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("PRAGMA foreign_keys = OFF")


def one(db, sql, *params):
    return db.execute(sql, params).fetchone()[0]


def roll_back(db, size):
    """The register as it was when so many entries were signed."""
    last = one(db, "SELECT MAX(leaf_id) FROM register_entries WHERE place < ?", size)
    db.execute("DELETE FROM register_entries WHERE place >= ?", (size,))
    db.execute("DELETE FROM register_leaves WHERE id > ?", (last,))
    db.execute("DELETE FROM register_checkpoints WHERE size > ?", (size,))
    db.execute("UPDATE register_state SET size = ?", (size,))
    for level in (1, 2):
        db.execute("DELETE FROM register_tiles WHERE level = ? AND place >= ?", (level, size // 256**level))
    leaves = "\n".join(row[0] for row in db.execute("SELECT payload FROM register_leaves"))
    gone = [(c,) for (c,) in db.execute("SELECT commitment FROM register_salts") if c not in leaves]
    db.executemany("DELETE FROM register_salts WHERE commitment = ?", gone)


def reduce(source, target, at_most):
    copy(source, target)
    db = sqlite3.connect(target)
    free(db)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if name not in KEPT and not name.startswith("sqlite_"):
            db.execute(f"DELETE FROM {name}")
    size = one(db, "SELECT MAX(size) FROM register_checkpoints WHERE size <= ?", int(at_most))
    roll_back(db, size)
    streams = set()
    for (payload,) in db.execute("SELECT payload FROM register_leaves"):
        if '"stream":"' in payload:
            streams.add(payload.split('"stream":"')[1].split('"')[0])
    db.execute("CREATE TEMP TABLE kept (name TEXT PRIMARY KEY)")
    db.executemany("INSERT INTO kept VALUES (?)", [(stream,) for stream in streams])
    db.execute("DELETE FROM events WHERE stream_kind || '/' || stream_id NOT IN (SELECT name FROM kept)")
    db.commit()
    db.execute("VACUUM")
    db.close()
    return str(size)


def copy(source, target):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(target + end):
            os.remove(target + end)
        if end != "-shm" and os.path.exists(source + end):
            shutil.copyfile(source + end, target + end)


def flip(rng, text):
    """The text with one character changed."""
    at = rng.randrange(len(text))
    other = rng.choice([c for c in "0123456789abcdef" if c != text[at]])
    return text[:at] + other + text[at + 1:]


def leaf_hash(payload):
    return hashlib.sha256(b"\x00" + payload.encode()).hexdigest()


def tamper(source, target, seed):
    copy(source, target)
    rng = random.Random(int(seed))
    db = sqlite3.connect(target)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    size = one(db, "SELECT COUNT(*) FROM register_entries")
    place = rng.randrange(size)
    leaf = one(db, "SELECT leaf_id FROM register_entries WHERE place = ?", place)
    payload = one(db, "SELECT payload FROM register_leaves WHERE id = ?", leaf)
    other = rng.choice([p for p in range(size) if p != place])
    other_leaf = one(db, "SELECT leaf_id FROM register_entries WHERE place = ?", other)

    def edit_leaf():
        db.execute("UPDATE register_leaves SET payload = ? WHERE id = ?", (flip(rng, payload), leaf))

    def rewrite_leaf():
        # With its hash, as somebody would who knows how the register works.
        edited = flip(rng, payload)
        db.execute("UPDATE register_leaves SET payload = ? WHERE id = ?", (edited, leaf))
        db.execute("UPDATE register_entries SET hash = ? WHERE place = ?", (leaf_hash(edited), place))

    def edit_column():
        column, value = rng.choice([("kind", "'other'"), ("recorded_at", "recorded_at + 1"), ("check_code", "'0000000000000000'")])
        db.execute(f"UPDATE register_leaves SET {column} = {value} WHERE id = ?", (leaf,))

    def edit_hash():
        hash = one(db, "SELECT hash FROM register_entries WHERE place = ?", place)
        db.execute("UPDATE register_entries SET hash = ? WHERE place = ?", (flip(rng, hash), place))

    def fact_of(payload):
        stream, version = payload.split('"stream":"')[1].split('"')[0], payload.split('"version":')[1].split("}")[0]
        kind, id = stream.split("/")
        return kind, id, int(version)

    def edit_fact():
        if '"stream":"' not in payload:
            return edit_leaf()
        where = fact_of(payload)
        fact = one(db, "SELECT payload FROM events WHERE stream_kind = ? AND stream_id = ? AND version = ?", *where)
        if rng.random() < 0.3:
            db.execute("DELETE FROM events WHERE stream_kind = ? AND stream_id = ? AND version = ?", where)
        else:
            db.execute("UPDATE events SET payload = ? WHERE stream_kind = ? AND stream_id = ? AND version = ?",
                       (flip(rng, fact), *where))

    def delete_leaf():
        db.execute("DELETE FROM register_leaves WHERE id = ?", (leaf,))

    def delete_entry():
        db.execute("DELETE FROM register_entries WHERE place = ?", (place,))
        if rng.random() < 0.5:
            db.execute("DELETE FROM register_leaves WHERE id = ?", (leaf,))

    def close_gap():
        # One is taken out and the later ones move up.
        db.execute("DELETE FROM register_entries WHERE place = ?", (place,))
        db.execute("DELETE FROM register_leaves WHERE id = ?", (leaf,))
        db.execute("UPDATE register_entries SET place = -place WHERE place > ?", (place,))
        db.execute("UPDATE register_entries SET place = -place - 1 WHERE place < 0")
        db.execute("UPDATE register_state SET size = size - 1")

    def insert_leaf():
        copied = payload if rng.random() < 0.5 else payload.replace('"version":', '"version":9')
        db.execute("INSERT INTO register_leaves (recorded_at, kind, payload, check_code) "
                   "SELECT recorded_at, kind, ?, check_code FROM register_leaves WHERE id = ?", (copied, leaf))
        if rng.random() < 0.5:
            id = one(db, "SELECT MAX(id) FROM register_leaves")
            db.execute("INSERT INTO register_entries VALUES (?, ?, ?)", (size, id, leaf_hash(copied)))
            db.execute("UPDATE register_state SET size = size + 1")

    def insert_between():
        db.execute("UPDATE register_entries SET place = -place - 2 WHERE place >= ?", (place,))
        db.execute("UPDATE register_entries SET place = -place - 1 WHERE place < 0")
        db.execute("INSERT INTO register_leaves (recorded_at, kind, payload, check_code) "
                   "SELECT recorded_at, kind, payload, check_code FROM register_leaves WHERE id = ?", (leaf,))
        id = one(db, "SELECT MAX(id) FROM register_leaves")
        db.execute("INSERT INTO register_entries VALUES (?, ?, ?)", (place, id, leaf_hash(payload)))
        db.execute("UPDATE register_state SET size = size + 1")

    def reorder():
        # The places of two are exchanged, or what they hold.
        if rng.random() < 0.5:
            db.execute("UPDATE register_entries SET place = -1 WHERE place = ?", (place,))
            db.execute("UPDATE register_entries SET place = ? WHERE place = ?", (place, other))
            db.execute("UPDATE register_entries SET place = ? WHERE place = -1", (other,))
        else:
            theirs = one(db, "SELECT payload FROM register_leaves WHERE id = ?", other_leaf)
            for at, id, text in ((place, leaf, theirs), (other, other_leaf, payload)):
                db.execute("UPDATE register_leaves SET payload = ? WHERE id = ?", (text, id))
                db.execute("UPDATE register_entries SET hash = ? WHERE place = ?", (leaf_hash(text), at))

    def truncate():
        keep = rng.randrange(size)
        db.execute("DELETE FROM register_entries WHERE place >= ?", (keep,))
        if rng.random() < 0.5:
            db.execute("UPDATE register_state SET size = ?", (keep,))
        if rng.random() < 0.5:
            db.execute("DELETE FROM register_checkpoints WHERE size > ?", (keep,))

    def restore_backup():
        earlier = [row[0] for row in db.execute("SELECT size FROM register_checkpoints WHERE size < ? AND size > 0", (size,))]
        roll_back(db, rng.choice(earlier))

    def swap_salts():
        a, b = rng.sample([row[0] for row in db.execute("SELECT commitment FROM register_salts")], 2)
        salts = {c: one(db, "SELECT salt FROM register_salts WHERE commitment = ?", c) for c in (a, b)}
        db.execute("UPDATE register_salts SET salt = ? WHERE commitment = ?", (salts[b], a))
        db.execute("UPDATE register_salts SET salt = ? WHERE commitment = ?", (salts[a], b))

    def edit_salt():
        commitment = rng.choice([row[0] for row in db.execute("SELECT commitment FROM register_salts")])
        salt = one(db, "SELECT salt FROM register_salts WHERE commitment = ?", commitment)
        act = rng.randrange(3)
        if act == 0:
            db.execute("UPDATE register_salts SET salt = ? WHERE commitment = ?", (flip(rng, salt), commitment))
        elif act == 1:
            db.execute("DELETE FROM register_salts WHERE commitment = ?", (commitment,))
        else:
            db.execute("INSERT INTO register_salts (commitment, salt) VALUES (?, ?)", (flip(rng, commitment), salt))

    def edit_tile():
        act = rng.randrange(3)
        if act == 0:
            hash = one(db, "SELECT hash FROM register_tiles LIMIT 1")
            db.execute("UPDATE register_tiles SET hash = ?", (flip(rng, hash),))
        elif act == 1:
            db.execute("DELETE FROM register_tiles")
        else:
            db.execute("INSERT INTO register_tiles VALUES (1, 7, ?)", (leaf_hash(payload),))

    def edit_checkpoint():
        sizes = [row[0] for row in db.execute("SELECT size FROM register_checkpoints")]
        signed = rng.choice(sizes)
        note = one(db, "SELECT note FROM register_checkpoints WHERE size = ?", signed)
        act = rng.randrange(4)
        if act == 0:
            # Behind the base64 of a signature one of two last characters may mean the same; the text is signed.
            text = note.split("\n\n")[0]
            db.execute("UPDATE register_checkpoints SET note = ? WHERE size = ?", (flip(rng, text) + note[len(text):], signed))
        elif act == 1:
            root = one(db, "SELECT root FROM register_checkpoints WHERE size = ?", signed)
            db.execute("UPDATE register_checkpoints SET root = ? WHERE size = ?", (flip(rng, root), signed))
        elif act == 2:
            db.execute("UPDATE register_checkpoints SET size = size + 100000 WHERE size = ?", (signed,))
        else:
            db.execute("DELETE FROM register_checkpoints WHERE size = ?", (max(sizes),))

    def edit_size():
        db.execute("UPDATE register_state SET size = size + ?", (rng.choice([-1, 1, 5]),))

    def erase_salts():
        # The fact is another one, and the salts that would show it are said to have been erased.
        if '"stream":"' not in payload:
            return edit_leaf()
        made = payload.split('"sha256":"')[1].split('"')[0]
        db.execute("UPDATE events SET payload = payload || ' ' WHERE stream_kind = ? AND stream_id = ? AND version = ?",
                   fact_of(payload))
        db.execute("UPDATE register_salts SET salt = '', erased_at = 1 WHERE commitment = ?", (made,))
        if rng.random() < 0.5:
            about = payload.split('"stream":"')[1].split('"')[0]
            db.execute("INSERT INTO register_erasures VALUES ('era_1', ?, 'why', 1, 'lead')", (about,))
            db.execute("UPDATE register_salts SET erasure = 'era_1' WHERE commitment = ?", (made,))
            db.execute("INSERT INTO audit (recorded_at, actor, action, object, outcome, detail) "
                       "VALUES (1, 'lead', 'register.erase', 'register/era_1', 'done', '{}')")

    acts = [edit_leaf, rewrite_leaf, edit_column, edit_hash, edit_fact, delete_leaf, delete_entry, close_gap,
            insert_leaf, insert_between, reorder, truncate, restore_backup, swap_salts, edit_salt, edit_tile,
            edit_checkpoint, edit_size, erase_salts]
    act = acts[int(seed) % len(acts)]
    act()
    db.commit()
    db.close()
    return act.__name__


TASKS = {"reduce": reduce, "tamper": tamper}
for line in sys.stdin:
    task, source, target, argument = line.split()
    print(TASKS[task](source, target, argument), flush=True)
