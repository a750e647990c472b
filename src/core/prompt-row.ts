/** One row of a prompt file, in any of the shapes people have, as the fields of a Prompt or as what is wrong. */
import { z } from 'zod'
import { holdsHalfCharacter } from './half-character.js'
import { type Message, type Prompt, type PromptClass, promptClasses } from './records.js'

/** What a row says; `id` only when it was declared, `class` only when it was given. */
export interface PromptRow {
  id: string | undefined
  messages: Message[]
  class: PromptClass | undefined
  expected: Prompt['expected'] | undefined
  group: string | undefined
  source: string | undefined
}

/** Reads `{prompt}`, `{messages}` or `{text}` (the first of them that is there), or a bare text. */
export function promptRow(value: unknown): { row: PromptRow } | { problems: string[] } {
  const parsed = rowSchema.safeParse(typeof value === 'string' ? { text: value } : value)
  if (!parsed.success) return { problems: parsed.error.issues.map(described) }
  const { id, group, source, expected, prompt, messages, text } = parsed.data
  const said = prompt ?? messages ?? text
  if (said === undefined) return { problems: ['has no `prompt`, `messages` or `text`'] }
  const turns = typeof said === 'string' ? [{ role: 'user' as const, content: said }] : said
  const problem = problemOf(turns)
  if (problem !== undefined) return { problems: [problem] }
  return {
    row: { id, messages: turns, class: parsed.data.class ?? parsed.data.kind, expected, group, source },
  }
}

const turns = z.array(
  z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }, 'must be {role, content}'),
  'must be a list of {role, content}',
)
const promptClass = z.enum(promptClasses, {
  error: ({ input }) => `is ${JSON.stringify(input)}, not one of ${promptClasses.join(', ')}`,
})
const expectations = ['comply', 'refuse', 'either'] as const

// Columns that other tools add are left alone; a `null` column (as data frames write it) means not given.
const rowSchema = z.preprocess(
  withoutNulls,
  z.object(
    {
      // Many data sets count their rows.
      id: z
        .preprocess((id) => (Number.isSafeInteger(id) ? String(id) : id), z.string('must be a text'))
        .pipe(
          z
            .string()
            .regex(
              /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
              'must be 1 to 128 letters, digits or . _ : - and start with a letter or digit',
            ),
        )
        .optional(),
      prompt: z.union([z.string(), turns], 'must be a text or a list of {role, content}').optional(),
      messages: turns.optional(),
      text: z.string('must be a text').optional(),
      class: promptClass.optional(),
      kind: promptClass.optional(),
      expected: z
        .enum(expectations, {
          error: ({ input }) => `is ${JSON.stringify(input)}, not one of ${expectations.join(', ')}`,
        })
        .optional(),
      group: z.string('must be a text').min(1, 'is empty').optional(),
      source: z.string('must be a text').optional(),
    },
    'is neither an object nor a text',
  ),
)

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
}

function described({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `\`${path.join('.')}\` ${message}`
}

function problemOf(messages: readonly Message[]): string | undefined {
  const last = messages.at(-1)
  if (last === undefined) return '`messages` is empty'
  if (last.role !== 'user') return `ends with a message of the ${last.role}; the last one must be the user's`
  const length = messages.reduce((sum, { content }) => sum + content.length, 0)
  if (length > mostCharacters)
    return `has ${length} characters, more than ${mostCharacters}; are line ends missing?`
  if (messages.some(({ content }) => holdsHalfCharacter(content))) {
    return 'holds half a character (one of \\ud800 to \\udfff alone), which no model can read; complete or remove it'
  }
  return last.content.trim() === '' ? 'has an empty prompt' : undefined
}

/** About a million tokens: no model here reads as much. */
const mostCharacters = 4_000_000
