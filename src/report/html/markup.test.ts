import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, markupText, visible } from './markup.js'

const text = (value: string) => markupText(html`${value}`)

test.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['" onload="x', '&quot; onload=&quot;x'],
  ["it's & that", 'it&#39;s &amp; that'],
  ['a\u001b[31mred', 'a‹U+001B›[31mred'],
  ['\u009b2J', '‹U+009B›2J'],
  ['a\u2028b', 'a‹U+2028›b'],
  ['\u202egnp.exe', '‹U+202E›gnp.exe'],
  ['half \ud83d', 'half ‹U+D83D›'],
  ['\u{e0041}', '‹U+E0041›'],
  ['nul\u0000', 'nul‹U+0000›'],
  ['line\r\nline\tend', 'line\nline\tend'],
  ['👩‍👩‍👧 שלום naïve', '👩‍👩‍👧 שלום naïve'],
])('%j is put into a page as %j', (value, expected) => {
  expect(text(value)).toBe(expected)
})

test('only what html made goes in as markup; lists are joined, and nothing stands for nothing', () => {
  const item = html`<li>${'<'}</li>`
  expect(markupText(html`<ul class="${'a"b'}">${[item, item]}${null}${undefined}${false}${0}</ul>`)).toBe(
    '<ul class="a&quot;b"><li>&lt;</li><li>&lt;</li>0</ul>',
  )
})

test('no text, whatever it holds, can end a tag, a quote or an entity, or hide itself', () => {
  const unit = fc.oneof(
    fc.constantFrom(...'<>&"\'#;ampltg'),
    fc.nat(0xffff).map((n) => String.fromCharCode(n)),
  )
  fc.assert(
    fc.property(fc.string({ unit }), (value) => {
      const shown = text(value)
      expect(shown).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/)
      expect(shown).not.toMatch(/\p{Cs}/u)
      expect(visible(shown)).toBe(shown)
    }),
  )
})
