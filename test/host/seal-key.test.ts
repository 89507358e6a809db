import { expect, test } from 'vitest'
import type { ActionContext } from '../../electron/host/actions/action.ts'
import { transcriptSeal } from '../../electron/host/actions/seal.ts'
import { examplePlan } from '../plan/example.ts'

// The plan's own rule refuses such a plan long before. This is the second lock, for a plan that went around the first.
test('a key of a repository does not seal the record, and its token is not even looked for (SEAL-NOT-ROOT)', async () => {
  const asked: string[] = []
  const desk = new Proxy({}, { get: (_desk, method) => asked.push(String(method)) })
  // Only what is read before the refusal.
  const context = { plan: examplePlan(), step: { id: 'close/seal', bound: { key: 'root-a' } }, desk } as never
  const prepare = (given: ActionContext): Promise<unknown> => transcriptSeal.prepare(given)
  await expect(prepare(context)).rejects.toMatchObject({
    code: 'ceremony/check-failed',
    detail: { rules: 'SEAL-NOT-ROOT: root-a is a key of a repository' },
  })
  expect(asked).toEqual([])
})
