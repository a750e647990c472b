/** Keys and tokens: each vendor's own description of its format, and secrets as files and commands hold them. */
import { alphanumeric, base64url, hexadecimal, lower, seenIn, upper } from './random.mjs'

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const base64 = (random, length) => random.from(`${alphanumeric}+/`, length)

const vendors = [
  (r) => `ghp_${r.from(alphanumeric, 36)}`,
  (r) => `AKIA${r.from(`${upper}234567`, 16)}`,
  (r) => `xoxb-${r.digits(12)}-${r.digits(13)}-${r.from(alphanumeric, 24)}`,
  (r) => `github_pat_${r.from(alphanumeric, 22)}_${r.from(alphanumeric, 59)}`,
  (r) => `sk_live_${r.from(alphanumeric, 24)}`,
  (r) => `AIza${r.from(base64url, 35)}`,
  (r) => `sk-proj-${r.from(base64url, 120)}A`,
  (r) => `glpat-${r.from(base64url, 19)}x`,
  (r) => `hf_${r.from(lower + upper, 34)}`,
  (r) => `npm_${r.from(alphanumeric, 36)}`,
  (r) => `sk-${r.from(alphanumeric, 48)}`,
  (r) => `SG.${r.from(base64url, 22)}.${r.from(base64url, 42)}Q`,
  (r) => `gho_${r.from(alphanumeric, 36)}`,
  (r) => `ASIA${r.from(`${upper}234567`, 16)}`,
  (r) => `sk-ant-api03-${r.from(base64url, 93)}AA`,
  (r) => `dop_v1_${r.from(hexadecimal, 64)}`,
  (r) => `xoxp-${r.digits(11)}-${r.digits(11)}-${r.digits(12)}-${r.from(hexadecimal, 32)}`,
  (r) => `rk_test_${r.from(alphanumeric, 32)}`,
  (r) => `pypi-AgEIcHlwaS5vcmc${r.from(base64url, 120)}9`,
  (r) => `GOCSPX-${r.from(base64url, 27)}z`,
  (r) =>
    `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: r.digits(8), iat: 1700000000 + r.below(1e7) })}.${r.from(base64url, 42)}w`,
  (r) =>
    `${encoded({ alg: 'RS256', kid: r.from(hexadecimal, 8) })}.${encoded({ iss: 'https://id.example', exp: r.below(2e9), name: r.from(lower, 9) })}.${r.from(base64url, 341)}g`,
  (r) => `shpat_${r.from(hexadecimal, 32)}`,
  (r) => `hvs.${r.from(base64url, 90)}a`,
  (r) => pem(r, 'RSA PRIVATE KEY'),
  (r) => pem(r, 'PRIVATE KEY'),
  (r) => pem(r, 'OPENSSH PRIVATE KEY'),
  (r) => pem(r, 'EC PRIVATE KEY'),
  (r) => `${r.digits(10)}:AA${r.from(base64url, 32)}k`,
  (r) => `dapi${r.from(hexadecimal, 32)}`,
  (r) => `key-${r.from(hexadecimal, 32)}`,
  (r) => `gsk_${r.from(alphanumeric, 52)}`,
]

function pem(random, label) {
  const lines = Array.from({ length: random.between(2, 4) }, () => base64(random, 64))
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`
}

/** What stands before the secret, and what behind it. */
const assigned = [
  ['API_KEY=', ''],
  ['api_key: "', '"'],
  ["password = '", "'"],
  ['"client_secret": "', '",'],
  ['Authorization: Bearer ', ''],
  ['AWS_SECRET_ACCESS_KEY=', ''],
  ['export TOKEN="', '"'],
  ["'password' => '", "',"],
  ['DB_PASSWORD: ', ''],
  ['const apiKey = `', '`;'],
  ['X-Api-Key: ', ''],
  ['curl -H "authorization: bearer ', '" https://api.example.com/v1'],
  ['?access_token=', '&page=2'],
  ['spring.datasource.password=', ''],
  ['secretKey := "', '"'],
  ['The password is: ', ''],
  ['Authorization: Basic ', ''],
  ['AccountKey=', ';EndpointSuffix=core.windows.net'],
  ['auth_token=', ''],
  ['refresh_token: ', ''],
]

export function secret(random, half) {
  if (random.chance(0.65)) return { value: random.pick(seenIn(half, vendors))(random) }
  const [front, back] = random.pick(seenIn(half, assigned))
  return { value: randomValue(random), front, back }
}

/** Made by a machine: hexadecimal, base64 or letters and digits. */
function randomValue(random) {
  const forms = [
    () => random.from(hexadecimal, random.pick([32, 40, 64])),
    () => base64(random, 40),
    () => random.from(alphanumeric, random.between(20, 48)),
    () => `${random.from(base64url, 43)}`,
    () => `${base64(random, 86)}==`,
  ]
  const value = random.pick(forms)()
  return /\d/.test(value) && /[A-Za-z]/.test(value[0]) && /[A-Za-z0-9=]/.test(value.at(-1))
    ? value
    : randomValue(random)
}
