// Asks the transparency log of Go's checksum database (golang.org/x/mod/sumdb/tlog) what ours is asked, and lets it
// check the proofs and tiles ours makes.
//
// Reads questions from its input, one a line, and answers each with one line. Bytes are hexadecimal, lists have commas.
//
//	tree ENTRIES                        from now on questions are about this tree; answers with its size
//	root SIZE
//	record INDEX SIZE                   the proof that an entry is in the first SIZE
//	growth OLD NEW                      the proof that the first NEW go on from the first OLD
//	is-record LEAF INDEX SIZE ROOT PROOF
//	is-growth OLD ROOT NEW ROOT PROOF
//	tile ADDRESS BYTES                  whether this is the tile at this address; kept for the next question
//	through INDEX SIZE ROOT             the same as `record`, read from the tiles given, which must lead to the root
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

var (
	stored []tlog.Hash
	tiles  map[string][]byte
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func raw(text string) []byte {
	bytes, err := hex.DecodeString(text)
	must(err)
	return bytes
}

func number(text string) int64 {
	number, err := strconv.ParseInt(text, 10, 64)
	must(err)
	return number
}

func hash(text string) (hash tlog.Hash) {
	if copy(hash[:], raw(text)) != tlog.HashSize {
		panic("a hash of another length")
	}
	return hash
}

func hashes(text string) (list []tlog.Hash) {
	if text == "" {
		return nil
	}
	for _, one := range strings.Split(text, ",") {
		list = append(list, hash(one))
	}
	return list
}

func written(list []tlog.Hash) string {
	var parts []string
	for _, one := range list {
		parts = append(parts, hex.EncodeToString(one[:]))
	}
	return strings.Join(parts, ",")
}

func read(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		list[i] = stored[index]
	}
	return list, nil
}

// Tiles as they were given, whatever they hold: the reader has to find out whether they are those of the root.
type given struct{}

func (given) Height() int { return 8 }

func (given) SaveTiles([]tlog.Tile, [][]byte) {}

func (given) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, tile := range wanted {
		found, known := tiles[tile.Path()]
		if !known {
			return nil, fmt.Errorf("no tile %s", tile.Path())
		}
		data[i] = found
	}
	return data, nil
}

func grow(entries []string) string {
	stored, tiles = nil, map[string][]byte{}
	for n, entry := range entries {
		more, err := tlog.StoredHashes(int64(n), raw(entry), tlog.HashReaderFunc(read))
		must(err)
		stored = append(stored, more...)
	}
	return strconv.Itoa(len(entries))
}

func verdict(err error) string {
	if err != nil {
		return "no"
	}
	return "yes"
}

func answer(words []string) string {
	reader := tlog.HashReaderFunc(read)
	switch words[0] {
	case "tree":
		return grow(strings.Split(words[1], ","))
	case "root":
		root, err := tlog.TreeHash(number(words[1]), reader)
		must(err)
		return written([]tlog.Hash{root})
	case "record":
		proof, err := tlog.ProveRecord(number(words[2]), number(words[1]), reader)
		must(err)
		return written(proof)
	case "growth":
		proof, err := tlog.ProveTree(number(words[2]), number(words[1]), reader)
		must(err)
		return written(proof)
	case "is-record":
		return verdict(tlog.CheckRecord(hashes(words[5]), number(words[3]), hash(words[4]), number(words[2]), hash(words[1])))
	case "is-growth":
		return verdict(tlog.CheckTree(hashes(words[5]), number(words[3]), hash(words[4]), number(words[1]), hash(words[2])))
	case "tile":
		// The same address but for the height, which is always 8 in tlog-tiles.
		tile, err := tlog.ParseTilePath("tile/8/" + words[1])
		must(err)
		data, err := tlog.ReadTileData(tile, reader)
		must(err)
		tiles[tile.Path()] = raw(words[2])
		if !bytes.Equal(data, raw(words[2])) {
			return "no"
		}
		return "yes"
	case "through":
		tree := tlog.Tree{N: number(words[2]), Hash: hash(words[3])}
		proof, err := tlog.ProveRecord(tree.N, number(words[1]), tlog.TileHashReader(tree, given{}))
		if err != nil {
			return "no"
		}
		return written(proof)
	}
	panic("an unknown question: " + words[0])
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for {
		line, err := input.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(output, answer(strings.Split(strings.TrimSuffix(line, "\n"), " ")))
	}
}
