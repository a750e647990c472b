/**
 * The page of a run: one HTML file that needs no network and runs no script. Its policy allows one style sheet, by
 * its hash, and nothing else; so even markup that slipped through could do nothing.
 */
import { sha256 } from '../../core/canonical.js'
import type { ReportData } from '../../core/report-data.js'
import { chainSection } from './chain.js'
import { classSection } from './classes.js'
import { dataSection } from './data.js'
import { distributionSection } from './distributions.js'
import { findings } from './findings.js'
import { footer, header } from './header.js'
import { importedSection } from './imported.js'
import { html, type Markup, markupText } from './markup.js'
import { pairSection } from './pairs.js'
import { peopleSection } from './people.js'
import { proofSection } from './proofs.js'
import { settingsSection } from './settings.js'
import { styleSheet } from './style/sheet.js'
import { trainingSection } from './training.js'
import { warningSection, warningsOf } from './warnings.js'

export interface Section {
  /** of the heading, so that it can be linked to */
  id: string
  title: string
  body: Markup
}

export function reportHtml(data: ReportData): string {
  const sections = [
    importedSection(data),
    peopleSection(data),
    classSection(data),
    distributionSection(data),
    trainingSection(data),
    dataSection(data),
    proofSection(data),
    settingsSection(data),
    chainSection(data),
    // Last, since it is by far the longest.
    pairSection(data),
  ].filter((section) => section !== null)
  const page = html`<a class="skip" href="#content">Skip to the result</a>
    ${header(data)}
    <main id="content">
      ${warningSection(warningsOf(data))}
      ${findings(data)}
      ${contents(sections)}
      ${sections.map(sectionHtml)}
    </main>
    ${footer(data)}`
  return `${head(data)}<body>${markupText(page)}</body>\n</html>\n`
}

/** Whether a file that begins so is such a page. */
export const isReportHtml = (start: string) =>
  start.startsWith('<!doctype html>') && start.includes(generator)

const generator = '<meta name="generator" content="lattice">'

function head({ run }: ReportData): string {
  const policy = `default-src 'none'; style-src 'sha256-${base64(sha256(styleSheet))}'; base-uri 'none'; form-action 'none'`
  const named = html`<title>${run.id}: report</title>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${generator}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${markupText(named)}
<style>${styleSheet}</style>
</head>
`
}

function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)
  return html`<nav class="contents" aria-label="On this page"><ul>${links}</ul></nav>`
}

function sectionHtml({ id, title, body }: Section): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
