/** The same numbers in an array of at least twice the length. */
export function grown(array: Uint32Array, atLeast = 0): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(array.length * 2, atLeast))
  larger.set(array)
  return larger
}
