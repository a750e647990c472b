import type { TrainingRecipe } from '../core/config/training.js'
import { stopText } from '../core/early-stop/state.js'
import type { Stage } from './stage.js'
import type { TrainRequest } from './train-port.js'

export interface TrainSettings {
  training: TrainingRecipe
  /** Root of the data order and of the adapter's first weights. */
  seed: number
}

/** Trains an adapter. The worker does the steps; when to look, save and stop is decided in core. */
export const trainStage: Stage<TrainSettings> = {
  name: 'train',
  version: 3,
  async *run({ settings: { training }, ports }) {
    const outcome = await ports.train(requestOf(training))
    const { droppedRows, curve, probes, stop, ...facts } = outcome
    for (const { file, line, reason } of droppedRows) yield { dropped: `${file}:${line}`, reason }
    for (const record of curve) yield { file: 'metrics.jsonl', record }
    for (const record of probes) yield { file: 'probes.jsonl', record }
    for (const [fact, value] of Object.entries(facts)) yield { fact, value }
    const modules = Object.entries(facts.matchedModules).map(([name, count]) => `${count} ${name}`)
    yield { fact: 'adapters on', value: modules.join(', ') }
    if (stop) yield { fact: 'stopped', value: stopText(stop) }
    yield { fact: 'stop', value: stop }
  },
}

function requestOf(training: TrainingRecipe): TrainRequest {
  return {
    method: training.method,
    lora: {
      lora_r: training.lora_r,
      lora_alpha: training.lora_alpha,
      lora_dropout: training.lora_dropout,
      target_modules: training.lora_target_modules,
    },
    optimisation: {
      learning_rate: training.learning_rate,
      lr_scheduler_type: training.lr_scheduler_type,
      optim: training.optim,
      weight_decay: training.weight_decay,
      max_grad_norm: training.max_grad_norm,
      per_device_train_batch_size: training.per_device_train_batch_size,
      gradient_accumulation_steps: training.gradient_accumulation_steps,
      gradient_checkpointing: training.gradient_checkpointing,
      max_length: training.max_length,
    },
    dpo: training.method === 'sft' ? null : preferenceOf(training),
    schedule: {
      num_train_epochs: training.num_train_epochs,
      max_steps: training.max_steps ?? null,
      per_device_train_batch_size: training.per_device_train_batch_size,
      gradient_accumulation_steps: training.gradient_accumulation_steps,
      warmup_ratio: training.warmup_ratio,
      evaluations: training.evaluations,
    },
    earlyStop: training.early_stopping,
  }
}

function preferenceOf({
  beta,
  loss_type,
  loss_weights,
  label_smoothing,
}: Extract<TrainingRecipe, { method: 'dpo' }>) {
  return { beta, loss_type, loss_weights: loss_weights ?? null, label_smoothing }
}
