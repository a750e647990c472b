/** E-mail addresses (RFC 5322, 5321, 6531) and telephone numbers (national numbering plans of the ITU). */
import { decimal, filled, lower, seenIn } from './random.mjs'

const given = [
  'anna',
  'joe',
  'maria',
  'li',
  'omar',
  'priya',
  'sven',
  'chloe',
  'yuki',
  'tomasz',
  'fatima',
  'noah',
  'o',
  'x',
  'jean-luc',
  'müller',
  'josé',
  'иван',
]
const family = [
  'smith',
  'garcia',
  'nguyen',
  'ivanova',
  'tanaka',
  'okafor',
  'de-vries',
  "o'brien",
  'kowalski',
  'silva',
  'lee',
  'sørensen',
]
const boxes = ['info', 'sales', 'no-reply', 'support', 'hr', 'admin', 'billing', 'press', 'ops', 'k8s-alerts']
const domains = [
  'example',
  'mail',
  'acme',
  'uni-heidelberg',
  'my-shop24',
  'corp',
  'northwind',
  'a',
  'x1',
  'münchen',
  'post',
  '3m',
  'students.cs',
  'eu.mail',
  'mx1.relay',
]
const tops = [
  'com',
  'org',
  'net',
  'de',
  'co.uk',
  'io',
  'edu',
  'gov.au',
  'fr',
  'museum',
  'xn--p1ai',
  'com.br',
  'info',
  'ai',
  'photography',
  'travel',
  'jp',
  'рф',
  'local',
  'internal',
  'ac.za',
  'me',
]
const odd = "!#$%&'*+-^_`~"

export function email(random, half) {
  return { value: `${localPart(random, half)}@${domain(random, half)}` }
}

function localPart(random, half) {
  const first = random.pick(seenIn(half, given))
  const last = random.pick(seenIn(half, family))
  const number = random.chance(0.4) ? random.between(1, 2026) : ''
  const forms = [
    () => `${first}.${last}${number}`,
    () => `${first}_${last}${number}`,
    () => `${first[0]}${last}${number}`,
    () => `${first}+${random.from(lower, random.between(2, 8))}`,
    () => random.pick(seenIn(half, boxes)),
    () => random.from(`${lower}${decimal}`, random.between(6, 24)).replace(/^\d/, 'u'),
    () => `${first}.${random.pick('abcdefgh')}.${last}`,
    () => `${first}${random.pick(odd)}${last}`,
    () => `"${first} ${last}"`,
    () => `${first}.${last}`.toUpperCase(),
    () => `${first}-${last}.${random.from(lower, 12)}.${random.from(lower, 14)}${number}`,
  ]
  const usual = random.below(40)
  return forms[usual < 36 ? usual % 7 : 7 + (usual % 4)]()
}

function domain(random, half) {
  if (random.chance(0.015))
    return `[${random.between(1, 223)}.${random.below(256)}.${random.below(256)}.${random.below(256)}]`
  const name = `${random.pick(seenIn(half, domains))}.${random.pick(seenIn(half, tops))}`
  const whole = random.chance(0.25) ? `${random.from(lower, random.between(1, 8))}.${name}` : name
  return random.chance(0.1) ? whole.toUpperCase() : whole
}

/**
 * code, trunk prefix, national numbers as people group them there. `plain`: without a trunk 0 and outside of North
 * America a number in groups looks like any other, and so it stands only behind a word for it.
 */
