/**
 * The secrets of this process: its environment's, and the token that `hf auth login` wrote. Whoever writes text
 * somewhere (terminal, ledger, log, page) has the keeper take them out first.
 */
import { existsSync } from 'node:fs'
import { type Keeper, keeperOf } from '../core/secrets/keeper.js'
import { secretsOf } from '../core/secrets/known.js'
import { storedToken } from './models/hub-token.js'

let current: Keeper | undefined

export const secretKeeper = (): Keeper => current ?? lookForSecrets()

/** At the start of each command. */
export function lookForSecrets(): Keeper {
  // The path of a key is no key.
  const environment = Object.entries(process.env).filter(([, value]) => value && !existsSync(value))
  const stored = Object.entries({ STORED_HF_TOKEN: storedToken() })
  current = keeperOf(secretsOf(Object.fromEntries([...environment, ...stored])))
  return current
}
