import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridge } from '../../core/bridge.ts'
import { openWindow } from '../../electron/kiosk/window.ts'
import { type Display, startDisplay } from './display.ts'
import { openTestWindow, readWorld, recorder, settled, type TestWindow, testPage } from './open.ts'

let display: Display
let window: TestWindow
beforeAll(async () => {
  display = await startDisplay()
  window = await openTestWindow(display.name)
})
afterAll(async () => {
  await window.close()
  display.stop()
})

const _send: TestWindow['inside']['pipe']['send'] = (...args) => window.inside.pipe.send(...args)
const run = (expression: string) => window.run(expression)

describe('WIN-SENDER', () => {
  it('neither the binding nor any other way to the host is in the page, only one frozen function', async () => {
    const names = await run(
      `Reflect.ownKeys(window).filter((name) => typeof name === 'string' && /^_[0-9a-f]{8}|anchorite/.test(name))`,
    )
    expect(names).toEqual(['anchorite'])
    expect(
      await run(`JSON.stringify([Object.isFrozen(anchorite), Object.keys(anchorite), delete window.anchorite])`),
    ).toBe(JSON.stringify([true, ['call'], false]))
  })

  it('a call over the binding from another frame of our own page is not heard', async () => {
    const { pipe, target } = window.inside
    const contexts: number[] = []
    const stop = pipe.listen((event) => {
      if (event.method === 'Runtime.executionContextCreated' && event.params.context.auxData.type === 'isolated')
        contexts.push(event.params.context.id)
    })
    expect(
      await run(
        `(() => { const f = document.createElement('iframe'); document.body.append(f); return typeof f.contentWindow.anchorite })()`,
      ),
    ).toBe('undefined')
    const [frame] = await settled(
      () => contexts,
      (found) => found.length > 0,
    )
    stop()
    // There the binding still stands, since no half of ours runs in a frame: call it as our half would.
    const callIt = `(() => { const name = Object.getOwnPropertyNames(window).find((key) => /^_[0-9a-f]{32}$/.test(key)); window[name]('1 0 1 {"call":"station.home","args":{}}'); return 'called' })()`
    const before = window.asked.length
    const order = { expression: callIt, contextId: frame, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result } = await pipe.send('Runtime.evaluate', order, target.session)
    expect(result.value).toBe('called')
    await run(`document.querySelector('iframe').remove()`)
    // A call that is heard comes after it in the same pipe, and is the only one.
    await run(`anchorite.call('station.tokens', {})`)
    expect(window.asked.slice(before).map((asked) => asked.name)).toEqual(['station.tokens'])
  })

  it('a name that stands not in the table leaves the window only as a refusal', async () => {
    const before = window.asked.length
    for (const name of ['station.nothing', 'constructor', '__proto__', '', 7, null]) {
      const code = await run(
        `anchorite.call(${JSON.stringify(name)}, {}).then((reply) => reply.ok || reply.error.code)`,
      )
      expect(code, String(name)).toBe('station/bridge')
    }
    expect(window.asked.length).toBe(before)
  })

  it('what cannot be carried is refused with words, and never reaches the host', async () => {
    const before = window.asked.length
    for (const args of ['{ a: NaN }', '{ a: new Date() }', '{ $bytes: "AA==" }', '{ a: new Map() }']) {
      expect(
        await run(`anchorite.call('station.home', ${args}).then((reply) => reply.ok || reply.error.code)`),
        args,
      ).toBe('station/bridge')
    }
    expect(window.asked.length).toBe(before)
  })

  it('every call of the table gets through, with its arguments as they were', async () => {
    for (const name of Object.keys(bridge)) {
      expect(
        await run(
          `anchorite.call(${JSON.stringify(name)}, { a: [1, 'é', null] }).then((reply) => JSON.stringify(reply.value.args ?? 'sheet'))`,
        ),
        name,
      ).toMatch(/^(?:\{"a":\[1,"é",null\]\}|"sheet")$/)
    }
    expect(new Set(window.asked.map((asked) => asked.name))).toEqual(new Set(Object.keys(bridge)))
  })

  it('bytes cross as bytes, both ways, also many of them', async () => {
    const same = await run(`(async () => {
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 7)
      const { value } = await anchorite.call('station.inspect', { name: 'x', bytes })
      const back = value.args.bytes
      return back instanceof Uint8Array && back.length === bytes.length && back.every((byte, index) => byte === bytes[index])
    })()`)
    expect(same).toBe(true)
  })

  it('text crosses whole where a piece would end inside a character', async () => {
    expect(
      await run(`(async () => {
      const text = 'a' + '😀'.repeat(400_000)
      const { value } = await anchorite.call('ceremony.deviation', { by: 'x', text })
      return value.args.text === text
    })()`),
    ).toBe(true)
  })
})

describe('start-up fails closed', () => {
  it('where a guard gives way no call is answered, the window is closed, and nothing is left', async () => {
    const world = (await readWorld()).replace('Object.freeze({ call })', '{ call }')
    const { asked, call } = recorder()
    const before = profiles()
    const environment = { DISPLAY: display.name }
    const opening = openWindow({ assets: testPage, world, call, screen: 'window', environment })
    await expect(opening).rejects.toMatchObject({ code: 'window/guard', detail: { rule: 'WIN-SENDER' } })
    expect(asked).toEqual([])
    expect(profiles()).toEqual(before)
  })

  it('WIN-ORIGIN: a page that stands at another address than ours is never used', async () => {
    const { asked, call } = recorder()
    const before = profiles()
    // After the load, which counts only at our address; before the guards are tried.
    const moves = `addEventListener('pageshow', () => history.replaceState(null, '', '/elsewhere'))`
    const world = `${await readWorld()};${moves}`
    const environment = { DISPLAY: display.name }
    const opening = openWindow({ assets: testPage, world, call, screen: 'window', environment })
    await expect(opening).rejects.toMatchObject({ code: 'window/guard', detail: { rule: 'WIN-ORIGIN' } })
    expect(asked).toEqual([])
    expect(profiles()).toEqual(before)
  })

  it('where there is no bridge at all it is the same', async () => {
    const { asked, call } = recorder()
    const environment = { DISPLAY: display.name }
    const opening = openWindow({ assets: testPage, world: '', call, screen: 'window', environment })
    await expect(opening).rejects.toMatchObject({ code: 'window/guard', detail: { rule: 'WIN-SENDER' } })
    expect(asked).toEqual([])
  })
})

const profiles = () => readdirSync('/dev/shm').filter((name) => name.startsWith(`anchorite-window-${process.pid}-`))
