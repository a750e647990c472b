import { tinyRecipe, tinyTemplate } from '../tiny-recipe.js'
import type { ModelPreset } from './preset.js'

const { architecture, tokenizer } = tinyRecipe

/** The embedded models: made on this machine, known to the last setting. */
export const tiny: ModelPreset = {
  id: 'tiny',
  aliases: [],
  family: 'tiny',
  shape: {
    architecture: 'llama',
    layers: architecture.num_hidden_layers,
    hidden: architecture.hidden_size,
    heads: architecture.num_attention_heads,
    kvHeads: architecture.num_attention_heads,
    headDim: architecture.hidden_size / architecture.num_attention_heads,
    intermediate: architecture.intermediate_size,
    vocabulary: tokenizer.vocabulary,
    context: architecture.max_position_embeddings,
    tied: true,
    sliding: null,
  },
  licence: 'Apache-2.0',
  gated: false,
  template: tinyTemplate,
  criticTemplate: 'tiny-logits/v1',
  dtypes: ['float32'],
  batch_size: 256,
  lora_target_modules: 'all-linear',
  margin: 2,
  train: {
    sft: {
      evaluations: 5,
      learning_rate: 1e-3,
      num_train_epochs: 3,
      per_device_train_batch_size: 16,
      gradient_accumulation_steps: 1,
      lr_scheduler_type: 'linear',
      warmup_ratio: 0.1,
      lora_dropout: 0,
    },
    // Stronger settings broke the model's language; the SFT loss on the chosen answer holds it (facts measured
    // on this very model, see the header of configs/quickstart.yaml).
    dpo: {
      evaluations: 4,
      learning_rate: 1e-4,
      num_train_epochs: 2,
      per_device_train_batch_size: 16,
      gradient_accumulation_steps: 1,
      lr_scheduler_type: 'linear',
      warmup_ratio: 0.1,
      lora_dropout: 0,
      loss_type: ['sigmoid', 'sft'],
      loss_weights: [1, 1],
    },
  },
}
