/** Small words and numbers that several parts of the page share. */

/** `2026-11-21 13:49 UTC`, from a time stamp of the ledger. */
export const minute = (stamp: string): string => `${stamp.slice(0, 16).replace('T', ' ')} UTC`

/** The first 12 of 64 hex digits: enough to tell things apart. */
export const short = (hash: string): string => hash.slice(0, 12)

/** `1,234` */
export const count = (n: number): string => n.toLocaleString('en')

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`
