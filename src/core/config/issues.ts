/** Turns what zod found into problems that a person can mend. */
import type { z } from 'zod'
import type { Key } from './draft.js'
import { allNames, keysNamed, namesUnder } from './keys.js'
import type { Problem } from './problem.js'
import { nearest } from './suggest.js'

type Issue = z.core.$ZodIssue

/** @param ofUnknownKey what to say of a key that is not known; default: by the keys of a config */
export function problemsFrom(
  issues: readonly Issue[],
  value: unknown,
  ofUnknownKey: (key: Key) => Problem = unknownKey,
): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, value, ofUnknownKey))
}

function problemsOf(issue: Issue, root: unknown, ofUnknownKey: (key: Key) => Problem): Problem[] {
  const key = issue.path as Key
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostUnknown).map((name) => ofUnknownKey([...key, name]))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const likely = issue.errors.filter((branch) => branch.every((inner) => inner.path.length > 0))
    if (likely.length === 1) {
      return problemsFrom(
        likely[0]!.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
        root,
        ofUnknownKey,
      )
    }
  }
  const value = valueIn(root, key)
  if (value === undefined) return [{ key, message: `is missing${expected(issue)}` }]
  return [{ key, ...mismatch(issue, value) }]
}

/** A file with more unknown keys in one place is no config, and a guess for each of them takes seconds. */
const mostUnknown = 50

/** A key is unknown because it is mistyped, stands in the wrong section, or goes by another name elsewhere. */
function unknownKey(key: Key): Problem {
  const name = String(key.at(-1))
  const siblings = namesUnder(key.slice(0, -1).map(String))
  if (siblings.includes(name)) return { key, message: `${name} goes with another method` }
  const usual = usualName(name)
  if (usual !== name && siblings.includes(usual)) return { key, message: 'unknown key', meant: usual }
  const homes = keysNamed(usual).map(sectionOf)
  if (homes.length > 0) return { key, message: misplaced({ name, usual, homes }) }
  const sibling = nearest(name, siblings)
  if (sibling) return { key, message: 'unknown key', meant: sibling }
  const stray = nearest(name, allNames())
  if (!stray)
    return { key, message: `unknown key${siblings.length ? `; known here: ${siblings.join(', ')}` : ''}` }
  return { key, message: 'unknown key', meant: keysNamed(stray).join(' or ') }
}

/** What lattice calls a setting that other tools know by this name. */
export function usualName(name: string): string {
  return namesElsewhere.get(name) ?? name
}

const namesElsewhere = new Map([
  ['lr', 'learning_rate'],
  ['epochs', 'num_train_epochs'],
  ['batch', 'per_device_train_batch_size'],
  ['train_batch_size', 'per_device_train_batch_size'],
  ['grad_accum', 'gradient_accumulation_steps'],
  ['max_seq_length', 'max_length'],
  ['max_seq_len', 'max_length'],
  ['cutoff_len', 'max_length'],
  ['lora_rank', 'lora_r'],
  ['target_modules', 'lora_target_modules'],
  ['max_tokens', 'max_new_tokens'],
  ['num_return_sequences', 'n'],
  ['num_candidates', 'n'],
  ['val_ratio', 'validation'],
  ['enabled', 'policy'],
  ['early_stopping_patience', 'patience'],
  ['early_stopping_threshold', 'min_delta'],
  ['base', 'generator'],
  ['model', 'generator'],
])

function misplaced({ name, usual, homes }: { name: string; usual: string; homes: string[] }): string {
  const places = homes.filter((home) => home !== '').join(' or ') || 'the top level'
  return usual === name ? `${name} belongs under ${places}` : `is called ${usual} and belongs under ${places}`
}

function sectionOf(key: string): string {
  return key.split('.').slice(0, -1).join('.')
}

function valueIn(root: unknown, key: Key): unknown {
  return key.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], root)
}

function mismatch(issue: Issue, value: unknown): { message: string; meant?: string } {
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value)
  if (issue.code === 'invalid_value') return notOneOf(shown, value, issue.values.map(String))
  const options = choices(issue)
  if (options.length > 0) return notOneOf(shown, value, options)
  if (issue.code === 'too_small') {
    if (issue.origin === 'array' || issue.origin === 'string') return { message: 'is empty' }
    return {
      message: `${shown} is too small: it must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`,
    }
  }
  if (issue.code === 'too_big') {
    return {
      message: `${shown} is too big: it must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`,
    }
  }
  if (issue.code === 'invalid_key') return { message: `is no fit name: ${namePattern}` }
  if (issue.code === 'invalid_format') return { message: `${shown} is no fit name: ${namePattern}` }
  const wanted = expected(issue)
  return { message: wanted ? `${shown} is not right${wanted}` : issue.message }
}

const namePattern = 'use letters (small ones for a training), digits, - and _, starting with a letter'

function notOneOf(
  shown: string,
  value: unknown,
  allowed: readonly string[],
): { message: string; meant?: string } {
  const meant = nearest(String(value), allowed)
  const message =
    allowed.length === 1 ? `${shown} must be ${allowed[0]}` : `${shown} is not one of ${allowed.join(', ')}`
  return meant === undefined ? { message } : { message, meant }
}

function expected(issue: Issue): string {
  const types = issue.code === 'invalid_union' ? issue.errors.flat() : [issue]
  const words = types.flatMap((type) => {
    if (type.code === 'invalid_type') return [typeWords.get(type.expected) ?? type.expected]
    return type.code === 'invalid_value' ? type.values.map(String) : []
  })
  words.push(...choices(issue))
  return words.length === 0 ? '' : `: expected ${[...new Set(words)].join(' or ')}`
}

/** The values that a discriminator such as `method` may have. */
function choices(issue: Issue): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
}

const typeWords = new Map<string, string>([
  ['object', 'a section'],
  ['record', 'a section'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
])
