import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../records.js'
import type { ImportColumns } from './columns.js'
import { importedRow } from './row.js'

const user = (content: string): Message => ({ role: 'user', content })
const assistant = (content: string): Message => ({ role: 'assistant', content })
const asked = [user('Why?'), assistant('What?'), user('That.')]

test.each<[string, object, ImportColumns, object]>([
  [
    'a prompt and its completion',
    { prompt: 'Why?', completion: 'So.' },
    {},
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
  [
    'the same as messages',
    { prompt: asked, completion: [assistant('So.')] },
    {},
    { kind: 'answer', prompt: asked, answer: 'So.' },
  ],
  [
    'messages',
    { messages: [...asked, assistant('So.')] },
    {},
    { kind: 'answer', prompt: asked, answer: 'So.' },
  ],
  [
    'messages with a system turn',
    { messages: [{ role: 'system', content: 'Be kind.' }, user('Why?'), assistant('So.')] },
    {},
    { kind: 'answer', prompt: [{ role: 'system', content: 'Be kind.' }, user('Why?')], answer: 'So.' },
  ],
  [
    'columns of other names',
    { q: 'Why?', said: 'So.', answer: 'not this' },
    { prompt: 'q', answer: 'said' },
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
  [
    'an instruction with the input that it speaks of',
    { instruction: 'Translate.', input: 'Bonjour', output: 'Hello' },
    {},
    { kind: 'answer', prompt: [user('Translate.\n\nBonjour')], answer: 'Hello' },
  ],
  [
    'a null column means not given',
    { messages: null, prompt: 'Why?', answer: 'So.' },
    {},
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
  [
    'a turn in parts that are texts',
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'Why?' }] }, assistant('So.')] },
    {},
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
  [
    'a prompt that is the first turn of the messages beside it',
    { prompt: 'Why?', messages: [...asked, assistant('So.')] },
    {},
    { kind: 'answer', prompt: asked, answer: 'So.' },
  ],
  [
    'an answer under the usual name that is filled',
    { prompt: 'Why?', answer: '', response: 'So.' },
    {},
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
  [
    'a pair with its prompt',
    { prompt: 'Why?', chosen: 'So.', rejected: 'Go away.' },
    {},
    { kind: 'pair', prompt: [user('Why?')], chosen: 'So.', rejected: 'Go away.' },
  ],
  [
    'the same as messages',
    { prompt: asked, chosen: [assistant('So.')], rejected: [assistant('Go.')] },
    {},
    { kind: 'pair', prompt: asked, chosen: 'So.', rejected: 'Go.' },
  ],
  [
    'a pair of whole conversations',
    { chosen: [...asked, assistant('So.')], rejected: [...asked, assistant('Go.')] },
    {},
    { kind: 'pair', prompt: asked, chosen: 'So.', rejected: 'Go.' },
  ],
  [
    'a prompt beside whole conversations that begin with it',
    { prompt: 'Why?', chosen: [user('Why?'), assistant('So.')], rejected: [user('Why?'), assistant('Go.')] },
    {},
    { kind: 'pair', prompt: [user('Why?')], chosen: 'So.', rejected: 'Go.' },
  ],
  [
    'hh-rlhf',
    {
      chosen: '\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: That.\n\nAssistant: So.\n\nOr so.',
      rejected: '\n\nHuman: Why?\n\nAssistant: What?\n\nHuman: That.\n\nAssistant:  Go.',
    },
    {},
    { kind: 'pair', prompt: asked, chosen: 'So.\n\nOr so.', rejected: 'Go.' },
  ],
  [
    'a prompt in the form of hh-rlhf, which ends with whose turn it is',
    { prompt: '\n\nHuman: Why?\n\nAssistant:', completion: 'So.' },
    {},
    { kind: 'answer', prompt: [user('Why?')], answer: 'So.' },
  ],
])('%s is read', (_, row, columns, read) => {
  expect(importedRow(row, columns)).toEqual(read)
})

