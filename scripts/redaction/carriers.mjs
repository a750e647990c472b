/** Sentences, rows and code around an identifier, and the ways in which Unicode hides one. `@@` is its place. */
import { seenIn } from './random.mjs'

const anywhere = [
  '@@',
  'See @@.',
  'I was given @@ yesterday, and nothing else.',
  '(@@)',
  '"@@"',
  'It says @@; is that right?',
  '- @@\n- and the rest',
  'Please check @@, then write back!',
  'id,name,value\n7,Ann,@@\n8,Bob,n/a',
  '{"note": "@@", "n": 3}',
  '<td>@@</td>',
  'Was it @@?',
  'first\t@@\tlast',
  '**@@**',
  "He wrote '@@' on the card.",
  'Results: [@@]',
  '昨日、@@ と書いてあった。',
  'Ich habe @@ notiert – danke.',
  'On 2024-05-17 at 14:30 we saw @@ twice.',
  'A line before\n@@\nand one after',
  '@@ is what they gave me',
  'We have 3 of them… @@…',
  '“@@”',
  'value=@@',
  '> @@\n\nThanks, M.',
  'Ticket 4711: @@ (see above)',
  '👉 @@ 👈',
  'left | @@ | right',
  'C’est @@ !',
  '«@@»',
]

/** Where the kind of the number is said. */
const named = {
  phone: [
    'Call me at @@.',
    'Tel. @@',
    'Phone: @@',
    'Her mobile number is @@, call after six.',
    'Fax: @@',
    'You can reach us on @@ (24/7).',
    'WhatsApp @@',
    '{"phone": "@@"}',
    'Please ring @@ tomorrow.',
    'Telefon: @@',
    'My new number is @@.',
    'Text us at @@!',
    'tel:@@',
    'Hotline @@',
    'Contact: @@',
    'phone_number=@@',
  ],
  ssn: [
    'SSN: @@',
    'My social security number is @@.',
    'SSN @@',
    '{"ssn": "@@"}',
    'social security no. @@',
    'ssn=@@',
    'Social Security #: @@',
    "The applicant's SSN is @@, born 1970.",
  ],
}

const perType = {
  email: [
    'Write to @@ now.',
    'mailto:@@',
    'From: Ann <@@>',
    'cc @@, thanks',
    'E-mail:@@',
    'user@@'.replace('user@@', 'email=@@&x=1'),
    'Mail me (@@) please',
    '[mail](mailto:@@)',
  ],
  card: ['Card number: @@, exp 12/27', 'paid with @@ on Monday', 'PAN @@ CVV 123', 'Visa @@'],
  iban: ['IBAN: @@', 'Bitte auf @@ überweisen.', 'Account @@, BIC DEUTDEFF', 'IBAN @@ and a note'],
  ipv4: [
    'Connected from @@:8080',
    'ping @@',
    '@@/24',
    'http://@@/index.html',
    'from @@ port 22 ssh2',
    'host=@@;port=5432',
  ],
  ipv6: ['ping6 @@', 'inet6 @@/64 scope global', 'http://[@@]:8080/', 'AAAA record: @@', 'from @@ port 22'],
  secret: [
    'export KEY=@@',
    'token @@',
    'key: @@',
    'Use @@ for CI.',
    'git push https://example.com # @@',
    '`@@`',
  ],
  url: ['git clone @@', 'DATABASE_URL=@@', 'url: "@@"', 'curl @@', '<a href="@@">x</a>', 'open @@ please'],
  price: ['It costs @@ per seat.', 'We offer @@, net 30.', 'Total: @@', 'from @@ to more', 'for @@!'],
}

export function carrierFor({ type, carrier, half, random }) {
  if (carrier === 'word') return random.pick(seenIn(half, named[type]))
  const own = seenIn(half, [...(perType[type] ?? []), ...(named[type] ?? [])])
  return random.pick(random.chance(0.45) && own.length > 0 ? own : seenIn(half, anywhere))
}

const styled = (zero, small, capital) => (value) =>
  value.replaceAll(/[0-9A-Za-z]/g, (one) => {
    const code = one.charCodeAt(0)
    if (code < 58) return zero ? String.fromCodePoint(zero + code - 48) : one
    const start = code > 96 ? small && small + code - 97 : capital && capital + code - 65
    return start ? String.fromCodePoint(start) : one
  })

const inserted = (mark) => (value, random) => {
  const place = random.between(1, value.length - 1)
  return value.slice(0, place) + mark + value.slice(place)
}

/** Each leaves what a reader sees, or nearly, and breaks a search for ASCII. */
const tricks = [
  {
    name: 'full width',
    apply: (value) => value.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  },
  { name: 'zero-width space', apply: inserted('\u200b') },
  { name: 'soft hyphen', apply: inserted('\u00ad') },
  { name: 'zero-width joiner', apply: inserted('\u200d') },
  { name: 'bold digits', apply: styled(0x1d7ce, 0, 0) },
  { name: 'no-break spaces', apply: (value) => value.replaceAll(' ', '\u00a0') },
  {
    name: 'dashes',
    apply: (value, random) =>
      value.replaceAll('-', random.pick(['\u2010', '\u2011', '\u2012', '\u2013', '\u2212'])),
  },
  { name: 'underlined', apply: (value) => value.replaceAll(/[0-9A-Za-z]/g, '$&\u0332') },
  { name: 'word joiner', apply: inserted('\u2060') },
  { name: 'Arabic digits', apply: styled(0x660, 0, 0) },
  { name: 'sans-serif letters', apply: styled(0x1d7e2, 0x1d5ba, 0x1d5a0) },
  { name: 'thin spaces', apply: (value) => value.replaceAll(' ', '\u2009') },
  { name: 'left-to-right mark', apply: inserted('\u200e') },
]

/** Keys and URLs are copied by machines, which don't style them. */
const machineMade = new Set(['secret', 'url'])
const usableFor = (type) =>
  machineMade.has(type) ? tricks.filter(({ name }) => /zero|soft|joiner/.test(name)) : tricks

export function disguised({ value, type, half, random }) {
  if (value.includes('\n') || !random.chance(0.15)) return { value, trick: null }
  const { name, apply } = random.pick(seenIn(half, usableFor(type)))
  const changed = apply(value, random)
  return { value: changed, trick: changed === value ? null : name }
}
