/**
 * How many bands of how many rows a signature is cut into (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
 * 3.4): two texts of similarity s share a band with probability 1 - (1 - s^rows)^bands, an S-curve whose steep part
 * should lie at the threshold. As datasketch does, both areas of error are weighed and every cut is tried. A missed pair
 * weighs nine times a false one here: a false one is found out by the exact comparison, a missed one never.
 */
export interface Bands {
  bands: number
  rows: number
}

/** @param threshold similarity from which a pair is wanted, over 0 and up to 1 @param permutations length of a signature */
export function bandsFor(threshold: number, permutations: number): Bands {
  const name = `${threshold} ${permutations}`
  const cut = known.get(name) ?? bestCut(threshold, permutations)
  known.set(name, cut)
  return cut
}

/** Probability that two texts of this similarity share at least one band: the recall of the search there. */
export function sharing(similarity: number, { bands, rows }: Bands): number {
  return 1 - (1 - similarity ** rows) ** bands
}

/** Finding a cut takes some milliseconds. */
const known = new Map<string, Bands>()

function bestCut(threshold: number, permutations: number): Bands {
  let best = { bands: 1, rows: 1, error: Number.POSITIVE_INFINITY }
  for (let rows = 1; rows <= permutations; rows++) {
    for (let bands = 1; bands * rows <= permutations; bands++) {
      const missed = area(threshold, 1, (similarity) => 1 - sharing(similarity, { bands, rows }))
      const wrong = area(0, threshold, (similarity) => sharing(similarity, { bands, rows }))
      const error = 0.9 * missed + 0.1 * wrong
      if (error < best.error) best = { bands, rows, error }
    }
  }
  return { bands: best.bands, rows: best.rows }
}

/** Midpoint rule: the curves are smooth, and only their order is used. */
function area(from: number, to: number, height: (at: number) => number): number {
  const steps = 64
  const width = (to - from) / steps
  let sum = 0
  for (let step = 0; step < steps; step++) sum += height(from + (step + 0.5) * width)
  return sum * width
}
