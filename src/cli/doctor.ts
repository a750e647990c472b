/** `lattice doctor`: one line for each thing that a run stands on, and one `fix:` for each that is wrong. */
import { homedir } from 'node:os'
import type { Command } from 'commander'
import { modelsSchema } from '../core/config/models.js'
import { ConfigError } from '../core/errors.js'
import { examine } from '../engine/doctor/doctor.js'
import type { Finding } from '../engine/doctor/finding.js'
import { findConfigFile, loadConfig, outputsWithoutConfig } from '../io/config-file.js'
import { addConfigOptions, type ConfigOptions } from './options.js'
import { overlaysOf } from './overlays.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'

interface Flags extends ConfigOptions {
  md?: boolean
  json?: boolean
}

export function configure(command: Command): void {
  addConfigOptions(command)
    .description(
      'Look at everything that a run stands on: Node, Python, device, memory, disk, ledger, Hugging Face cache and token (never shown), and each model of the config. Changes nothing; exits 3 when something is wrong or unknown.',
    )
    .option('--md', 'print a Markdown table, to put into an issue')
    .option('--json', 'print the result as one JSON document')
    .action(doctor)
}

async function doctor(flags: Flags, command: Command): Promise<void> {
  const { config, finding } = configOf(flags, command)
  const examined = await examine({ ...config, offline: flags.offline ?? false })
  const findings = [finding, ...examined]
  const well = findings.every(({ state }) => state === 'ok')
  printResult({ well, findings }, () => (flags.md ? markdown(findings) : textOf(findings)), flags)
  if (!well) process.exitCode = 3
}

/** What the config says, or the defaults with the finding of what is wrong with it. */
function configOf({ config: file }: Flags, command: Command) {
  const missing = file === undefined && findConfigFile(process.cwd()) === undefined
  // Nothing here reads prompts, but a config without a file must name some.
  const prompts = { key: 'data.prompts', value: 'prompts.jsonl', source: 'doctor' }
  const overlays = [...(missing ? [prompts] : []), ...overlaysOf(command)]
  const finding = (found: string): Finding => ({ name: 'config', state: 'ok', found })
  try {
    const { config, file: path } = loadConfig({ file, overlays })
    return {
      config,
      finding: finding(path ?? 'none here; the defaults are looked at (lattice init writes one)'),
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const found = error.message.split('\n').slice(0, 2).join(' ')
    const fix = 'lattice config validate says all that is wrong'
    const wrong: Finding = { name: 'config', state: 'bad', found, fix }
    return { config: { outputs: outputsWithoutConfig(), models: modelsSchema.parse({}) }, finding: wrong }
  }
}

const marks = { ok: '✓', bad: '✗', unknown: '?' }

function textOf(findings: readonly Finding[]): string {
  const colours = coloursFor('stdout')
  const shades = { ok: colours.green, bad: colours.red, unknown: colours.yellow }
  const width = Math.max(...findings.map(({ name }) => name.length))
  return findings
    .map((finding) => {
      const { name, state, found } = finding
      const line = `${shades[state](marks[state])} ${name.padEnd(width)}  ${cleanText(found)}\n`
      return state === 'ok' ? line : `${line}  ${''.padEnd(width)}  fix: ${cleanText(finding.fix)}\n`
    })
    .join('')
}

/** Goes into issues, so the home folder is not named. */
function markdown(findings: readonly Finding[]): string {
  const cell = (text: string) => cleanText(text).replaceAll(homedir(), '~').replaceAll('|', '\\|')
  const rows = findings.map((finding) => {
    const fix = finding.state === 'ok' ? '' : finding.fix
    return `| ${marks[finding.state]} | ${finding.name} | ${cell(finding.found)} | ${cell(fix)} |`
  })
  return ['|   | what | found | fix |', '|---|---|---|---|', ...rows, ''].join('\n')
}
