import { expect, test } from 'vitest'
import { paper } from './paper.js'
import { theme } from './theme.js'

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const contrast = (a: string, b: string) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/gi, (digit) => digit + digit) : colour
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const coloursOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name!, value!]),
  )

const [light = '', dark = ''] = theme.split('@media (prefers-color-scheme: dark)')
const themes = {
  light: coloursOf(light),
  dark: coloursOf(dark),
  paper: { ...coloursOf(light), ...coloursOf(paper) },
}

test.each(Object.entries(themes))('every text of the %s theme can be read on its ground', (_, colours) => {
  const pairs = [
    ...['ground', 'card', 'faint'].flatMap((ground) => ['ink', 'soft'].map((ink) => [ink, ground])),
    ...['good', 'bad', 'unclear'].map((tone) => [tone, `${tone}-ground`]),
    ...['link', 'bad'].flatMap((ink) => [
      [ink, 'ground'],
      [ink, 'card'],
    ]),
    ['ink', 'ins'],
    ['ink', 'del'],
    ['ink', 'unclear-ground'],
  ] as [string, string][]
  for (const [ink, ground] of pairs)
    expect(contrast(colours[ink]!, colours[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
})

test.each(Object.entries(themes))('every mark of the %s theme can be seen', (_, colours) => {
  for (const mark of ['base', 'between', 'tuned', 'good', 'bad', 'unclear'])
    expect(contrast(colours[mark]!, colours.ground!), mark).toBeGreaterThanOrEqual(3)
})
