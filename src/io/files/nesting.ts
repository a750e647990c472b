import { DataError } from '../../core/errors.js'

/** Far more than data of people has, far less than what the stack holds where a value is walked by recursion. */
const deepest = 200

/** @throws DataError for a value of a user's file that nests too deep to work with */
export function requireShallow(value: unknown, where: string): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) throw new DataError(`${where}: it nests more than ${deepest} deep.`)
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each).filter(isNested) : [],
    )
  }
}

const isNested = (value: unknown) => typeof value === 'object' && value !== null
