import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passesLuhn } from './card.js'
import { findIdentifiers } from './find.js'
import { remainder97 } from './iban.js'
import { identifierTypes, type SpanType } from './identifier.js'
import { groupsOf } from './ipv6.js'
import { priceBand } from './price.js'
import { entropy } from './secret.js'

const every: SpanType[] = [...identifierTypes, 'price']
const found = (text: string, types = every) =>
  findIdentifiers(text, types).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`)

// Every value is documented as an example by its standard or vendor, or made up.
test.each([
  ['Write to Ann.Lee+x@mail.example.co.uk.', ['email Ann.Lee+x@mail.example.co.uk']],
  ['<"a b"@example.com>', ['email "a b"@example.com']],
  ['a@[192.0.2.1], é@bücher.example', ['email a@[192.0.2.1]', 'email é@bücher.example']],
  ['?email=a@b.example&x', ['email a@b.example']],
  ['联系wang@example.cn谢谢', ['email wang@example.cn']],
  ['+1 (212) 555-0123 / 020 7946 0958', ['phone +1 (212) 555-0123', 'phone 020 7946 0958']],
  ['Tel.: 612 345 678, fax 0049 30 901820', ['phone 612 345 678', 'phone 0049 30 901820']],
  ['(+420) 230 654 920', ['phone (+420) 230 654 920']],
  ['+44 (0)20 7946 0018 x12', ['phone +44 (0)20 7946 0018']],
  ['4111 1111 1111 1111 and 3782-822463-10005', ['card 4111 1111 1111 1111', 'card 3782-822463-10005']],
  ['DE89 3704 0044 0532 0130 00', ['iban DE89 3704 0044 0532 0130 00']],
  ['gb82west12345698765432', ['iban gb82west12345698765432']],
  ['536-22-8726, SSN: 536228726', ['ssn 536-22-8726', 'ssn 536228726']],
  ['7 536-22-8726 4', ['ssn 536-22-8726']],
  ['203.0.113.7:22, 10.0.0.0/8', ['ipv4 203.0.113.7', 'ipv4 10.0.0.0']],
  ['[2001:db8::1]:80 fe80::1%eth0.', ['ipv6 2001:db8::1', 'ipv6 fe80::1%eth0']],
  ['::ffff:192.0.2.128', ['ipv6 ::ffff:192.0.2.128']],
  ['AKIAIOSFODNN7EXAMPLE', ['secret AKIAIOSFODNN7EXAMPLE']],
  ['Authorization: Bearer mF_9.B5f-4.1JqM', ['secret mF_9.B5f-4.1JqM']],
  ["password = 'Tr0ub4dor&3xyz'", ['secret Tr0ub4dor&3xyz']],
  ['(https://u:p@h.example/a?b=c).', ['url https://u:p@h.example/a?b=c']],
  [
    'See https://u:p@h.example. (http://u@[2001:db8::1])',
    ['url https://u:p@h.example', 'url http://u@[2001:db8::1]'],
  ],
  ['ftp://u@h/a_(b)', ['url ftp://u@h/a_(b)']],
  ['postgres://a:b@db:5432/p"', ['url postgres://a:b@db:5432/p']],
  ['$1,234.56 or 1.299,00 €', ['price $1,234.56', 'price 1.299,00 €']],
] as const)('in %s', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each([
  '4111 1111 1111 1112',
  'DE88 3704 0044 0532 0130 00',
  'SSN 000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000, 078-05-1120, 219-09-9999, 333-33-3333',
  '123-45 6789, 1123-45-6789, 123-45-67890',
  'version 1.2.3.4, 1.2.3.4.5, 256.1.1.1, tool-1.2.3.4.tar.gz, 127.0.0.1, 255.255.255.0',
  'aa:bb:cc:dd:ee:ff 00:11:22:33:44:55:66:77 12:34:56 std::max a::b fade::add',
  'icon@2x.png npm i lodash@4.17.21 git@github.com:a/b.git @handle user@localhost',
  'api_key=YOUR_API_KEY token: process.env.TOKEN_1 password: required secret=<S3CRET>',
  '123e4567-e89b-12d3-a456-426614174000 978-3-16-148410-0 2024-05-17T10:30:00Z 01.02.2003 12:30',
  'https://medium.com/@user/x http://example.com:8080/a',
  '0.4111111111111111 4111111111111111.5 a4111111111111111',
])('nothing in %s', (text) => {
  expect(found(text, [...identifierTypes])).toEqual([])
})

test('what overlaps has one owner, which covers it all', () => {
  expect(found('https://ann@example.com:4111111111111111@example.com/x')).toEqual([
    'url https://ann@example.com:4111111111111111@example.com/x',
  ])
  expect(found('api_key=4111111111111111')).toEqual(['card 4111111111111111'])
  expect(found('a@b.examplec@d.example')).toEqual(['email a@b.examplec@d.example'])
})

test('an unclosed private key goes as far as it looks like one', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQ+/'.repeat(20)}\n`
  expect(found(`${key}{end}`)).toEqual([`secret ${key}`])
})

test('a Luhn digit is right in one of ten ways, and an IBAN in one of 97', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{5,18}$/), (payload) => {
      expect([...'0123456789'].filter((digit) => passesLuhn(payload + digit))).toHaveLength(1)
      const heads = Array.from(
        { length: 97 },
        (_, check) => `DE${String(check + 2).padStart(2, '0')}${payload}`,
      )
      expect(heads.filter((iban) => remainder97(iban) === 1)).toHaveLength(1)
    }),
  )
})

test('an IPv6 address means the same in every form', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const groups = groupsOf(address)
      if (groups === undefined)
        return expect(address.split(':').every((group) => group.length === 2)).toBe(true)
      expect(groups).toHaveLength(8)
      expect(new URL(`http://[${groups.join(':')}]/`).host).toBe(new URL(`http://[${address}]/`).host)
    }),
  )
})

test('a band holds its price and is at most two and a half times as wide', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (amount) => {
      const [low, high] = priceBand(amount, 'USD').split(' ')[0]!.split('-').map(Number) as [number, number]
      expect(amount).toBeGreaterThanOrEqual(low)
      expect(amount).toBeLessThan(high)
      expect(high / low).toBeLessThanOrEqual(2.5)
    }),
  )
  expect(priceBand(1234.56, 'USD')).toBe('1000-2000 USD')
})

test('entropy counts bits per character', () => {
  expect(entropy('aaaa')).toBe(0)
  expect(entropy('abcd')).toBe(2)
})
