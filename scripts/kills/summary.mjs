/** Counts what happened over all rounds, and says it. */
export function tally() {
  const begun = performance.now()
  const count = { stages: new Map(), targets: new Map(), kinds: new Map() }
  const add = (map, name, amount = 1) => map.set(name, (map.get(name) ?? 0) + amount)
  return {
    ...count,
    kills: 0,
    rounds: 0,
    answers: 0,
    resumed: 0,
    files: 0,
    same: 0,
    orphans: 0,
    slowest: 0,
    problems: 0,
    seconds: () => (performance.now() - begun) / 1000,
    killed({ stage, kind, target, lingered, orphans }) {
      this.kills += 1
      this.orphans += orphans
      this.slowest = Math.max(this.slowest, lingered)
      add(count.stages, stage)
      add(count.kinds, kind)
      add(count.targets, target)
    },
  }
}

export function summary(totals) {
  const counts = (map) => [...map].map(([name, count]) => `${name} ${count}`).join(', ')
  return `${[
    `${totals.kills} kills in ${totals.rounds} rounds, ${Math.round(totals.seconds() / 60)} min`,
    `in       ${counts(totals.stages)}`,
    `target   ${counts(totals.targets)}`,
    `moment   ${counts(totals.kinds)}`,
    `answers  ${totals.answers} were acknowledged before a kill, all looked for after it and at the end`,
    `files    ${totals.same} of ${totals.files} byte for byte as in the undisturbed run`,
    `training ${totals.resumed} attempts went on from a checkpoint`,
    `orphans  ${totals.orphans}; the last process was gone after at most ${totals.slowest} ms`,
    `problems ${totals.problems}`,
  ].join('\n')}\n`
}