const plans = [
  ['1', '', ['(N##) N##-####', 'N##-N##-####', 'N##.N##.####', 'N## N## ####']],
  ['44', '0', ['20 #### ####', '7### ######', '161 ### ####', '1### ######', '7### ### ###']],
  ['49', '0', ['30 #######', '171 #######', '89 ########', '6221 ######', '151 ########']],
  ['33', '0', ['1 ## ## ## ##', '6 ## ## ## ##', '4 ## ## ## ##', '7 ## ## ## ##']],
  ['39', 'plain', ['06 #### ####', '347 ### ####', '02 ########']],
  ['34', 'plain', ['6## ### ###', '91# ### ###', '7## ## ## ##']],
  ['31', '0', ['20 ### ####', '6 ########', '10 ### ## ##']],
  ['32', '0', ['2 ### ## ##', '47# ## ## ##']],
  ['41', '0', ['44 ### ## ##', '79 ### ## ##']],
  ['43', '0', ['1 #######', '664 #######']],
  ['46', '0', ['8 ### ## ##', '70 ### ## ##']],
  ['47', 'plain', ['## ## ## ##', '4## ## ###']],
  ['45', 'plain', ['## ## ## ##', '#### ####']],
  ['48', 'plain', ['### ### ###', '22 ### ## ##']],
  ['353', '0', ['1 ### ####', '87 ### ####']],
  ['351', 'plain', ['21# ### ###', '91# ### ###']],
  ['7', '8', ['495 ###-##-##', '916 ###-##-##', '(812) ###-##-##']],
  ['380', '0', ['44 ### ####', '67 ### ## ##']],
  ['90', '0', ['212 ### ## ##', '532 ### ## ##']],
  ['91', '0', ['98### #####', '22 #### ####', '70########']],
  ['86', '0', ['10 #### ####', '138 #### ####', '21 ########']],
  ['81', '0', ['3-####-####', '90-####-####', '6-####-####']],
  ['82', '0', ['2-####-####', '10-####-####']],
  ['61', '0', ['2 #### ####', '4## ### ###', '3 #### ####']],
  ['64', '0', ['9 ### ####', '21 ### ###']],
  ['55', '0', ['11 9####-####', '21 ####-####']],
  ['52', 'plain', ['55 #### ####', '33 #### ####']],
  ['54', '0', ['11 ####-####']],
  ['27', '0', ['21 ### ####', '82 ### ####']],
  ['234', '0', ['803 ### ####', '1 ### ####']],
  ['20', '0', ['2 #### ####', '10 #### ####']],
  ['972', '0', ['3-###-####', '52-###-####']],
  ['971', '0', ['4 ### ####', '50 ### ####']],
  ['65', 'plain', ['6### ####', '9### ####']],
  ['852', 'plain', ['2### ####', '9### ####']],
  ['62', '0', ['21 #### ####', '812-####-####']],
  ['63', '0', ['2 #### ####', '917 ### ####']],
  ['66', '0', ['2 ### ####', '81 ### ####']],
  ['84', '0', ['24 #### ####', '90 ### ## ##']],
  ['30', 'plain', ['21# ### ####', '69# ### ####']],
  ['420', 'plain', ['2## ### ###', '60# ### ###']],
  ['36', 'plain', ['1 ### ####', '30 ### ####']],
  ['358', '0', ['9 ### ####', '40 ### ####']],
]

export function phone(random, half) {
  const [code, trunk, shapes] = random.pick(seenIn(half, plans))
  const national = filled(random.pick(shapes), random).replace(/(\D|^)(\d)11(?=\D)/, '$1$212')
  if (random.chance(0.55)) return { value: internationally(code, trunk, national, random), carrier: 'any' }
  if (code === '1')
    return {
      value: random.chance(0.2) ? `1-${national.replace(/\((\d+)\) /, '$1-')}` : national,
      carrier: 'any',
    }
  if (trunk === 'plain' || trunk === '8')
    return { value: (trunk === '8' ? '8 ' : '') + national, carrier: 'word' }
  const whole = `0${national}`
  const form = random.below(6)
  if (form === 0) return { value: whole.replaceAll(/\D/g, ''), carrier: 'word' }
  if (form === 1) return { value: whole.replace(/^(\d+)[ -]/, '($1) '), carrier: 'any' }
  if (form === 2) return { value: whole.replace(/^(\d+)[ -]/, '$1/'), carrier: 'word' }
  return { value: whole, carrier: whole.replace(/\d/g, '').length === 0 ? 'word' : 'any' }
}

function internationally(code, trunk, national, random) {
  const bare = national.replace(/[()]/g, '')
  const forms = [
    () => `+${code} ${bare}`,
    () => `+${code} ${bare}`,
    () => `+${code}${bare.replaceAll(/\D/g, '')}`,
    () => `+${code}-${bare.replaceAll(/[ .]/g, '-')}`,
    () => `+${code}.${bare.replaceAll(/[ -]/g, '.')}`,
    () => `00${code} ${bare}`,
    () => `00${code}${bare.replaceAll(/\D/g, '')}`,
    () => (trunk === '0' ? `+${code} (0) ${bare}` : `(+${code}) ${bare}`),
    () => `+${code} ${bare.replace(/^(\d+)[ .-]/, '($1) ')}`,
  ]
  return random.pick(forms)()
}
