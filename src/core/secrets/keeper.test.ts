import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keeperOf } from './keeper.js'
import { secretsOf } from './known.js'

const keeperFor = (environment: Record<string, string>) => keeperOf(secretsOf(environment))
const hf = `hf_${'aB3d'.repeat(9)}`

describe('what an environment holds', () => {
  test.each([
    ['HF_TOKEN', hf],
    ['OPENAI_API_KEY', 'sk-proj-abcDEF123abcDEF123abcDEF123'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['DB_PASSWORD', 'hunter2hunter2'],
    ['PGPASSWORD', 'x9$kd!20ab'],
    ['npm_config__authToken', 'fe98ab76cd54'],
    ['SOME_PASSPHRASE', 'correct-horse-battery-staple'],
    ['ANY_NAME', hf],
    ['DEPLOY', `--token=${hf} --verbose`],
  ])('%s is a secret', (name, value) => {
    const keeper = keeperFor({ [name]: value })
    const secret = value.includes(hf) ? hf : value
    expect(keeper.withoutKnown(`a ${secret} b`)).toBe('a *** b')
    expect(keeper.secretIn(`./${secret}.jsonl`)).toBe(`the value of ${name}`)
  })

  test.each([
    ['DB_PASSWORD', 'postgres'],
    ['API_KEY', 'none'],
    ['OPENAI_API_KEY', 'not-needed'],
    ['CACHE_KEY', 'v1-2026-11-21'],
    ['RUN_KEY', 'lattice-12'],
    ['STAGE_KEY', 'production-eu-west-1'],
    ['MODEL_KEY', 'meta-llama/Llama-3.2-1B-Instruct'],
    ['SEED_TOKEN', '12345678901'],
    ['PWD', '/home/x/Pr0jects/abcDEF123'],
    ['EDITOR', 'Abc123xyz'],
    ['REMOTE', 'ssh://git@example.org/repository'],
  ])('%s=%s could stand in any text, so it is none', (name, value) => {
    const text = `It says ${value}.`
    expect(keeperFor({ [name]: value }).withoutKnown(text)).toBe(text)
  })

  test.each([
    ['https://deploy:pass@index.example/simple', 'deploy:pass@'],
    ['https://deploy:S3cret%20Word!@index.example/simple', 'S3cret Word!'],
    ['https://u:S3cretPass9@h.example', Buffer.from('u:S3cretPass9').toString('base64')],
    [`https://${hf}@git.example/x`, hf],
  ])('of %s also %s', (url, secret) => {
    expect(keeperFor({ PIP_INDEX_URL: url }).withoutKnown(`see ${secret} there`)).not.toContain(secret)
  })
})

test('a key of several lines is hidden line by line', () => {
  const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw', 'ggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyji']
  const pem = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'].join('\n')
  const keeper = keeperFor({ DEPLOY_KEY: pem })
  for (const line of body) expect(keeper.withoutKnown(`> ${line}`)).toBe('> ***')
  expect(keeper.withoutKnown(pem)).toBe('***')
})

describe('a known secret', () => {
  const odd = 'q"u\\o&t<e>7x!'
  const keeper = keeperFor({ ODD_SECRET: odd, LONG_TOKEN: `${odd}and-m0re` })

  test.each([
    ['as it is', odd],
    ['in JSON', JSON.stringify(odd).slice(1, -1)],
    ['in a URL', encodeURIComponent(odd)],
    ['in HTML', odd.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
  ])('is taken out %s', (_, text) => {
    expect(keeper.withoutKnown(`<${text}>`)).toBe('<***>')
  })

  test('leaves no rest of a longer one that holds it', () => {
    expect(keeper.withoutKnown(`${odd}and-m0re`)).toBe('***')
  })

  test('is found in any text that holds it, and what stays is the text around it', () => {
    const around = fc.string().filter((text) => !text.includes('*') && keeper.withoutKnown(text) === text)
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(keeper.withoutKnown(`${before} ${odd} ${after}`)).toBe(`${before} *** ${after}`)
      }),
    )
  })

  test('is taken out of every text of a value, and JSON stays JSON', () => {
    const value = { a: [odd, 1, null, true], b: { c: `x ${odd}` } }
    const safe = { a: ['***', 1, null, true], b: { c: 'x ***' } }
    expect(keeper.withoutKnownIn(value)).toEqual(safe)
    expect(JSON.parse(keeper.withoutKnown(JSON.stringify(value)))).toEqual(safe)
  })
})

describe('by form', () => {
  const keeper = keeperFor({})
  test.each([
    [`Authorization: Bearer ${hf}`, 'Authorization: Bearer ***'],
    [`{'api_key': 'a1b2c3d4e5f6'}`, `{'api_key': '***'}`],
    [
      'Looking in https://me:x@host/simple, https://host/simple',
      'Looking in https://***@host/simple, https://host/simple',
    ],
    ['get https://a:b@c@host?x=1', 'get https://***@host?x=1'],
  ])('%s', (text, safe) => {
    expect(keeper.withoutSecrets(text)).toBe(safe)
    expect(keeper.withoutKnown(text)).toBe(text)
  })

  test.each([
    'The step train:sft failed: 12 tokens, commit 0123456789abcdef0123456789abcdef01234567.',
    '/home/me/outputs/steps/train-dpo-63d0d1da4006/worker.log: line 12',
    'pad_token=<|endoftext|>, token: None',
  ])('leaves ordinary words of a program alone: %s', (text) => {
    expect(keeper.withoutSecrets(text)).toBe(text)
  })

  test.each([
    ['microsoft/phi-2', null],
    ['./data/prompts-2026-11-21.jsonl', null],
    ['0123456789abcdef0123456789abcdef01234567', null],
    ['ssh://git@host/x', null],
    ['https://me:pass@host/x', 'a URL with a password'],
    [hf, 'what looks like a token or a key'],
  ])('in a config %s is %s', (text, found) => {
    expect(keeper.secretIn(text)).toBe(found)
  })
})

test('a secret is found as Markdown and HTML write it', () => {
  const value = "a_b*c[d]'e<f>`g"
  const keeper = keeperOf([{ value, source: 'X' }])
  expect(keeper.withoutKnown("of a\\_b\\*c\\[d\\]'e&lt;f>\\`g")).toBe('of ***')
  expect(keeper.withoutKnown('of a_b*c[d]&#39;e&lt;f&gt;`g')).toBe('of ***')
})
