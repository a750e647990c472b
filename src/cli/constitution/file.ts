import { resolve } from 'node:path'
import type { Constitution } from '../../core/constitution.js'
import { findConfigFile, loadConfig } from '../../io/config-file.js'
import { readConstitution } from '../../io/constitution-file.js'
import { packageFile } from '../../io/package-file.js'

/** The constitution of a file; without one that of the project, and outside of projects the one that ships. */
export function constitutionFor(file: string | undefined): { constitution: Constitution; path: string } {
  const path = pathFor(file)
  return { constitution: readConstitution(path), path }
}

export function pathFor(file: string | undefined): string {
  if (file !== undefined) return resolve(file)
  if (findConfigFile(process.cwd()) !== undefined) return loadConfig({}).config.constitution
  return packageFile('prompts/constitution.yaml')
}
