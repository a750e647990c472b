import type { EarlyStopSettings, LearningRateSchedule } from '../core/config/training.js'
import type { CurveRow } from '../core/early-stop/curve.js'
import type { StopPlan } from '../core/early-stop/settings.js'
import type { Stop } from '../core/early-stop/state.js'
import type { ProbeRow } from '../core/probes.js'
import type { ScheduleSettings } from '../core/schedule.js'

/** What a training needs beyond its model, which the engine knows, and its data, which are the step's inputs. */
export interface TrainRequest {
  method: 'sft' | 'dpo'
  lora: {
    lora_r: number
    lora_alpha: number
    lora_dropout: number
    target_modules: 'all-linear' | string[]
  }
  optimisation: {
    learning_rate: number
    lr_scheduler_type: LearningRateSchedule
    optim: string
    weight_decay: number
    max_grad_norm: number
    per_device_train_batch_size: number
    gradient_accumulation_steps: number
    gradient_checkpointing: boolean
    max_length: number
  }
  dpo: { beta: number; loss_type: string[]; loss_weights: number[] | null; label_smoothing: number } | null
  schedule: ScheduleSettings
  earlyStop: EarlyStopSettings
}

export interface TrainOutcome {
  /** Optimizer steps done, of those planned. */
  steps: number
  plannedSteps: number
  bestStep: number
  bestValidationLoss: number | null
  /** Why it ended before the plan did, or null. */
  stop: Stop | null
  /** What the policy went by: floor, patience, learning rate. */
  stopPlan: StopPlan
  /** What was measured on the way, a row a step. */
  curve: CurveRow[]
  /** What the probe prompts were answered on the way, in that order. */
  probes: ProbeRow[]
  droppedRows: { file: 'train' | 'validation'; line: number; reason: string }[]
  trainedTokens: number
  trainableParameters: number
  matchedModules: Record<string, number>
}

/** Trains and leaves `adapter/` in the step's folder. */
export type TrainPort = (request: TrainRequest) => Promise<TrainOutcome>
