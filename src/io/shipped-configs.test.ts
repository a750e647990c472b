import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadConfig } from './config-file.js'
import { packageFile } from './package-file.js'

const configs = readdirSync(packageFile('configs')).filter((name) => name.endsWith('.yaml'))

test.each(configs)('configs/%s is right', (name) => {
  const { config } = loadConfig({ file: packageFile(`configs/${name}`), environment: {} })
  expect(`${config.name}.yaml`).toBe(name)
})
