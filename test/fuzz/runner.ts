// Runs areas in a thread of their own, with a limit on memory, so that a case that hangs or fills it is found and named.

import { Worker } from 'node:worker_threads'
import type { Tally } from './case.ts'
import type { Data, Order, Told } from './worker.ts'

/** Heap of the thread: what Node takes by itself on a computer with 4 GB. */
const heapMb = 1024
/** No case takes a second on a quiet machine; this one may be busy. */
const hangMs = 120_000

/** Run all orders. A case that hangs or dies is lost, and its area ends with it; the next one goes on. */
export async function runOrders(orders: readonly Order[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = []
  for (let left = orders; left.length > 0; left = orders.slice(tallies.length)) tallies.push(...(await runSome(left)))
  return tallies
}

/** Until the end, or until one case brings the thread down: the last tally is then of that area. */
async function runSome(orders: readonly Order[]): Promise<readonly Tally[]> {
  const data: Data = { orders, at: new SharedArrayBuffer(8) }
  const place = new Int32Array(data.at)
  const tallies: Tally[] = []
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const why = await new Promise<string | undefined>((resolve) => {
    let seen = ''
    const watch = setInterval(() => {
      const now = place.join(' ')
      if (now === seen) resolve(`it hangs (longer than ${hangMs / 1000} s)`)
      seen = now
    }, hangMs)
    worker.on('message', ({ tally }: Told) => tallies.push(tally))
    worker.on('error', (error) => resolve(String(error)))
    worker.on('exit', (code) => {
      clearInterval(watch)
      resolve(code === 0 ? undefined : `the thread ended with ${code}`)
    })
  })
  await worker.terminate()
  return why === undefined ? tallies : [...tallies, fallen(orders[tallies.length], place[1] ?? 0, why)]
}

function fallen(order: Order | undefined, index: number, why: string): Tally {
  const { area = 'none', seed = 0 } = order ?? {}
  const found = [{ path: `ANCHORITE_FUZZ_SEED=${seed} "${area}" case ${index}`, why, input: '' }]
  return { area, tried: index + 1, survived: index, lost: 1, refused: {}, found, worstMs: 0, perSecond: 0 }
}
