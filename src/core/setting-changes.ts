/** Where two nested values differ, by the path of each leaf. A list counts as one value. */

export interface SettingChange {
  key: string
  /** undefined where a side has no such key */
  values: [unknown, unknown]
}

export function settingChanges(before: unknown, after: unknown): SettingChange[] {
  const [left, right] = [leavesOf(before), leavesOf(after)]
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort()
  return keys
    .map((key): SettingChange => ({ key, values: [left.get(key), right.get(key)] }))
    .filter(({ values: [one, other] }) => JSON.stringify(one) !== JSON.stringify(other))
}

function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, value]])
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...leavesOf(inner, path === '' ? name : `${path}.${name}`),
    ]),
  )
}
