import type { AgreementDocument } from '../core/import/agreement.js'

/** What is compared with what people said, in words. */
export function agreementTitle(of: AgreementDocument['comparisons'][number]['of'], critic: string): string {
  return of === 'verdict'
    ? `Bad answers in the eyes of the critic (${critic})`
    : 'Refusals in the eyes of the patterns'
}
