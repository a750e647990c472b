import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agreementOf, confusionOf } from './agreement.js'

const rows = fc.array(fc.record({ gold: fc.boolean(), said: fc.boolean() }), { maxLength: 60 })

test('a confusion table counts each row once', () => {
  const pairs = [
    { gold: true, said: true },
    { gold: true, said: false },
    { gold: false, said: true },
    { gold: false, said: false },
    { gold: false, said: false },
  ]
  expect(confusionOf(pairs)).toEqual({ truePositive: 1, falseNegative: 1, falsePositive: 1, trueNegative: 2 })
})

test('what is not defined is null: no rows, or one label alone', () => {
  const nothing = {
    agreement: null,
    balancedAccuracy: null,
    recall: null,
    falsePositiveRate: null,
    kappa: null,
  }
  expect(agreementOf(confusionOf([]))).toEqual({ n: 0, ...nothing })
  const positives = agreementOf(confusionOf([{ gold: true, said: true }]))
  expect(positives).toMatchObject({ n: 1, falsePositiveRate: null, balancedAccuracy: null, kappa: null })
  expect(positives.agreement).toEqual({ value: 1, interval: [expect.closeTo(0.2065, 4), 1] })
})

test('saying always the same has a balanced accuracy of a half and no kappa', () => {
  const always = agreementOf({ truePositive: 70, falseNegative: 0, falsePositive: 30, trueNegative: 0 })
  expect(always.agreement?.value).toBe(0.7)
  expect(always.balancedAccuracy?.value).toBe(0.5)
  expect(always.kappa?.value).toBe(0)
})

test('every interval holds its value and lies within the scale', () => {
  fc.assert(
    fc.property(rows, (pairs) => {
      const { n, kappa, ...shares } = agreementOf(confusionOf(pairs))
      expect(n).toBe(pairs.length)
      for (const share of Object.values(shares)) {
        if (share?.interval == null) continue
        expect(share.interval[0]).toBeGreaterThanOrEqual(-1e-12)
        expect(share.interval[0]).toBeLessThanOrEqual(share.value + 1e-12)
        expect(share.interval[1]).toBeGreaterThanOrEqual(share.value - 1e-12)
        expect(share.interval[1]).toBeLessThanOrEqual(1 + 1e-12)
      }
      if (kappa?.interval != null) {
        expect(kappa.interval[0]).toBeLessThanOrEqual(kappa.value)
        expect(kappa.interval[1]).toBeGreaterThanOrEqual(kappa.value)
      }
    }),
  )
})

test('the order of the rows changes nothing, and turning both labels round keeps agreement and kappa', () => {
  fc.assert(
    fc.property(rows, (pairs) => {
      const plain = agreementOf(confusionOf(pairs))
      expect(agreementOf(confusionOf([...pairs].reverse()))).toEqual(plain)
      const turned = agreementOf(confusionOf(pairs.map(({ gold, said }) => ({ gold: !gold, said: !said }))))
      expect(turned.agreement).toEqual(plain.agreement)
      expect(turned.kappa?.value ?? 0).toBeCloseTo(plain.kappa?.value ?? 0, 9)
    }),
  )
})
