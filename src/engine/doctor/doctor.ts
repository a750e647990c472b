/** `lattice doctor`: looks at everything that a run stands on, and changes nothing. */
import type { Config } from '../../core/config/schema.js'
import { readEnvironment } from '../../io/python-env/environment.js'
import { type Finding, looked } from './finding.js'
import {
  deviceMemory,
  lookAtCache,
  lookAtDevice,
  lookAtFolder,
  lookAtLedger,
  lookAtMemory,
  lookAtNode,
  lookAtPython,
  lookAtToken,
} from './machine.js'
import { lookAtModels } from './models.js'

/** In the order in which things need each other. Models are those of the config. */
export async function examine({
  outputs,
  models,
  offline,
}: {
  outputs: string
  models: Config['models']
  offline: boolean
}): Promise<Finding[]> {
  const environment = await readEnvironment()
  const memory = await deviceMemory(environment)
  return [
    lookAtNode(),
    lookAtPython(environment),
    lookAtDevice(environment, memory),
    lookAtMemory(),
    await looked('outputs', () => lookAtFolder('outputs', outputs)),
    await looked('ledger', () => lookAtLedger(outputs)),
    await looked('hf cache', lookAtCache),
    await looked('hf token', () => lookAtToken(offline)),
    ...(await lookAtModels(models, { environment, memory, offline })),
  ]
}