test.each<[string, unknown, ImportColumns?]>([
  ['half a character', { prompt: 'Why?', answer: 'So\ud83d' }],
  ['half a character', { prompt: 'Why\udfff?', chosen: 'So.', rejected: 'No.' }],
  ['not a JSON object', 'a text'],
  ['not a JSON object', [1]],
  ['not a JSON object', null],
  ['not JSON: it ends too early', '{"prompt": "Why?", "ans'],
  ['not JSON: it ends too early', '{"prompt": "Why?",'],
  ['not a JSON object', '{"prompt": NaN}'],
  ['no prompt', { answer: 'So.' }],
  ['no prompt', { chosen: 'So.', rejected: 'Go.' }],
  ['no prompt', { messages: [assistant('So.')] }],
  ['no answer', { prompt: 'Why?' }],
  ['no answer', { prompt: 'Why?', answer: 'So.' }, { answer: 'other' }],
  ['no chosen answer', { prompt: 'Why?', rejected: 'Go.' }],
  ['no rejected answer', { prompt: 'Why?', chosen: 'So.', rejected: null }],
  ['empty answer', { prompt: 'Why?', answer: ' \n' }],
  [
    'empty answer',
    { chosen: '\n\nHuman: Why?\n\nAssistant:', rejected: '\n\nHuman: Why?\n\nAssistant: Go.' },
  ],
  ['empty prompt', { prompt: '', answer: 'So.' }],
  ['not a text', { prompt: 'Why?', answer: 7 }],
  ['not a text', { prompt: { role: 'user' }, answer: 'So.' }],
  ['its group is not a text', { prompt: 'Why?', answer: 'So.', group: { g: 1 } }],
  ['its class is not a text', { prompt: 'Why?', answer: 'So.', class: ['borderline'] }],
  ['does not end with an answer', { messages: asked }],
  [
    'does not end with an answer',
    { chosen: '\n\nHuman: Why?', rejected: '\n\nHuman: Why?\n\nAssistant: Go.' },
  ],
  ['the prompt does not end with the user', { prompt: [...asked, assistant('So.')], answer: 'Go.' }],
  ['two turns of the same role in a row', { messages: [user('Why?'), user('Why?'), assistant('So.')] }],
  [
    'a turn of neither system, user nor assistant',
    { messages: [user('Why?'), { role: 'tool', content: '' }] },
  ],
  ['a turn that is not a text', { messages: [user('Why?'), { role: 'assistant', content: [{}] }] }],
  [
    'a turn that is not a text',
    { messages: [{ role: 'user', content: [{ type: 'image' }] }, assistant('So.')] },
  ],
  [
    'its prompt does not stand in its messages',
    { prompt: 'Who?', messages: [user('Why?'), assistant('So.')] },
  ],
  ['empty answer', { prompt: 'Why?', answer: '', response: 'So.' }, { answer: 'answer' }],
  ['an empty conversation', { messages: [] }],
  [
    'the turns before the answer differ',
    { chosen: [user('Why?'), assistant('So.')], rejected: [user('Who?'), assistant('Go.')] },
  ],
  [
    'the turns before the answer differ',
    { prompt: 'Who?', chosen: [user('Why?'), assistant('So.')], rejected: [user('Why?'), assistant('Go.')] },
  ],
  ['chosen and rejected are the same', { prompt: 'Why?', chosen: 'So. ', rejected: 'So.' }],
])('"%s" is the reason for %j', (reason, row, columns = {}) => {
  expect(importedRow(row, columns)).toEqual({ reason })
})

const turn = fc
  .string({ minLength: 1 })
  .filter((text) => text.trim() !== '' && !/Human:|Assistant:/.test(text))

test('a conversation comes out the same, whichever shape it stands in', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 5 }), turn, turn, (before, chosen, rejected) => {
      fc.pre(chosen.trim() !== rejected.trim())
      const said = before.length % 2 === 1 ? before : before.slice(1)
      fc.pre(said.length > 0)
      const prompt = said.map((text, index) => (index % 2 ? assistant(text.trim()) : user(text.trim())))
      const dialogue = (answer: string) =>
        [...prompt, assistant(answer)]
          .map(({ role, content }) => `\n\n${role === 'user' ? 'Human' : 'Assistant'}: ${content}`)
          .join('')
      const wanted = { kind: 'pair', prompt, chosen: chosen.trim(), rejected: rejected.trim() }
      const [good, bad] = [[assistant(chosen.trim())], [assistant(rejected.trim())]]
      const shapes = [
        { chosen: dialogue(chosen), rejected: dialogue(rejected) },
        { chosen: [...prompt, ...good], rejected: [...prompt, ...bad] },
        { prompt, chosen: good, rejected: bad },
      ]
      for (const shape of shapes) expect(importedRow(shape, {})).toEqual(wanted)
    }),
  )
})

test('whatever a row holds, it is read or there is a reason', () => {
  const key = fc.constantFrom(
    'prompt',
    'answer',
    'completion',
    'chosen',
    'rejected',
    'messages',
    'text',
    'input',
  )
  fc.assert(
    fc.property(fc.dictionary(key, fc.anything()), (row) => {
      const read = importedRow(row, {})
      expect('reason' in read ? read.reason.length : read.kind.length).toBeGreaterThan(0)
    }),
  )
})
