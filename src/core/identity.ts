import { hashOf, sha256 } from './canonical.js'

/** Raised when the meaning of a record changes: old ids then differ from new ones on purpose. */
const schemaVersion = 1

/**
 * The id of a record: its kind and 20 hex digits of (schema version, parents' ids, meaning).
 * Equal ids mean equal records, so an id walks lineage from an evaluation row back to its prompt.
 */
export function recordId(kind: string, parents: readonly string[], meaning: unknown): string {
  return `${kind}-${hashOf([schemaVersion, parents, meaning]).slice(0, 20)}`
}

/**
 * The seed of one sample: 31 bits of sha256(root seed, prompt id, sample index, salt).
 * It doesn't know which model answers, so base and tuned model get the same draw and stay comparable.
 */
export function seedFor(root: number, promptId: string, sample: number, salt = ''): number {
  return Number.parseInt(sha256(`${root}\n${promptId}\n${sample}\n${salt}`).slice(0, 8), 16) >>> 1
}
