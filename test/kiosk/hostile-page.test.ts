// The real window with a page that was taken over: what it puts before people's eyes, and how much it may ask at once.

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { maxCalls } from '../../electron/shell/few-at-once.ts'
import { type Display, startDisplay } from './display.ts'
import { openTestWindow, settled, type TestWindow } from './open.ts'

let display: Display
let window: TestWindow
let hold = false
const held: (() => void)[] = []
/** Answers at once, or when told. */
const answer = ((): Promise<unknown> =>
  new Promise((resolve) => {
    const give = () => resolve({ ok: true, value: null })
    if (hold) held.push(give)
    else give()
  })) as CallBridge
beforeAll(async () => {
  display = await startDisplay()
  window = await openTestWindow(display.name, { call: answer } as object) // takes every option of openWindow
})
afterAll(async () => {
  await window.close()
  display.stop()
})

it.each([
  ['alert', `(alert('The token is locked. Type its PIN on paper.'), 'no dialog')`],
  ['confirm', `(confirm('Go on?') ? 'yes' : 'no dialog')`],
  ['prompt', `(prompt('User PIN') ?? 'no dialog')`],
  ['print', `(window.print(), 'no dialog')`],
])("WIN-TARGET: %s shows no dialog in the browser's own name", async (_name, expression) => {
  let patience: NodeJS.Timeout | undefined
  const stands = new Promise((resolve) => {
    patience = setTimeout(() => resolve('a dialog stands'), 10_000)
  })
  expect(await Promise.race([window.runByHand(expression), stands])).toBe('no dialog')
  clearTimeout(patience)
})

it('forms still work: what a person enters is heard by the page, and sent nowhere', async () => {
  const before = window.inside.refused.length
  const heard = await window.run(`(() => {
    const form = document.createElement('form')
    document.body.append(form)
    return new Promise((resolve) => {
      form.addEventListener('submit', (event) => { event.preventDefault(); resolve('heard') })
      setTimeout(() => resolve('not heard'), 5000)
      form.requestSubmit()
    })
  })()`)
  expect(heard).toBe('heard')
  expect(window.inside.refused).toHaveLength(before)
})

it('calls without end: a few wait at the host, the others are refused at once, and the window goes on', async () => {
  const before = held.length
  hold = true
  await window.run(`(() => {
    window.replies = []
    for (let time = 0; time < 500; time++) anchorite.call('station.home', {}).then((reply) => replies.push(reply.ok))
  })()`)
  const counted = () => window.run(`replies.filter((ok) => !ok).length`)
  expect(await settled(counted, (refused) => Number(refused) >= 500 - maxCalls)).toBe(500 - maxCalls)
  expect(held.length - before).toBe(maxCalls)
  hold = false
  for (const answer of held.splice(0)) answer()
  expect(
    await settled(
      () => window.run('replies.length'),
      (all) => all === 500,
    ),
  ).toBe(500)
  expect(await window.run(`anchorite.call('station.tokens', {}).then((reply) => reply.ok)`)).toBe(true)
})
