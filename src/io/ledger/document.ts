import { secretKeeper } from '../secrets.js'

/** A value as the ledger keeps it: JSON, without the secrets of this process. */
export function document(value: unknown): string {
  return JSON.stringify(secretKeeper().withoutKnownIn(value))
}

/** What a program said, as the ledger keeps it: also without what has the form of a secret. */
export function spoken<T>(value: T): T {
  return secretKeeper().withoutSecretsIn(value)
}
