/**
 * A pattern in which `*` stands for any letters or none; large and small letters are the same. Each part is looked for
 * where the one before it ended, so no text takes long, which can't be said of a regular expression of many `.*`.
 */
export function wildcard(pattern: string): { test(value: string): boolean } {
  const [start = '', ...others] = folded(pattern).split('*')
  const end = others.pop()
  return {
    test(value) {
      const text = folded(value)
      if (end === undefined) return text === start
      if (!text.startsWith(start)) return false
      let at = start.length
      for (const part of others) {
        const found = text.indexOf(part, at)
        if (found === -1) return false
        at = found + part.length
      }
      return text.endsWith(end) && text.length - end.length >= at
    },
  }
}

// Upwards: there are several small letters for one large one, as σ and ς.
const folded = (text: string) => text.toUpperCase()
