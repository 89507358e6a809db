// What is measured of Chromium's processes in /proc: what cannot be read proves nothing; a process that ended is no danger.

import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { measureFence } from '../../electron/kiosk/guards.ts'
import { readinessOf } from '../../electron/kiosk/open.ts'
import type { Pipe } from '../../electron/kiosk/pipe.ts'

const [browser, renderer, gone] = [900_001, 900_002, 900_003]
const user = { name: 'nobody', uid: 65_534 }
const uids = Array(4).fill(user.uid).join('\t')

/** What /proc says, by path: its text, or the code of the error. */
let proc: Record<string, string> = {}
const look = (path: fs.PathLike): string => {
  const found = proc[String(path)] ?? 'ENOENT'
  if (!/^E[A-Z]+$/.test(found)) return found
  throw Object.assign(new Error(found), { code: found })
}

beforeEach(() => {
  proc = {
    [`/proc/${process.pid}/ns/net`]: 'net:[1]',
    [`/proc/${browser}/ns/net`]: 'net:[2]',
    [`/proc/${browser}/status`]: `Name:\tchromium\nUid:\t${uids}\n`,
    [`/proc/${renderer}/ns/net`]: 'net:[3]',
    [`/proc/${renderer}/status`]: `Name:\tchromium\nUid:\t${uids}\nNoNewPrivs:\t1\nSeccomp:\t2\n`,
  }
  vi.spyOn(fs, 'readFileSync').mockImplementation(((path: fs.PathLike) =>
    look(path)) as unknown as typeof fs.readFileSync) // only paths are read
  vi.spyOn(fs, 'readlinkSync').mockImplementation(((path: fs.PathLike) =>
    look(path)) as unknown as typeof fs.readlinkSync) // the same
})
afterEach(() => vi.restoreAllMocks())

const pages = [
  { id: browser, type: 'browser' },
  { id: renderer, type: 'renderer' },
  { id: gone, type: 'renderer' },
]
const pipe = { send: async () => ({ processInfo: pages }) } as unknown as Pipe // the one question that is asked

describe('WIN-SANDBOX, from what /proc says', () => {
  it.each(['EACCES', 'EPERM'])('refuses where the status of a page cannot be read (%s)', async (code) => {
    proc[`/proc/${renderer}/status`] = code
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({
      detail: { rule: 'WIN-SANDBOX', reason: 'a page runs outside the sandbox' },
    })
  })

  it.each([
    ['of a page', renderer, 'the network of a page cannot be read'],
    ['of the station', process.pid, 'the network of the station cannot be read'],
  ])('refuses where the network %s cannot be read', async (_name, pid, reason) => {
    proc[`/proc/${pid}/ns/net`] = 'EACCES'
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({ detail: { rule: 'WIN-SANDBOX', reason } })
  })

  it.each([['EACCES'], ['Name:\tchromium\n']])('refuses where the user of a process cannot be read', async (status) => {
    proc[`/proc/${browser}/status`] = status
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({
      detail: { reason: 'the user of a process cannot be read' },
    })
  })

  it('refuses a page in the network of this machine, and a process of another user', async () => {
    proc[`/proc/${renderer}/ns/net`] = 'net:[1]'
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({
      detail: { reason: 'a page runs in the network of this machine' },
    })
    proc[`/proc/${renderer}/ns/net`] = 'net:[3]'
    proc[`/proc/${browser}/status`] = 'Uid:\t0\t0\t0\t0\n'
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({
      detail: { reason: 'a process runs as another user' },
    })
  })

  it.each(['EIO', 'EMFILE'])('lets an error of another kind pass as what it is (%s)', async (code) => {
    proc[`/proc/${renderer}/status`] = code
    await expect(measureFence(pipe, browser, user)).rejects.toMatchObject({ code })
  })

  it.each(['ENOENT', 'ESRCH'])('a page that has ended is no danger (%s)', async (code) => {
    proc[`/proc/${gone}/status`] = code
    expect(await measureFence(pipe, browser, user)).toEqual({ user: 'nobody', namespace: true })
  })

  it.each(['EACCES', 'net:[1]', 'ENOENT'])('a browser whose network is %s counts as not fenced', async (network) => {
    proc[`/proc/${browser}/ns/net`] = network
    expect(await measureFence(pipe, browser, user)).toEqual({ user: 'nobody', namespace: false })
  })
})

describe('STATION-WINDOW, what home says of it', () => {
  it('is green in a network of its own, and leaves nothing to do', () => {
    const [line, ...more] = readinessOf({ user: 'nobody', namespace: true })
    expect(line).toMatchObject({ rule: 'STATION-WINDOW', state: 'green', next: '' })
    expect(line?.words).toContain('as nobody')
    expect(more).toEqual([])
  })

  it('is amber without one, and says what keeps it from the network and what to do', () => {
    const [line, ...more] = readinessOf({ user: 'nobody', namespace: false })
    expect(line).toMatchObject({ rule: 'STATION-WINDOW', state: 'amber' })
    expect(line?.words).toContain('no network namespace')
    expect(line?.next).toContain('Pull every cable')
    expect(more).toEqual([])
  })
})
