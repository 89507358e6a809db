// What no one can wait for in the kiosk, or where something is broken: the same window in a browser of its own, over tokens in memory.

import { join } from 'node:path'
import { strings } from '../../../renderer/strings.ts'
import { QuietToken } from '../../fakes/quiet.ts'
import { playTo, prepareStep } from '../../host/station.ts'
import { openBrowser, openWindow, reload, settled } from '../../renderer/browser.ts'
import { FakeDesk } from '../../renderer/fake-desk.ts'
import { serveWindow } from '../../renderer/serve.ts'
import type { Album } from './album.ts'

export async function staged({ camera, directory }: Album): Promise<void> {
  const desk = new FakeDesk(join(directory, 'staged'))
  const served = await serveWindow(desk)
  const browser = await openBrowser()
  try {
    const page = await openWindow(browser, served.url)
    const window = { page }
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
    await press(/^Tokens/)
    await settled(page)
    await camera.take(window, 'tokens')
    desk.begin()
    await playTo(desk.station, 'open/readiness')
    await reload(page)
    served.delayMs = 3000
    await press(strings.perform.act['station/readiness'] ?? '')
    await page.locator('.working').waitFor()
    await camera.take(window, 'working')
    await settled(page)
    served.delayMs = 0
    desk.begin()
    await prepareStep(desk.station, 'keys/generate/root-a')
    const quiet = new QuietToken('generateKeyPair')
    desk.table.quiet = quiet
    await reload(page)
    await press('Make the key')
    await page.locator('.token-quiet').waitFor()
    await camera.take(window, 'token-quiet')
    quiet.answer()
    await settled(page)
    desk.begin()
    await reload(page)
    desk.clock.set('2026-11-20T09:00:00.000Z')
    await reload(page)
    await camera.take(window, 'clock-back')
    desk.clock.set('2026-11-24T15:00:00.000Z')
    await reload(page)
    await desk.station.host.stop({ by: 'amina', reason: 'Fire alarm', disposition: 'resumable' })
    await reload(page)
    await page.locator('.words').waitFor()
    await camera.take(window, 'stopped')
    desk.begin()
    await reload(page)
    await served.close()
    await press(strings.step.confirm('Hugo Weiss'))
    await page.locator('.refusal').waitFor()
    await camera.take(window, 'station-lost')
  } finally {
    await browser.close()
    await desk.leave()
  }
}
