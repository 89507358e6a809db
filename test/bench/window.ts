// How soon the window can be used, beside the same shell showing an empty page; and what it takes in memory and bytes.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildWindow } from '../../build/window/steps.mjs'
import { type Kiosk, openKiosk } from '../../electron/kiosk/open.ts'
import { startDisplay } from '../kiosk/display.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rounds = 9

/** Two frames after the first thing that can be pressed on the home page, or after the heading of the empty one. */
const usable = (what: string) => `new Promise((resolve) => {
  const look = () => {
    const found = [...document.querySelectorAll('button, a, h1')].some((element) => ${what}.test(element.textContent))
    if (found) requestAnimationFrame(() => requestAnimationFrame(resolve))
    else requestAnimationFrame(look)
  }
  look()
})`

/**
 * Time from the order to open until the window can be used: Chromium started, every guard tried, home shown with its
 * readiness, and painted. Theirs: the same kiosk, the same guards, a page of one heading and no script.
 */
export async function benchWindow(): Promise<BenchRow> {
  return withFolder(async (folder) => {
    const ours = () => open(folder, join(root, 'dist'), usable('/Rehearse/'))
    const theirs = () => open(folder, join(folder, 'empty'), usable('/empty/'))
    const measured = await interleave(rounds, ours, theirs)
    return benchRow({ name: 'window usable ÷ the same shell with an empty page', unit: 'ms' }, measured, {
      atMost: 1.5,
    })
  })
}

/** Memory of the station and of Chromium with home open (bytes), and the size of what the window loads. */
export async function windowFacts(): Promise<object> {
  return withFolder(async (folder) => {
    const files = await buildWindow(root)
    const page = files.filter((file) => file.path.startsWith('renderer/'))
    const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)
    // A process of its own: this one holds the builder and what was measured before.
    const station = spawn(
      process.execPath,
      [join(root, 'test/kiosk/station-process.ts'), join(folder, 'work'), join(root, 'dist')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const exit = once(station, 'exit')
    try {
      const lines = createInterface({ input: station.stdout })[Symbol.asyncIterator]()
      const { value } = await lines.next()
      const { processes }: { readonly processes: readonly number[] } = JSON.parse(String(value))
      station.stdin.write('station.home\n')
      await lines.next()
      return {
        stationRssBytes: bytesOf('VmRSS', `/proc/${station.pid}/status`),
        chromiumPssBytes: sum(processes.map((id) => bytesOf('Pss', `/proc/${id}/smaps_rollup`))),
        chromiumProcesses: processes.length,
        bundleBytes: sum(page.map((file) => file.sizeBytes)),
        bundleGzipBytes: sum(page.map((file) => file.gzipBytes)),
      }
    } finally {
      station.kill('SIGTERM')
      await exit
    }
  })
}

async function open(folder: string, dist: string, expression: string): Promise<number> {
  const start = performance.now()
  const kiosk = await openKiosk({ workDirectory: join(folder, 'work'), dist })
  await waitFor(kiosk, expression)
  const took = performance.now() - start
  await kiosk.leave()
  return took
}

async function waitFor({ window: { inside } }: Kiosk, expression: string): Promise<void> {
  const order = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
  await inside.pipe.send('Runtime.evaluate', order, inside.target.session)
}

/** A display, a folder with an empty page laid out like dist/, and the window built. */
async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  await buildWindow(root)
  const display = await startDisplay()
  const before = process.env.DISPLAY
  const folder = mkdtempSync(join(tmpdir(), 'anchorite-bench-window-'))
  try {
    process.env.DISPLAY = display.name
    mkdirSync(join(folder, 'empty', 'renderer'), { recursive: true })
    cpSync(join(root, 'dist', 'shell'), join(folder, 'empty', 'shell'), { recursive: true })
    writeFileSync(join(folder, 'empty', 'renderer', 'index.html'), '<!doctype html><title>empty</title><h1>empty</h1>')
    return await use(folder)
  } finally {
    if (before === undefined) delete process.env.DISPLAY
    else process.env.DISPLAY = before
    display.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One line of a file of proc(5), in bytes. `Pss` counts a shared page once over all that share it. */
function bytesOf(name: string, file: string): number {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'latin1'))?.[1]
  return Number(kib) * 1024
}
