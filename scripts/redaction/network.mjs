/** IP addresses (RFC 791, 4291, 5952), URLs with user info (RFC 3986) and amounts of money (ISO 4217, CLDR). */
import { alphanumeric, hexadecimal, lower, seenIn } from './random.mjs'

const octet = (random) => random.below(256)

export function ipv4(random) {
  const first = random.pick([10, 192, 172, 8, 203, 100, random.between(1, 126), random.between(128, 223)])
  const rest =
    first === 192 && random.chance(0.5)
      ? [168, octet(random), octet(random)]
      : [octet(random), octet(random), octet(random)]
  return { value: [first, ...rest].join('.') }
}

export function ipv6(random, half) {
  const heads = [
    '2001',
    '2a00',
    '2600',
    '2400',
    'fd12',
    'fe80',
    '2607',
    'fc00',
    '2003',
    '3fff',
    'ff02',
    '2a02',
  ]
  const groups = [
    random.pick(seenIn(half, heads)),
    ...Array.from({ length: 7 }, () => random.from(hexadecimal, random.between(1, 4))),
  ]
  const forms = [
    () => groups.map((group) => group.padStart(4, '0')).join(':'),
    () => groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':'),
    () =>
      `${groups.slice(0, random.between(2, 4)).join(':')}::${groups.slice(-random.between(1, 3)).join(':')}`,
    () => `${groups.slice(0, random.between(1, 4)).join(':')}::`,
    () => `${groups[0]}::${random.from(hexadecimal, random.between(1, 4))}`,
    () => groups.join(':').toUpperCase(),
    () => `::ffff:${ipv4(random).value}`,
    () => `64:ff9b::${ipv4(random).value}`,
    () => `fe80::${groups.slice(0, 3).join(':')}%${random.pick(['eth0', 'en1', 'wlan0', '3'])}`,
  ]
  return { value: random.pick(seenIn(half, forms))() }
}

const schemes = [
  'https',
  'http',
  'postgres',
  'ftp',
  'mysql',
  'redis',
  'amqp',
  'mongodb+srv',
  'sftp',
  'ssh',
  'git+https',
  'smtp',
  'ldap',
  'mqtt',
  'rtsp',
  'postgresql',
]
const hosts = [
  'example.com',
  'db.internal',
  'localhost',
  'git.corp.example',
  'api.service.io',
  '10.1.2.3',
  '[2001:db8::5]',
  'münchen.example',
  'cache-1',
  'repo.example.org',
]
const paths = ['', '/', '/prod', '/repos/app.git', '/v1/items/42', '/0', '/a%20b/c.txt', '/path/to/(file)']
const queries = ['', '', '', '?sslmode=require', '?retryWrites=true&w=majority', '#top']

export function url(random, half) {
  const user = random.pick([
    random.from(lower, random.between(1, 10)),
    `${random.from(lower, 4)}%40corp.com`,
    random.from(alphanumeric, 20),
    'x-token-auth',
    'oauth2',
  ])
  const password = random.chance(0.75)
    ? `:${random.from(`${alphanumeric}-._~!$&'()*+,;=`, random.between(1, 24))}`
    : ''
  const port = random.chance(0.4) ? `:${random.between(21, 65535)}` : ''
  const host = random.pick(seenIn(half, hosts))
  const tail = random.pick(seenIn(half, paths))
  return {
    value: `${random.pick(seenIn(half, schemes))}://${user}${password}@${host}${port}${tail}${tail === '' ? '' : random.pick(queries)}`,
  }
}

const before = ['$', '€', '£', 'US$', 'USD ', 'EUR ', 'CHF ', '₹', '¥', 'A$', 'GBP ', '$ ', '€ ']
const after = [
  ' €',
  '€',
  ' USD',
  ' EUR',
  ' dollars',
  ' euros',
  ' zł',
  ' £',
  ' SEK',
  ' pounds',
  ' yen',
  ' CHF',
]
const scales = ['k', ' million', 'M', 'bn', ' billion']

export function price(random, half) {
  const whole = random.below(10 ** random.between(1, 7))
  const cents = String(random.below(100)).padStart(2, '0')
  const english = whole.toLocaleString('en-US')
  const amounts = [
    String(whole),
    english,
    `${english}.${cents}`,
    `${whole}.${cents}`,
    `${english.replaceAll(',', '.')},${cents}`,
  ]
  const amount = random.chance(0.12)
    ? `${random.between(1, 900)}${random.pick(['', '.5', '.25'])}${random.pick(seenIn(half, scales))}`
    : random.pick(amounts)
  return {
    value: random.chance(0.6)
      ? random.pick(seenIn(half, before)) + amount
      : amount + random.pick(seenIn(half, after)),
  }
}
