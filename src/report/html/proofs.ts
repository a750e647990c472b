/** Proofs of effect: that the training did what it says. */
import type { ReportData } from '../../core/report-data.js'
import { html } from './markup.js'
import type { Section } from './page.js'
import { framedTable } from './table.js'

export function proofSection({ steps }: ReportData): Section {
  const proofs = steps.flatMap(({ id, proofs: found }) => found.map((proof) => ({ id, ...proof })))
  const rows = proofs.map(
    ({ id, name, passed, value, detail }) => html`<tr><th scope="row"><code>${id}</code></th>
      <td><span class="verdict ${passed ? 'good' : 'bad'}"><span aria-hidden="true">${passed ? '✓' : '✗'}</span> ${passed ? 'holds' : 'fails'}</span></td>
      <td>${name.replaceAll('_', ' ')}</td><td class="num">${figure(value)}</td><td>${detail}</td></tr>`,
  )
  const body =
    rows.length === 0
      ? html`<p>Nothing was proved yet: proofs come with a training.</p>`
      : framedTable(
          'That each training did what it says',
          html`<thead><tr><th scope="col">Step</th><th scope="col">Proof</th><th scope="col">Of</th><th scope="col" class="num">Figure</th><th scope="col">What it is</th></tr></thead>
    <tbody>${rows}</tbody>`,
        )
  return { id: 'proofs', title: 'Proofs of effect', body }
}

/** The ledger keeps the figure of a proof as text. */
function figure(value: string | null): string {
  const number = value === null || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? String(Number(number.toPrecision(4))) : (value ?? '')
}
