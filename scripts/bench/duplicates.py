"""datasketch on the texts of one file, a line each: python duplicates.py TEXTS loop|bulk.

Prints one JSON object: the seconds from texts to the last query, the line numbers that were found for each line, and the
version. Reading the file and importing are not timed. Run by duplicates.mjs.
"""

import json
import sys
import time

import datasketch

NGRAM, PERMUTATIONS, THRESHOLD = 3, 128, 0.7


def main(path: str, way: str) -> None:
    with open(path, encoding="utf-8") as file:
        texts = file.read().splitlines()
    start = time.perf_counter()
    sets = [shingles(text) for text in texts]
    sketches = looped(sets) if way == "loop" else list(datasketch.MinHash.generator(sets, num_perm=PERMUTATIONS))
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    found = {}
    for line, sketch in enumerate(sketches):
        earlier = index.query(sketch)
        if earlier:
            found[line] = earlier
        index.insert(line, sketch, check_duplication=False)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "found": found, "version": datasketch.__version__}))


def shingles(text: str) -> list[bytes]:
    words = text.lower().split()
    return list({" ".join(words[i : i + NGRAM]).encode() for i in range(len(words) - NGRAM + 1)})


def looped(sets: list[list[bytes]]):
    for one in sets:
        sketch = datasketch.MinHash(num_perm=PERMUTATIONS)
        for shingle in one:
            sketch.update(shingle)
        yield sketch


if __name__ == "__main__":
    main(*sys.argv[1:])
