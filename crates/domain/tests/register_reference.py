"""A second implementation of RFC 6962, part 2.1, and of the addresses of C2SP tlog-tiles, written from the
specifications alone: as the recursions stand there, without tiles and without a cache of its own.

Reads questions from its input, one a line, and answers each with one line:
  root N | inclusion INDEX N | consistency M N | tile LEVEL INDEX N | address LEVEL INDEX WIDTH | bundle INDEX N
The entries are the texts "entry 0", "entry 1" and so on.
"""

import functools
import hashlib
import sys


def entry(i):
    return b"entry %d" % i


@functools.lru_cache(maxsize=None)
def mth(lo, hi):
    """MTH(D[lo:hi])"""
    n = hi - lo
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + entry(lo)).digest()
    k = largest_below(n)
    return hashlib.sha256(b"\x01" + mth(lo, lo + k) + mth(lo + k, hi)).digest()


def largest_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m, lo, hi):
    """PATH(m, D[lo:hi])"""
    n = hi - lo
    if n == 1:
        return []
    k = largest_below(n)
    if m < k:
        return path(m, lo, lo + k) + [mth(lo + k, hi)]
    return path(m - k, lo + k, hi) + [mth(lo, lo + k)]


def subproof(m, lo, hi, whole):
    """SUBPROOF(m, D[lo:hi], b)"""
    n = hi - lo
    if m == n:
        return [] if whole else [mth(lo, hi)]
    k = largest_below(n)
    if m <= k:
        return subproof(m, lo, lo + k, whole) + [mth(lo + k, hi)]
    return subproof(m - k, lo + k, hi, False) + [mth(lo, lo + k)]


def tile(level, index, size):
    """The hashes MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) that a tree of this size has."""
    span = 256**level
    hashes = []
    for i in range(256):
        lo = (index * 256 + i) * span
        if lo + span > size:
            break
        hashes.append(mth(lo, lo + span))
    return hashes


def address(level, index, width):
    digits = "%d" % index
    digits = "0" * (-len(digits) % 3) + digits
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    number = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
    return "%s/%s%s" % (level, number, "" if width == 256 else ".p/%d" % width)


def bundle(index, size):
    entries = [entry(i) for i in range(index * 256, min(size, index * 256 + 256))]
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def answer(words):
    kind, rest = words[0], words[1:]
    if kind == "address":
        return address(rest[0], int(rest[1]), int(rest[2]))
    numbers = [int(word) for word in rest]
    if kind == "root":
        return mth(0, numbers[0]).hex()
    if kind == "bundle":
        return hashlib.sha256(bundle(*numbers)).hexdigest()
    if kind == "inclusion":
        hashes = path(numbers[0], 0, numbers[1])
    elif kind == "consistency":
        hashes = subproof(numbers[0], 0, numbers[1], True)
    else:
        hashes = tile(*numbers)
    return ",".join(one.hex() for one in hashes)


sys.setrecursionlimit(10_000)
for line in sys.stdin:
    print(answer(line.split()))
