import { expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { bytesOf, edited } from './example.ts'

const second = edited(
  ['buildsOn: null', `buildsOn: { version: 1, sha256: ${'ab'.repeat(32)} }`],
  ['    version: 1\n    expires', '    version: 2\n    expires'],
)

test('PLAN-FIRST-ROOT refuses a plan that builds on an earlier root, because the script cannot bring one in', () => {
  let refused: unknown
  try {
    parsePlan(bytesOf(second), 'plan.yaml', scriptRoles)
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(CeremonyError)
  expect(JSON.stringify((refused as CeremonyError).detail)).toContain('PLAN-FIRST-ROOT')
})

test('PLAN-FIRST-ROOT says nothing where no script is known that would mind', () => {
  expect(parsePlan(bytesOf(second), 'plan.yaml').repositories[0]?.version).toBe(2)
})
