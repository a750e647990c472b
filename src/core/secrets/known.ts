/**
 * The secrets that an environment holds, by value: what is called a token, key or password, and the user info of every
 * URL. A value that could stand in any text (a word, a number, `tiny-model-2`) is none: hiding it would hide the text.
 */
import { findSecrets } from '../redaction/secret.js'
import { userInfosIn } from './user-info.js'

export interface KnownSecret {
  value: string
  /** The variable or file that it stands in. */
  source: string
}

export function secretsOf(environment: Readonly<Record<string, string | undefined>>): KnownSecret[] {
  return Object.entries(environment).flatMap(([source, text = '']) =>
    valuesIn(source, text).map((value) => ({ value, source })),
  )
}

function valuesIn(name: string, text: string): string[] {
  const whole = text.trim()
  const named = secretName.test(name) && !isOrdinary(whole, wordy.test(name)) ? [whole] : []
  const marked = [...findSecrets(text)].map(({ value }) => value)
  const values = [...named, ...marked.filter((value) => !isOrdinary(value))]
  return [...values.flatMap(withLines), ...userInfosIn(text).flatMap(partsOf)]
}

/** A log has a key in PEM line by line. */
function withLines(value: string): string[] {
  const lines = value.includes('\n') ? value.split('\n').map((line) => line.trim()) : []
  return [value, ...lines.filter((line) => line.length >= longestWord && !line.startsWith('-----'))]
}

const secretName =
  /(?:^|_)(?:KEY|SECRET|PASS|PASSWD|PASSPHRASE|AUTH|CREDENTIALS?)(?:_ID)?$|(?:TOKEN|PASSWORD|API_?KEY|_PWD)$/i

/** Whose values people make of words. A key is never made of words; what looks so is a name. */
const wordy = /TOKEN$|SECRET$|PASSWORD$|PASSPHRASE$/i

const shortest = 8
const longestWord = 15
/** Nobody's text has words in a row like this by chance. */
const longestName = 20

/** @param words whether several words may be a secret */
function isOrdinary(value: string, words = false): boolean {
  if (value.length < shortest || /^[\d.,:_+-]+$/.test(value)) return true
  if (words && value.length >= longestName) return false
  // Names are made of words and these signs; passwords have others.
  return /^[\w .:/@-]+$/.test(value) && value.split(/[^A-Za-z0-9]+/).every(isWord)
}

/** A word, a number, or a short mix of both as in `v2` and `4bit`. */
function isWord(part: string): boolean {
  if (/^(?:[a-z]*|[A-Z]*|[A-Z][a-z]*)$/.test(part)) return part.length <= longestWord
  return /^\d+$/.test(part) ? part.length <= longestWord : part.length <= 6
}

/** `user:password@` is one in any text; the password alone only when it is no word or number. */
function partsOf(info: string): string[] {
  const [user = '', password] = info.split(/:(.*)/s)
  if (password === undefined) return isOrdinary(user) ? [] : [user]
  const alone = [password, decoded(password)].filter(
    (part) => part.length >= shortest && !/^(?:[A-Za-z]+|[\d.]+)$/.test(part),
  )
  const header = Buffer.from(decoded(info)).toString('base64')
  return [`${info}@`, ...(header.length > longestWord ? [header] : []), ...alone]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
