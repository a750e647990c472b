/** What looks like an identifier and is none, each kind by its own specification. */
import { checkDigits, grouped, withLuhn } from './accounts.mjs'
import { alphanumeric, base64url, decimal, hexadecimal, lower, upper } from './random.mjs'

const two = (value) => String(value).padStart(2, '0')
const year = (r) => r.between(1950, 2035)
const month = (r) => two(r.between(1, 12))
const day = (r) => two(r.between(1, 28))
const clock = (r) => `${two(r.below(24))}:${two(r.below(60))}:${two(r.below(60))}`
const other = (r, not) => r.pick([...decimal].filter((digit) => digit !== not))

/** The last digit of Luhn's is another one. */
function badLuhn(r, prefix, length) {
  const good = withLuhn(prefix + r.digits(length - prefix.length - 1))
  return good.slice(0, -1) + other(r, good.at(-1))
}

function badIban(r) {
  const account = r.digits(18)
  const good = checkDigits('DE', account)
  return `DE${two((Number(good) + r.between(1, 90)) % 97)}${account}`
}

const ean = (payload) => {
  const sum = [...payload]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return payload + ((10 - (sum % 10)) % 10)
}

/** kind → text with the look-alike in it. */
export const lookalikes = {
  'card that fails Luhn': (r) => `card ${badLuhn(r, r.pick(['4', '51', '6011', '2221']), 16)} was declined`,
  'grouped card that fails Luhn': (r) =>
    `Number ${grouped(badLuhn(r, r.pick(['4', '53', '65']), 16), [4, 4, 4, 4], r.pick([' ', '-']))}.`,
  'Luhn number of no issuer': (r) => `ref ${withLuhn(r.pick(['10', '77', '84', '95', '02']) + r.digits(13))}`,
  IMEI: (r) => `IMEI ${withLuhn(`35${r.digits(12)}`)}`,
  'order number': (r) => `Order #${r.digits(r.between(6, 11))} has shipped`,
  'order number in groups': (r) =>
    `order ${r.pick(['1', '7', '9'])}${r.digits(2)}-${r.digits(7)}-${r.digits(7)}`,
  'invoice number': (r) => `Invoice INV-${year(r)}-${r.digits(5)} is due on ${day(r)}.${month(r)}.${year(r)}`,
  'tracking number': (r) => `Tracking: 1Z${r.from(upper + decimal, 6)}${r.digits(10)}`,
  'postal tracking': (r) => `USPS 94${r.digits(20)} is on its way`,
  'IBAN that fails': (r) => `Konto ${badIban(r)}`,
  'grouped IBAN that fails': (r) => `IBAN ${badIban(r).replaceAll(/(.{4})(?=.)/g, '$1 ')} was rejected`,
  'IBAN of a wrong length': (r) => {
    const account = r.digits(r.pick([14, 16, 20]))
    return `IBAN DE${checkDigits('DE', account)}${account}`
  },
  'SSN that was never issued': (r) =>
    `SSN ${r.pick(['000', '666', String(r.between(900, 999))])}-${two(r.between(1, 99))}-${r.digits(3)}7`,
  'SSN with empty parts': (r) =>
    `ssn ${r.between(100, 665)}-${r.pick([`00-${r.digits(3)}1`, `${two(r.between(1, 99))}-0000`])}`,
  'SSN of an advertisement': (r) =>
    `sample ${r.pick(['078-05-1120', '219-09-9999', '111-11-1111', '333-33-3333', '777-77-7777'])} shown on the card`,
  'SSN with mixed marks': (r) => `code ${r.between(100, 665)}-${two(r.between(1, 99))} ${r.digits(4)}`,
  'ZIP+4': (r) => `Springfield, IL ${r.digits(5)}-${r.digits(4)}`,
  'date with dashes': (r) => `from ${day(r)}-${month(r)}-${year(r)} to ${year(r)}-${month(r)}-${day(r)}`,
  'date with dots': (r) => `am ${day(r)}.${month(r)}.${year(r)}, ${two(r.below(24))}.${two(r.below(60))} Uhr`,
  'date with strokes': (r) =>
    `${month(r)}/${day(r)}/${year(r)} and ${day(r)}/${month(r)}/${String(year(r)).slice(2)}`,
  'date and time': (r) => `${year(r)}-${month(r)}-${day(r)}T${clock(r)}.${r.digits(3)}Z INFO started`,
  'compact date and time': (r) =>
    `backup-${year(r)}${month(r)}${day(r)}${clock(r).replaceAll(':', '')}.tar.gz`,
  'times of day': (r) =>
    `${clock(r)} - ${clock(r)}, lap ${two(r.below(60))}:${two(r.below(60))}.${r.digits(3)}`,
  'seconds since 1970': (r) => `ts=${r.between(1_400_000_000, 1_900_000_000)} took ${r.between(1, 999)} ms`,
  'milliseconds since 1970': (r) => `{"createdAt": ${r.between(1_400_000_000, 1_900_000_000)}${r.digits(3)}}`,
  'ISBN-13': (r) => `ISBN ${ean(`978${r.digits(9)}`)}`,
  'ISBN-13 in groups': (r) => `ISBN 978-${r.digits(1)}-${r.digits(3)}-${r.digits(5)}-${r.digits(1)}`,
  'ISBN-10': (r) => `ISBN ${r.digits(1)}-${r.digits(3)}-${r.digits(5)}-${r.pick('0123456789X')}`,
  ISSN: (r) => `ISSN ${r.digits(4)}-${r.digits(3)}${r.pick('0123456789X')}`,
  'EAN-13': (r) => `EAN ${ean(`40${r.digits(10)}`)} in stock: ${r.below(90)}`,
  UUID: (r) =>
    `${r.from(hexadecimal, 8)}-${r.from(hexadecimal, 4)}-4${r.from(hexadecimal, 3)}-a${r.from(hexadecimal, 3)}-${r.from(hexadecimal, 12)} not found`,
  'UUID of digits': (r) =>
    `job ${r.digits(8)}-${r.digits(4)}-4${r.digits(3)}-8${r.digits(3)}-${r.digits(12)}`,
  MD5: (r) => `md5 ${r.from(hexadecimal, 32)}  file.bin`,
  'git commit': (r) =>
    `commit ${r.from(hexadecimal, 40)}\nMerge: ${r.from(hexadecimal, 7)} ${r.from(hexadecimal, 7)}`,
  SHA256: (r) => `image@sha256:${r.from(hexadecimal, 64)}`,
  'short commit of digits': (r) => `see ${r.digits(7)} and ${r.digits(9)}`,
  'subresource integrity': (r) => `integrity="sha384-${r.from(`${alphanumeric}+/`, 64)}"`,
  'MAC address': (r) =>
    `ether ${Array.from({ length: 6 }, () => r.from(hexadecimal, 2)).join(r.pick([':', '-']))} txqueuelen 1000`,
  'EUI-64': (r) => `guid ${Array.from({ length: 8 }, () => r.from(hexadecimal, 2)).join(':')}`,
  'Cisco MAC': (r) => `${r.from(hexadecimal, 4)}.${r.from(hexadecimal, 4)}.${r.from(hexadecimal, 4)} dynamic`,
  'key fingerprint': (r) => `MD5:${Array.from({ length: 16 }, () => r.from(hexadecimal, 2)).join(':')}`,
  'version of four parts': (r) =>
    `${r.pick(['version ', 'v', 'Version: ', 'release ', 'firmware v', 'build '])}${r.below(20)}.${r.below(20)}.${r.below(99)}.${r.below(99)}`,
  'version in an agent': (r) =>
    `Mozilla/5.0 Chrome/${r.between(80, 130)}.0.${r.below(99)}.${r.below(200)} Safari/537.36`,
  'version of three parts': (r) =>
    `upgrade to ${r.below(20)}.${r.below(20)}.${r.below(99)} or ${r.below(20)}.${r.below(20)}.${r.below(20)}-rc.${r.below(9)}`,
  'dotted number of five parts': (r) => `OID 1.3.6.1.4.${r.below(999)}.${r.below(9)}`,
  'no IPv4': (r) => `bad address ${r.between(256, 999)}.${r.below(256)}.${r.below(256)}.${r.below(256)}`,
  'address of no host': (r) =>
    `listening on ${r.pick(['127.0.0.1', '0.0.0.0', '127.0.1.1'])}:${r.between(1024, 9999)}, mask 255.255.${r.pick(['255', '0', '240'])}.0`,
  'file with a version': (r) => `tool-${r.below(9)}.${r.below(20)}.${r.below(20)}.${r.below(99)}.tar.gz`,
  section: (r) =>
    `see section ${r.between(1, 12)}.${r.between(1, 9)}.${r.between(1, 9)}.${r.between(1, 9)} of the manual`,
  coordinates: (r) => `${r.below(90)}.${r.digits(6)}, -${r.below(180)}.${r.digits(6)}`,
  'coordinates in degrees': (r) =>
    `${r.below(90)}°${two(r.below(60))}'${two(r.below(60))}.${r.digits(2)}"N ${r.below(180)}°${two(r.below(60))}'${two(r.below(60))}"E`,
  'long decimal': (r) => `pi is 3.${r.digits(16)}, and x = 0.${r.digits(16)}`,
  quantity: (r) =>
    `${r.between(1, 999)},${r.digits(3)},${r.digits(3)} people, or ${r.between(1, 999)} ${r.digits(3)} ${r.digits(3)} tons`,
  'range of numbers': (r) =>
    `pages ${r.between(100, 400)}-${r.between(401, 900)}, rows ${r.between(1000, 4999)}-${r.between(5000, 9999)}`,
  'rows of numbers': (r) =>
    Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => r.between(10, 99)).join(' ')).join('\n'),
  'sum of numbers': (r) =>
    `${r.between(100, 999)}+${r.between(100, 999)}=${r.between(200, 1998)}; ${r.between(100, 999)}-${r.between(10, 99)}-${r.between(1000, 9999) / 1000}`,
  'part number': (r) => `P/N ${r.from(upper, 2)}-${r.digits(4)}-${r.digits(3)}${r.from(upper, 1)}`,
  VIN: (r) => `VIN ${r.from('ABCDEFGHJKLMNPRSTUVWXYZ0123456789', 17)}`,
  score: (r) =>
    `won ${r.below(7)}-${r.below(7)}, ${r.below(7)}-${r.below(7)}, ${r.below(7)}-${r.below(7)} in ${r.between(60, 200)} minutes`,
  handle: (r) => `thanks @${r.from(lower, 8)} and @${r.from(lower, 6)}_${r.digits(2)}`,
  'image at double size': (r) =>
    `${r.from(lower, 6)}@${r.pick(['2x', '3x'])}.${r.pick(['png', 'jpg', 'webp'])}`,
  'package with a version': (r) =>
    `npm i ${r.from(lower, 7)}@${r.below(20)}.${r.below(20)}.${r.below(20)} @${r.from(lower, 5)}/core@latest`,
  'address without a domain': (r) => `${r.from(lower, 5)}@${r.from(lower, 7)} logged in`,
  'git remote': (r) => `git@github.com:${r.from(lower, 6)}/${r.from(lower, 6)}.git`,
  decorator: (r) => `@${r.from(lower, 4)}.route("/x")\ny = q@k.transpose(0, 1)`,
  'profile URL': (r) => `https://medium.com/@${r.from(lower, 8)}/post-${r.from(hexadecimal, 6)}`,
  'URL without user': (r) => `https://${r.from(lower, 7)}.example:8443/a/b?x=${r.digits(3)}#top`,
  'C++ scope': (r) =>
    `std::${r.from(lower, 6)}<int>::iterator, a::b::c, ${r.from('abcdef', 4)}::${r.from('abcdef', 3)}`,
  'YAML reference': (r) =>
    `${r.from(lower, 5)}: ${r.from(lower, 4)}::${r.from(lower, 4)} # ${r.digits(2)}:${r.digits(2)}`,
  'name of a secret': (r) =>
    `${r.pick(['api_key', 'password', 'token', 'client_secret'])}${r.pick([': ', '=', ' = '])}${r.pick(['YOUR_API_KEY', `$${'{SECRET_TOKEN}'}`, 'process.env.API_KEY_2', '<your-token-1>', '********', 'None', 'os.environ["KEY1"]', '{{ vault.key1 }}', 'required', 'changeme', '%(password)s'])}`,
  'words about secrets': (r) =>
    `The ${r.pick(['token', 'password', 'secret', 'key'])}: ${r.pick(['a unit of text', 'keep it safe', 'never share it', 'see page 12', 'authentication-required', 'max_new_tokens'])}`,
  'count of tokens': (r) =>
    `tokens: ${r.between(1000, 99999)}, token=${r.between(10, 9999)}, max_tokens: ${r.between(100, 4096)}`,
  'public key': (r) =>
    `-----BEGIN ${r.pick(['PUBLIC KEY', 'CERTIFICATE'])}-----\n${r.from(`${alphanumeric}+/`, 64)}\n-----END`,
  'ssh public key': (r) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.from(`${alphanumeric}+/`, 43)} laptop`,
  'data URI': (r) => `data:image/png;base64,iVBORw0KGgo${r.from(`${alphanumeric}+/`, 60)}`,
  'video id': (r) => `https://youtu.be/${r.from(base64url, 11)}?t=${r.digits(2)}`,
  'long name': (r) => `${r.from(lower, 9)}_${r.from(lower, 11)}_${r.from(lower, 8)}_v${r.digits(1)}`,
  'bearer in words': (r) =>
    `the bearer of ${r.pick(['this letter', 'authentication-information', 'good news'])} came at ${r.between(1, 12)}`,
  'bitcoin block': (r) => `block 0000000000000000000${r.from(hexadecimal, 45)}`,
  'phone extension': (r) => `ext. ${r.digits(4)}, room ${r.digits(3)}`,
  'short number': (r) => `call ${r.pick(['911', '112', '999', '311', '10-4'])} or ${r.between(2, 9)} friends`,
  'year range': (r) =>
    `(${year(r)}-${year(r)}), vol. ${r.below(99)}, no. ${r.below(12)}, pp. ${r.digits(3)}-${r.digits(3)}`,
  DOI: (r) => `doi:10.${r.digits(4)}/${r.from(lower, 6)}.${year(r)}.${r.digits(5)}`,
  'patent number': (r) => `US ${r.between(1, 11)},${r.digits(3)},${r.digits(3)} B2`,
  'serial number': (r) =>
    `S/N ${r.from(upper + decimal, 4)}-${r.from(upper + decimal, 4)}-${r.from(upper + decimal, 4)}`,
  'decimal of zero': (r) => `0.${r.digits(3)} ${r.digits(3)} ${r.digits(3)} and 0,${r.digits(4)}`,
  'crystal or ratio': (r) =>
    `${r.between(1, 9)}:${r.between(1, 9)}:${r.between(1, 9)} mix, scale 1:${r.between(1000, 50000)}`,
  percentage: (r) =>
    `${r.below(99)}.${r.digits(2)} % of ${r.between(1000, 9999)} (${r.digits(2)}.${r.digits(1)}–${r.digits(2)}.${r.digits(1)})`,
}
