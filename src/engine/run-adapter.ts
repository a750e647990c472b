import type { RunView } from './run-view.js'

/**
 * The adapter of the last training of a run that is done, or null: while the run goes on, its links are not made yet.
 * @throws ArtifactError when it isn't whole
 */
export function adapterOfRun({ steps }: RunView): { training: string; folder: string } | null {
  const step = steps.findLast(({ row }) => row.stage === 'train')
  const folder = step?.path('adapter') ?? null
  return step && folder !== null ? { training: step.id.replace(/^train:/, ''), folder } : null
}
