import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hubHome } from './hub-cache.js'

/** HF_TOKEN, else what `hf auth login` wrote. Null when there is none, or none that the Hub would take. */
export function hubToken(): string | null {
  const token = (process.env.HF_TOKEN || storedToken()).trim()
  return token.startsWith('hf_') ? token : null
}

/** What is in the file of `hf auth login`; empty without one. */
export function storedToken(): string {
  const file = process.env.HF_TOKEN_PATH || join(hubHome(), 'token')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}
