/** A folder that a user names as a model: whether it is one, said before any work starts. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PrerequisiteError } from '../../core/errors.js'
import { hasWeights, indexFile, requireWhole, singleFile, weightFiles } from './weights.js'

/**
 * The absolute path of a folder with a model that can be loaded.
 * @throws PrerequisiteError when it holds none, or none in a format that can't run code; LatticeError when it is damaged.
 */
export function modelFolder(id: string): string {
  const folder = configFolder(id)
  const outside = weightFiles(folder).find((name) => !isPlainName(name))
  if (outside !== undefined) throw refused(id, namesOutside(outside))
  if (!hasWeights(folder)) throw refused(id, withoutWeights(folder))
  requireWhole(folder, 'Fetch the model again from where it came from.')
  return folder
}

/** The same for a folder of which only the config is read. @throws PrerequisiteError when it has none. */
export function configFolder(id: string): string {
  const folder = resolve(id)
  if (!existsSync(join(folder, 'config.json'))) throw refused(id, withoutConfig(folder))
  if (!isObject(join(folder, 'config.json')))
    throw refused(id, { fault: 'its config.json is no JSON object', hint: 'Fetch the model again.' })
  return folder
}

interface Refusal {
  fault: string
  hint: string
}

function refused(id: string, { fault, hint }: Refusal): PrerequisiteError {
  return new PrerequisiteError(`${id} is no model folder: ${fault}.`, { hint })
}

const what =
  'Give a folder that Hugging Face tools saved, a name on the Hub such as microsoft/phi-2, or tiny.'
const gguf =
  "GGUF is for other programs and can't be trained. Give the model that it was made from, in safetensors format."

function withoutConfig(folder: string): Refusal {
  if (!existsSync(folder)) return { fault: 'it does not exist', hint: what }
  if (!statSync(folder).isDirectory()) {
    const isGguf = folder.toLowerCase().endsWith('.gguf')
    return { fault: isGguf ? 'it is a GGUF file' : 'it is a file', hint: isGguf ? gguf : what }
  }
  const files = readdirSync(folder)
  const packed = files.find((name) => name.toLowerCase().endsWith('.gguf'))
  if (packed) return { fault: `it holds a GGUF file, ${packed}`, hint: gguf }
  if (files.includes('adapter_config.json')) {
    const hint = 'Name its base as the model. --adapter takes an adapter, where a command has that flag.'
    return { fault: 'it is an adapter, which needs a base', hint }
  }
  return { fault: 'it has no config.json', hint: what }
}

/** The loader joins such a name with the folder, and looks no further. */
const isPlainName = (name: string) => /^[^/\\]+$/.test(name) && name !== '..' && name !== '.'

function namesOutside(name: string): Refusal {
  const fault = `${indexFile} names ${JSON.stringify(name)}, which is not a file beside it`
  return { fault, hint: 'No honest tool writes that. Fetch the model again from where you trust it.' }
}

function withoutWeights(folder: string): Refusal {
  const gone = weightFiles(folder).find((name) => !existsSync(join(folder, name)))
  if (existsSync(join(folder, indexFile))) {
    const fault = gone ? `${indexFile} lists ${gone}, which is not there` : `${indexFile} lists no weights`
    return { fault, hint: 'Fetch the model again.' }
  }
  const pickle = readdirSync(folder).find((name) => /\.(bin|pt|pth|ckpt|pkl)$/.test(name))
  if (pickle) {
    const hint =
      'Load it with transformers where you trust it, and save it again with save_pretrained: that writes safetensors.'
    return { fault: `its weights are in ${pickle}, a pickle, which can run code and is never read`, hint }
  }
  return { fault: `it has no ${singleFile}`, hint: what }
}

function isObject(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
