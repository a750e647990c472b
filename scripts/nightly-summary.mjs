// Prints the evaluation in the result of `lattice run --json` as Markdown, for the summary of a CI job.
import { readFileSync } from 'node:fs'
import { evaluationMarkdown } from '../dist/report/evaluation-markdown.js'

const { report, error } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
console.log(
  report ? evaluationMarkdown(report) : `No report: ${error?.message ?? 'the run did not get so far'}`,
)
