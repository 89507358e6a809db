// Found by feeding each reader the most it takes: texts that held it up for minutes, small values that filled the memory.
// Each is refused with little memory, and long before a person would pull the plug.

import { Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LimitTold, limits } from './limits-worker.ts'

/** Half of what Node takes on a computer with 4 GB. The bytes themselves lie outside. */
const heapMb = 512
/** Each takes a second or two on a quiet machine; what this is for takes hours. */
const hangMs = 200_000

const told = new Map<string, LimitTold>()
let fall = ''

beforeAll(async () => {
  const worker = new Worker(new URL('./limits-worker.ts', import.meta.url), {
    workerData: Object.keys(limits),
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  await new Promise<void>((resolve) => {
    const watch = setTimeout(resolve, hangMs)
    worker.on('message', (one: LimitTold) => told.set(one.name, one))
    worker.on('error', (error) => {
      fall = String(error)
    })
    worker.on('exit', () => {
      clearTimeout(watch)
      resolve()
    })
  })
  await worker.terminate()
  const slowest = [...told.values()].reduce((one, two) => (one.ms > two.ms ? one : two), { name: '', ms: 0 })
  process.stdout.write(
    `fuzz: of ${told.size} documents at the limits the slowest is ${slowest.name}: ${Math.round(slowest.ms)} ms\n`,
  )
})

describe('at its limit, refused and not fallen over:', () => {
  test.each(Object.entries(limits))('%s', (name, [, code]) => {
    expect(told.get(name)?.code ?? `no answer ${fall}`).toBe(code)
  })
})
