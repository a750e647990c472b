import type { MetricPoint } from '../../../src/core/early-stop/point.js'

export interface Shape {
  loss(step: number): number
  train?(step: number): number
  margin?(step: number): number
  broken?(step: number): boolean
  /** Step at which the learning rate of the curve is down to half its peak. */
  settled?: number
}

export const steps: number
export const evaluationSteps: number
export const tokensPerStep: number
export const shapes: Record<string, Shape>
export function rowsOf(shape: Shape, options?: { sigma?: number; seed?: number }): MetricPoint[]
