/**
 * The README.md of a data set. The front matter names its files, so that `datasets.load_dataset(folder)` takes
 * the rows and leaves the manifest and the dropped rows alone.
 */
import { contaminationSentence } from '../duplicates/contamination-text.js'
import { printableJson } from '../printable-json.js'
import { promptClasses } from '../records.js'
import { featureLines } from './features.js'
import type { DatasetManifest } from './manifest.js'

/** The card in Markdown. Everything in it comes from the manifest, so both say the same. */
export function datasetCard(manifest: DatasetManifest): string {
  return [
    frontMatter(manifest),
    `# ${title(manifest)}`,
    opening(manifest),
    ...section('Columns', columns(manifest)),
    ...section('Made by', madeBy(manifest)),
    ...section('Counts', counts(manifest)),
    ...section('Limits', limits(manifest)),
  ]
    .join('\n\n')
    .concat('\n')
}

const section = (heading: string, body: string) => [`## ${heading}`, body]

function title({ kind, provenance: { critic } }: DatasetManifest): string {
  if (critic === null) return kind === 'sft' ? 'Answers to learn from' : 'Pairs of answers'
  return kind === 'sft' ? 'Answers chosen by a constitution' : 'Pairs of answers ordered by a constitution'
}

// A JSON text is a YAML scalar too, so nothing from outside can break out of its line.
const quoted = (text: string) => printableJson(text)

function frontMatter({ kind, files, provenance }: DatasetManifest): string {
  const splits = [
    { split: 'train', name: 'train.jsonl' },
    { split: 'validation', name: 'val.jsonl' },
  ].filter(({ name }) => files.some((file) => file.name === name && file.rows > 0))
  return [
    '---',
    `license: ${quoted(provenance.licence)}`,
    'task_categories:',
    '- text-generation',
    'tags:',
    ...tags(provenance, kind).map((tag) => `- ${tag}`),
    ...featureLines(kind),
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...splits.flatMap(({ split, name }) => [`  - split: ${split}`, `    path: ${name}`]),
    '---',
  ].join('\n')
}

const tags = ({ generator, critic }: DatasetManifest['provenance'], kind: string) => [
  'lattice',
  ...(critic ? ['constitutional-ai'] : []),
  ...(generator ? ['synthetic'] : []),
  kind,
]

function opening({ kind, provenance }: DatasetManifest): string {
  const rows =
    kind === 'sft'
      ? 'Each row is a prompt and one answer to it'
      : 'Each row is a prompt, a better answer to it (`chosen`) and a worse one (`rejected`)'
  return `${rows}. ${origin(provenance)}; no person has read them unless the column \`source\` says \`human\`.`
}

function origin({ generator, critic, answers }: DatasetManifest['provenance']): string {
  const files = (answers?.files ?? []).map(({ name }) => inline(name)).join(', ')
  const written = generator ? `were written by the model ${inline(generator.id)}` : `were brought in ${files}`
  return `The answers ${written}${critic ? ` and judged by ${inline(critic.id)}` : ', which also says what is chosen'}`
}

function columns({ kind, provenance: { critic } }: DatasetManifest): string {
  const answers =
    kind === 'sft'
      ? [
          '| `completion` | the answer, as messages; training counts its tokens only |',
          '| `score` | what the critic gave it, 1 to 5 |',
        ]
      : [
          '| `chosen`, `rejected` | the answers, as messages |',
          '| `chosenScore`, `rejectedScore` | what the critic gave them, 1 to 5 |',
        ]
  return [
    '| column | meaning |',
    '|---|---|',
    '| `id`, `promptId` | made from what the row says, so equal ids mean equal rows |',
    '| `candidates` | ids of the answers that it was made from, the chosen one first |',
    '| `prompt` | messages that come before the answer |',
    ...answers,
    `| \`rationale\` | ${critic ? 'what decided, composed from the verdicts of the critic' : 'who says what is chosen'} |`,
    '| `principles` | ids of the principles at stake |',
    `| \`source\` | ${critic ? '`critic`, `revision` or `human`' : '`human`, or `given` by the file'}: who made the row what it is |`,
    '| `split` | a property of the prompt: never shuffled, never moved |',
  ].join('\n')
}

