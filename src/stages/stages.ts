import { agreementStage } from './agreement.js'
import { compareStage } from './compare.js'
import { datasetStage } from './dataset.js'
import { generateStage, sampleStage } from './generate.js'
import { importStage } from './import.js'
import { critiqueStage, judgeStage } from './judge.js'
import { promptsStage } from './prompts.js'
import { selectStage } from './select.js'
import type { Stage } from './stage.js'
import { trainStage } from './train.js'

/** Every stage by name. */
export const stages: ReadonlyMap<string, Stage<never>> = new Map(
  [
    promptsStage,
    importStage,
    generateStage,
    critiqueStage,
    agreementStage,
    selectStage,
    datasetStage,
    trainStage,
    sampleStage,
    judgeStage,
    compareStage,
  ].map((stage) => [stage.name, stage as Stage<never>]),
)
