/** `lattice constitution show`: the principles, what they weigh, and how many patterns stand behind each. */
import {
  type Constitution,
  constitutionHash,
  type Principle,
  principleHash,
} from '../../core/constitution.js'
import { categoriesIn } from '../../core/labelled/decide.js'
import { rulesHash } from '../../core/rules.js'
import { wrapped } from '../../report/table.js'
import { coloursFor } from '../terminal/colours.js'
import { printResult } from '../terminal/result.js'
import { table } from '../terminal/table.js'
import { constitutionFor } from './file.js'

export function showConstitution(
  file: string | undefined,
  flags: { json?: boolean; patterns?: boolean },
): void {
  const { constitution, path } = constitutionFor(file)
  const summary = {
    file: path,
    id: constitution.id,
    title: constitution.title,
    hash: constitutionHash(constitution),
    rules_hash: rulesHash(constitution),
    principles: constitution.principles.map((principle) => ({
      id: principle.id,
      weight: principle.weight,
      text: principle.text,
      hash: principleHash(principle),
      patterns: patternCounts(principle),
      categories: categoriesIn({ ...constitution, principles: [principle] }),
      over_refusal: principle.rules.over_refusal,
      ...(flags.patterns ? { rules: principle.rules } : {}),
    })),
    ...(flags.patterns ? { terms: constitution.terms } : {}),
  }
  printResult(summary, () => text(constitution, summary), flags)
}

function patternCounts({ rules }: Principle): Record<'requests' | 'violates' | 'upholds', number> {
  return { requests: rules.requests.length, violates: rules.violates.length, upholds: rules.upholds.length }
}

function text(
  { principles, title, id }: Constitution,
  { file, hash, rules_hash }: { file: string; hash: string; rules_hash: string },
): string {
  const colours = coloursFor('stdout')
  const right = (name: string) => ({ title: name, align: 'right' as const })
  const counts = table(
    [
      { title: 'principle' },
      right('weight'),
      right('requests'),
      right('violates'),
      right('upholds'),
      { title: 'hash' },
    ],
    principles.map((principle) => [
      principle.id,
      principle.weight.toFixed(1),
      ...Object.values(patternCounts(principle)).map(String),
      principleHash(principle).slice(0, 12),
    ]),
  )
  const texts = principles.map((principle) => {
    const categories = categoriesIn({ principles: [principle] })
    const lines = wrapped(principle.text, width).map((line) => `  ${line}`)
    const kinds =
      categories.length === 0
        ? []
        : wrapped(`categories: ${categories.join(', ')}`, width).map((line) => colours.dim(`  ${line}`))
    return [colours.bold(principle.id), ...lines, ...kinds, ''].join('\n')
  })
  return [
    `${colours.bold(title)} (${id})`,
    file,
    '',
    ...texts,
    `${counts}`,
    `hash ${hash.slice(0, 12)}, of the texts; rules ${rules_hash.slice(0, 12)}, of the patterns\n`,
  ].join('\n')
}

const width = 76