function madeBy({ provenance, files }: DatasetManifest): string {
  const { generator, critic, constitution, policy, answers } = provenance
  return [
    ...(generator
      ? [
          `- Generator: ${inline(generator.id)} at revision ${inline(generator.revision)}, template ${inline(provenance.template)}`,
        ]
      : []),
    ...(answers?.files ?? []).map(
      ({ name, sha256 }) => `- Answers: ${inline(name)}, sha256 ${inline(sha256)}`,
    ),
    ...(critic ? [`- Critic: ${inline(critic.id)} at revision ${inline(critic.revision)}`] : []),
    ...(critic ? [`- Constitution: ${inline(constitution.name)}, hash ${inline(constitution.hash)}`] : []),
    `- Selection: policy ${inline(policy.name)} with ${inline(JSON.stringify(policy.settings))}`,
    ...(provenance.prompts.length > 0 ? [`- Prompts: ${provenance.prompts.map(inline).join(', ')}`] : []),
    `- Order of the rows: seed ${provenance.seed}`,
    ...files.map(({ name, rows, sha256 }) => `- ${inline(name)}: ${rows} rows, sha256 ${inline(sha256)}`),
  ].join('\n')
}

function counts({ counts, kind }: DatasetManifest): string {
  const dropped = Object.entries(counts.dropped).map(([reason, n]) => `| dropped: ${reason} | ${n} | |`)
  return [
    '| | train | validation |',
    '|---|---:|---:|',
    `| rows | ${counts.train} | ${counts.validation} |`,
    `| different prompts | ${counts.prompts.train} | ${counts.prompts.validation} |`,
    ...promptClasses.map((name) => {
      const of = counts.classes[name]
      return `| ${name} | ${of?.train ?? 0} | ${of?.validation ?? 0} |`
    }),
    '',
    `Of ${counts.drafted} rows that the selection gave, ${counts.train + counts.validation} are left.`,
    '',
    '| filter | rows | |',
    '|---|---:|---|',
    ...dropped,
    `| prompt of the evaluation set in it | ${counts.evaluation_overlap} | checked against ${counts.evaluation_prompts} prompts |`,
    '',
    ...contamination(counts),
    '',
    lengths(kind, counts),
  ].join('\n')
}

function contamination({ contamination }: DatasetManifest['counts']): string[] {
  const shared = contamination.most_shared.map(
    ({ words, evaluation_prompts: prompts }) => `${inline(words)} (${prompts})`,
  )
  return [
    contaminationSentence(contamination),
    ...(shared.length === 0 ? [] : [`Shared by most evaluation prompts: ${shared.join(', ')}.`]),
  ]
}

function lengths(kind: DatasetManifest['kind'], { words, chosen_longer }: DatasetManifest['counts']): string {
  if (kind === 'sft') return `Mean length of an answer: ${words[0]} words.`
  return `Mean length: chosen ${words[0]} words, rejected ${words[1]} words; the chosen one is longer in ${Math.round((chosen_longer ?? 0) * 100)} % of the pairs.`
}

function limits({ kind, counts, provenance: { generator, critic, answers } }: DatasetManifest): string {
  const wrong = generator
    ? 'The answers are a model’s, and may be wrong or harmful'
    : 'The answers may be wrong or harmful'
  return [
    kind === 'sft' ? `- ${wrong}.` : `- ${wrong}: rejected answers are in the data on purpose.`,
    critic
      ? `- What counts as good is what ${inline(critic.id)} took for good.${answers ? '' : ' How far it agrees with people was not measured.'}`
      : '- What counts as good is what the file says. lattice did not judge it.',
    `- A repetition in quite other words is not found: near-duplicates are texts whose word n-grams agree to ${counts.contamination.threshold} or more.`,
    ...(generator?.id === 'tiny' || critic?.id === 'tiny'
      ? [
          '- `tiny` is an embedded model of a small made-up world. It shows and tests the chain; it is no judge of anything else.',
        ]
      : []),
  ].join('\n')
}

/** A code span that text from outside can't end. */
function inline(text: string): string {
  return `\`${text.replace(/[`\r\n|]/g, ' ')}\``
}
