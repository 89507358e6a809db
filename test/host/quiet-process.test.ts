// The same over a real token process whose library hangs: the desk knows the call, puts it off, and ends it.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTokenHost } from '../../core/token/client.node.ts'
import { TokenDesk } from '../../electron/host/token-desk.ts'
import { makeTable } from '../faults/run.ts'
import { examplePlan } from '../plan/example.ts'
import { refusal } from '../token/refusal.ts'
import { siteOf } from './station.ts'

let table: Awaited<ReturnType<typeof makeTable>>
beforeAll(async () => {
  table = await makeTable()
})
afterAll(() => table?.remove())

test('a library that hangs: more time, then given up at once; the next session finds the token', async () => {
  const plan = examplePlan()
  const [planned] = plan.tokens
  if (planned === undefined) throw new Error('the example plan has no token')
  const modules = Object.fromEntries(plan.tokens.map(({ module }) => [module, table.site]))
  const standIns = { [planned.serial]: { serial: table.serial } }
  const desk = new TokenDesk(plan, siteOf(plan, '/tmp', { modules, standIns }), startTokenHost)
  table.cue('C_GetTokenInfo:hang')
  expect(desk.waiting()).toBeUndefined()
  expect(desk.extend('emi', 1000)).toBe(false)
  expect(desk.giveUp('emi')).toBe(false)
  const told = refusal(desk.find(planned.id), 'token/host-hung')
  while (table.count('C_GetTokenInfo') === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const before = desk.waiting()
  expect(before?.call).toBe('list')
  expect(desk.extend('emi', 3_600_000)).toBe(true)
  expect(desk.waiting()?.leftMs).toBeGreaterThan(before?.leftMs ?? Number.POSITIVE_INFINITY)
  expect(desk.giveUp('hugo')).toBe(true)
  expect(await told).toMatchObject({ call: 'list' })
  expect(desk.waiting()).toBeUndefined()
  const waitedLonger = [{ by: 'emi', call: 'list', ms: 3_600_000 }]
  expect(desk.takePatience()).toEqual({ waitedLonger, gaveUp: 'hugo' })
  expect(desk.takePatience()).toEqual({})
  await desk.release()
  table.cue('')
  expect((await desk.find(planned.id)).serial).toBe(table.serial)
  await desk.release()
})
