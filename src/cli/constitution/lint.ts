/** `lattice constitution lint`: everything that is wrong or doubtful, each with its place. Exit 2 for errors. */
import { type Finding, lint } from '../../core/constitution-lint.js'
import { readConstitutionSource } from '../../io/constitution-file.js'
import { coloursFor } from '../terminal/colours.js'
import { printResult } from '../terminal/result.js'
import { table } from '../terminal/table.js'
import { pathFor } from './file.js'
import { riskOf } from './pattern-risk.js'

export function lintConstitution(file: string | undefined, flags: { json?: boolean }): void {
  const path = pathFor(file)
  const source = readConstitutionSource(path)
  const findings = lint(source, riskOf)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const result = {
    file: path,
    rules: source.rules.length,
    errors,
    warnings: findings.length - errors,
    findings,
  }
  printResult(result, () => report(result), flags)
  if (errors > 0) process.exitCode = 2
}

function report({
  rules,
  errors,
  warnings,
  findings,
}: {
  rules: number
  errors: number
  warnings: number
  findings: Finding[]
}): string {
  const colours = coloursFor('stdout')
  const rows = findings.map(({ where, severity, about, message }) => [where, severity, about, message])
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
  const verdict =
    findings.length === 0
      ? colours.green('Nothing is wrong')
      : `${count(errors, 'error')}, ${count(warnings, 'warning')}`
  const list =
    findings.length === 0
      ? ''
      : `${table(
          ['', '', '', ''].map((title) => ({ title })),
          rows,
        )}\n`
  return `${list}${verdict} in ${count(rules, 'rule')}.\n`
}
