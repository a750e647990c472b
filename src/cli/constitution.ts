/** `lattice constitution`: what is judged by, whether its patterns are sound, and how far they agree with people. */
import { type Command, Option } from 'commander'
import { measures } from '../core/labelled/gold.js'
import { lintConstitution } from './constitution/lint.js'
import { showConstitution } from './constitution/show.js'
import { testConstitution } from './constitution/test.js'

export function configure(command: Command): void {
  command
    .command('show')
    .description('print the principles, their weights and how many patterns each has')
    .argument('[file]', whichFile)
    .option('--patterns', 'with --json: the patterns too, those of `rules` among them')
    .option('--json', 'print JSON')
    .action(showConstitution)
  command
    .command('lint')
    .description(
      'Say what is wrong: broken, empty or boundless patterns, patterns that may run for ever, terms that are unknown or unused, principles without rules. Exit 2 when there are errors.',
    )
    .argument('[file]', whichFile)
    .option('--json', 'print JSON')
    .action(lintConstitution)
  configureTest(command.command('test'))
}

const whichFile = 'default: that of lattice.yaml, else the built-in one'

function configureTest(command: Command): void {
  command
    .description(
      'Judge labelled rows by the rules and say how far they agree with the labels. A row is a text, or a prompt and its answer; with --measure refusal the question is whether the answer refuses.',
    )
    .argument('<files...>', 'CSV, TSV or JSONL, plain or gzip; - is stdin')
    .option('--constitution <file>', 'whose patterns (default: that of lattice.yaml, else the built-in one)')
    .addOption(new Option('--measure <what>', 'what is judged').choices(measures).default('harm'))
    .option('--principle <id...>', 'harm: only violations of these principles count')
    .option('--category <name...>', 'harm: only violations of these categories count, as hate')
    .option('--text <column>', 'column of the text; common names are found without it, as for the next four')
    .option('--prompt <column>', 'column of the prompt')
    .option('--answer <column>', 'column of the answer')
    .option('--gold <column>', 'column of the gold label')
    .option('--group <column>', 'column to tell groups apart by')
    .option(
      '--positive <labels>',
      'gold labels that mean harm or refusal, with commas between; 2 also names 2_full',
    )
    .addOption(
      new Option('--format <format>', 'of the files, whatever they are called').choices([
        'csv',
        'tsv',
        'jsonl',
      ]),
    )
    .option('--show-mistakes <n>', 'print so many rows that were judged wrong')
    .option('--mistakes <file>', 'write all of them to a JSONL file')
    .option('--json', 'print JSON')
    .action(testConstitution)
}
