// The window that prints, in Electron: its guards are tried before it is answered anything, and it never outlives its sheet.

import { describe, expect, it, vi } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { pressWith } from '../../electron/main/press.ts'
import { waitForReady } from '../../electron/shell/paper.ts'
import { trials } from '../../electron/shell/trials.ts'
import { fakeElectron } from './fake.ts'

const rules = Object.keys(trials)

/** @param trial - what an expression gives inside the page. */
function pressed(trial: (code: string) => unknown, pdf?: Uint8Array) {
  const fake = fakeElectron({ trial })
  const paper = vi.fn(async () => ({ ok: true, value: 'the sheet' }))
  const make = () => {
    const window = new fake.electron.BrowserWindow({ show: false })
    if (pdf !== undefined && fake.windows[0] !== undefined) fake.windows[0].webContents.pdf = pdf
    return window
  }
  const printed = pressWith(make)('script', paper as unknown as CallBridge) // answers any name alike
  const asks = () => {
    const contents = fake.windows[0]?.webContents
    const handler = contents?.handlers.get('anchorite/call')
    return handler?.({ senderFrame: contents?.mainFrame ?? null }, '{"call":"paper.sheet","args":{"sheet":"script"}}')
  }
  return { ...fake, paper, printed, asks }
}

const good = (code: string) => (code === waitForReady ? 'yes' : true)

describe('the window that prints', () => {
  it.each(rules)('is closed unanswered and prints nothing where %s gives way', async (rule) => {
    const { printed, asks, paper, windows } = pressed((code) => (code === trials[rule] ? false : good(code)))
    const answered = vi.fn()
    void asks()?.then(answered)
    await expect(printed).rejects.toMatchObject({ code: 'window/guard', detail: { rule } })
    expect(windows.map(({ destroyed }) => destroyed)).toEqual([true])
    expect(paper).not.toHaveBeenCalled()
    expect(answered).not.toHaveBeenCalled()
  })

  it('is answered only once every guard was tried', async () => {
    const last = Promise.withResolvers<boolean>()
    const seen: string[] = []
    const { printed, asks, paper } = pressed((code) => {
      seen.push(code)
      return code === trials[rules.at(-1) ?? ''] ? last.promise : good(code)
    })
    const answer = asks()
    await vi.waitFor(() => expect(seen).toHaveLength(rules.length))
    expect(paper).not.toHaveBeenCalled()
    last.resolve(true)
    expect(JSON.parse((await answer) ?? '')).toEqual({ ok: true, value: 'the sheet' })
    expect(Buffer.from(await printed).toString('latin1')).toContain('%PDF-')
    expect(seen).toEqual([...Object.values(trials), waitForReady])
  })

  it.each([
    ['a page that does not become ready', (code: string) => (code === waitForReady ? 'late' : true), undefined],
    ['what is not a PDF', good, Buffer.from('<html>')],
  ])('refuses %s, and is gone', async (_name, trial, pdf) => {
    const { printed, windows } = pressed(trial, pdf)
    await expect(printed).rejects.toMatchObject({ code: 'window/print' })
    expect(windows.map(({ destroyed }) => destroyed)).toEqual([true])
  })
})
