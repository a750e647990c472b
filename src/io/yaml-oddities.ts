/** What is YAML and nevertheless has no business in a file of settings or principles. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml'
import { codePointName } from '../core/unseen.js'

export interface Oddity {
  offset: number
  message: string
}

const mostNodes = 50_000

/** Tags, keys that are there twice, control characters in texts, aliases of what they stand in, and far too much. */
export function oddities(document: Document): Oddity[] {
  const found: Oddity[] = []
  let nodes = 0
  visit(document, (_, node, path) => {
    if (!isNode(node)) return undefined
    nodes += 1
    if (nodes > mostNodes) {
      found.push(at(node, `more than ${mostNodes} keys and values`))
      return visit.BREAK
    }
    found.push(...ofNode(node, path).map((message) => at(node, message)))
    if (isMap(node)) found.push(...twice(node))
    return undefined
  })
  return found
}

const at = (node: Node, message: string): Oddity => ({ offset: node.range?.[0] ?? 0, message })

type Path = readonly (Document | Node | Pair)[]

function ofNode(node: Node, path: Path): string[] {
  const messages = []
  if (node.tag !== undefined) messages.push(`${shownTag(node.tag)}: tags are not read`)
  if (
    isAlias(node) &&
    path.some((above) => isNode(above) && 'anchor' in above && above.anchor === node.source)
  )
    messages.push(`*${node.source} stands within &${node.source}`)
  if (isScalar(node) && typeof node.value === 'string') {
    const odd = control.exec(node.value)?.[0]
    if (odd !== undefined) messages.push(`a text holds the control character ${codePointName(odd)}`)
  }
  return messages
}

const shownTag = (tag: string) => tag.replace(/^tag:yaml\.org,2002:/, '!!')

// C0 without tab and line ends, DEL, C1, halves of characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}]/u

function twice(map: YAMLMap): Oddity[] {
  const seen = new Set<unknown>()
  return map.items.flatMap(({ key }) => {
    if (isCollection(key)) return [at(key, 'a list or a section stands where a key belongs')]
    if (!isScalar(key)) return []
    if (!seen.has(key.value)) {
      seen.add(key.value)
      return []
    }
    return [at(key, `the key ${key.value} is there twice`)]
  })
}
