import { z } from 'zod'

export const path = z.string().min(1)
/** One path or a list of them. */
export const paths = z.union([path.transform((one) => [one]), z.array(path).min(1)])
