/** Seeded choices (mulberry32): the same seed writes the same corpus on every machine. */
export function randomFrom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (count) => Math.floor(next() * count)
  const pick = (list) => list[below(list.length)]
  const chance = (share) => next() < share
  const between = (low, high) => low + below(high - low + 1)
  const from = (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
  return { below, pick, chance, between, from, digits: (length) => from('0123456789', length) }
}

export const lower = 'abcdefghijklmnopqrstuvwxyz'
export const upper = lower.toUpperCase()
export const decimal = '0123456789'
export const hexadecimal = '0123456789abcdef'
export const alphanumeric = lower + upper + decimal
export const base64url = `${alphanumeric}-_`

/** `#` a digit, `N` 2–9, `A` a letter; all else as it stands. */
export const filled = (pattern, random) =>
  pattern.replaceAll(/[#NA]/g, (mark) =>
    mark === '#' ? random.digits(1) : mark === 'N' ? random.pick('23456789') : random.pick(upper),
  )

/** Every fourth entry is kept for the held-out half, so that this half also has forms that nobody tuned on. */
export const seenIn = (half, list) => (half === 'heldout' ? list : list.filter((_, index) => index % 4 !== 3))
