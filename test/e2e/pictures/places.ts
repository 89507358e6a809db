// Home, the pages that need no ceremony, and the first step of a production.

import { strings } from '../../../renderer/strings.ts'
import { exampleYaml } from '../../plan/example.ts'
import { chooseFiles } from '../files.ts'
import { mouseHands } from '../hands.ts'
import type { OpenKiosk } from '../kiosk.ts'
import { after, until } from '../room.ts'
import { type Album, written } from './album.ts'

/** Home, and the pages that need no ceremony. */
export async function places(album: Album, kiosk: OpenKiosk): Promise<void> {
  const { page } = kiosk
  const { camera } = album
  const go = async (card: RegExp, title: string): Promise<void> => {
    await page.getByRole('button', { name: card }).first().click()
    await until(kiosk, (screen) => screen.title === title)
  }
  const home = async (): Promise<void> => {
    await page.getByRole('button', { name: strings.nav.back }).click()
    await until(kiosk, ({ title }) => title === strings.home.title)
  }
  await until(kiosk, ({ controls }) => controls.length > 3)
  await camera.take(kiosk, 'home')
  await page.keyboard.press('F1')
  await until(kiosk, ({ headings }) => headings.includes(strings.help.title))
  await camera.take(kiosk, 'help')
  await page.keyboard.press('Escape')
  await go(/^Open a plan/, strings.plan.title)
  await camera.take(kiosk, 'plan')
  await chooseFiles(
    kiosk,
    strings.files.choose,
    written(
      album,
      'broken.plan.yaml',
      exampleYaml.replace('threshold: 2', 'threshold: 5').replace('holder: emi', 'holder: emil'),
    ),
  )
  await until(kiosk, ({ text }) => text.includes(strings.plan.problemsNext))
  await camera.take(kiosk, 'plan-problems')
  await chooseFiles(kiosk, strings.files.choose, written(album, 'good.plan.yaml', exampleYaml))
  await until(kiosk, ({ headings }) => headings.includes(strings.plan.survival))
  await camera.take(kiosk, 'plan-holds')
  await page.mouse.wheel(0, 5000)
  await camera.take(kiosk, 'plan-begin')
  await page.getByRole('button', { name: strings.plan.another }).click()
  await until(kiosk, ({ headings }) => !headings.includes(strings.plan.survival))
  await chooseFiles(kiosk, strings.files.choose, written(album, 'waived.plan.yaml', waived))
  await until(kiosk, ({ text }) => text.includes('STATION-NETWORK'))
  await production(album, kiosk)
  await go(/^Inspect/, strings.inspect.title)
  await chooseFiles(kiosk, strings.files.choose, written(album, 'some.plan.yaml', exampleYaml))
  await until(kiosk, ({ text }) => text.includes(strings.inspect.shownOnly))
  await camera.take(kiosk, 'inspect')
  await home()
  await go(/^Tokens/, strings.tokens.title)
  await camera.take(kiosk, 'tokens-none')
  await home()
  await go(/^Verify/, strings.verify.title)
  await camera.take(kiosk, 'verify')
  await home()
}

/** The machine that takes the pictures is no station: a plan that says so. */
const waived = exampleYaml.replace(
  'exceptions:\n',
  `exceptions:\n${['STATION-NETWORK', 'STATION-PACKAGE', 'STATION-MEASURED']
    .map((rule) => `  - { rule: ${rule}, subject: station, reason: Pictures only., approvedBy: Ines Okafor }\n`)
    .join('')}`,
)

/** Production, as far as its first step, and stopped there as void. */
async function production(album: Album, kiosk: OpenKiosk): Promise<void> {
  const { page } = kiosk
  const { camera } = album
  const hands = mouseHands(kiosk)
  const site = [
    'format: anchorite/site/v1',
    'name: room-4',
    'modules: { main: { path: /usr/lib/softhsm/libsofthsm2.so, environment: {} } }',
    `media: { out: ${album.directory} }`,
    'standIns: {}',
  ]
  await chooseFiles(kiosk, strings.files.choose, written(album, 'room-4.site.yaml', `${site.join('\n')}\n`))
  await page.getByRole('radio', { name: strings.plan.production }).click()
  await page.getByRole('button', { name: strings.plan.begin }).click()
  await until(kiosk, ({ title }) => title === 'Recording')
  await camera.take(kiosk, 'production')
  await page.keyboard.press('s')
  await until(kiosk, ({ headings }) => headings.includes(strings.stop.title))
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.stop.why, 'This was never meant.')
  await page.getByRole('radio', { name: strings.stop.void }).click()
  await after(kiosk, () => hands.press(strings.stop.stop))
  await until(kiosk, ({ text }) => text.includes(strings.step.wordsLabel))
  await camera.take(kiosk, 'stopped-void')
  await after(kiosk, () => hands.press(strings.close.home))
}
