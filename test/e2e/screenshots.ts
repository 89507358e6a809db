// Long: one walk through the whole window; its parts follow one another on one station.
// `npm run screenshots`: every page and every kind of step, from the real window, into docs/screenshots.

import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programRoot } from '../../electron/host/program.node.ts'
import { shareStrings } from '../../renderer/share/strings.ts'
import { strings } from '../../renderer/strings.ts'
import { playTo } from '../host/station.ts'
import { exampleYaml } from '../plan/example.ts'
import { openBrowser, openWindow, reload, settled } from '../renderer/browser.ts'
import { FakeDesk } from '../renderer/fake-desk.ts'
import { serveWindow } from '../renderer/serve.ts'
import { buildWindow } from './built.ts'
import { type Camera, cameraInto } from './camera.ts'
import { copyCard, type Grip, mendWord, mouseGrip, typeBack } from './card.ts'
import { startDisplay } from './display.ts'
import { carry, chooseFiles } from './files.ts'
import { type Hands, mouseHands } from './hands.ts'
import { type OpenKiosk, openKioskPage } from './kiosk.ts'
import { codeOf } from './people.ts'
import { transcriptOf } from './prepare.ts'
import { after, begin, playTo as leadTo, type Room, step, until } from './room.ts'
import type { Screen } from './screen.ts'

const directory = fs.mkdtempSync(join(tmpdir(), 'anchorite-screenshots-'))
fs.chmodSync(directory, 0o755)
const workDirectory = join(directory, 'station')
const camera = cameraInto(join(programRoot, 'docs', 'screenshots'))

/** Titles of the screens of a rehearsal that are pictured, one of each kind, with the names of their pictures. */
const titles: Readonly<Record<string, string>> = {
  'Bag of token root-a': 'step-enter',
  'Roll call: Amina Diallo': 'step-roll-call',
  Clock: 'step-clock',
  Readiness: 'step-perform',
  [strings.step.outcomeDone('Readiness')]: 'outcome-readiness',
  'Digest of the script': 'step-compare',
  'Exception 1 of 1 in the plan': 'step-exception',
  'Go on?': 'step-choose',
  'Head on paper': 'step-head',
  'Initialise token root-a': 'initialise',
  [strings.step.outcomeDone('Initialise token root-a')]: 'outcome-initialise',
  'Make key root-a': 'make-key',
  [strings.step.outcomeDone('Make key root-a')]: 'outcome-make-key',
  [strings.step.outcomeDone('Checks of acme/update')]: 'outcome-checks',
  'Split the backup of root-a': 'backup-begin',
  [strings.step.outcomeDone('Split the backup of root-a')]: 'outcome-backup-begin',
  'Card 1 of 3: Ines Okafor': 'card-issue',
  'Prove the cards of root-a': 'cards-prove',
  'Close the way out of key root-a': 'backup-lock',
  'What will be signed for acme/update': 'review',
  'Bruno Keller signs acme/update': 'sign',
  [strings.step.outcomeDone('Everything again, from the written bytes')]: 'outcome-verify',
  Deviations: 'step-deviations',
  'Who takes the stick': 'step-stick',
  [strings.close.title]: 'all-steps-passed',
}

/** What is typed, in the names of the pictures. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Private code of …|second/, 'second-code'],
  [/^Private code/, 'first-code'],
  [/^New SO PIN/, 'new-so-pin'],
  [/^SO PIN/, 'so-pin'],
  [/^New user PIN/, 'new-user-pin'],
  [/^User PIN/, 'user-pin'],
]

/** Screens that show nothing which another one does not show. */
const passedOver = [
  'initialise-new-so-pin',
  'initialise-second-code',
  'make-key-first-code',
  'sign-second-code',
  'sign-first-code',
]

/** By the title, and what is typed there: a step that takes codes and PINs has several screens. */
function nameOf({ title, controls, text }: Screen): string | undefined {
  const name = titles[title]
  if (name === undefined) return undefined
  const field = controls.find(({ role }) => role === 'textbox')?.name ?? ''
  const kind = name.startsWith('step-') ? undefined : kinds.find(([label]) => label.test(field))?.[1]
  const summary = text.includes(strings.review.read) ? 'summary' : undefined
  const whole = [name, kind, summary].filter((part) => part !== undefined).join('-')
  return passedOver.includes(whole) ? undefined : whole
}

/** Home, and the pages that need no ceremony. */
async function places(kiosk: OpenKiosk, camera: Camera): Promise<void> {
  const { page } = kiosk
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
      'broken.plan.yaml',
      exampleYaml.replace('threshold: 2', 'threshold: 5').replace('holder: emi', 'holder: emil'),
    ),
  )
  await until(kiosk, ({ text }) => text.includes(strings.plan.problemsNext))
  await camera.take(kiosk, 'plan-problems')
  await chooseFiles(kiosk, strings.files.choose, written('good.plan.yaml', exampleYaml))
  await until(kiosk, ({ headings }) => headings.includes(strings.plan.survival))
  await camera.take(kiosk, 'plan-holds')
  await page.mouse.wheel(0, 5000)
  await camera.take(kiosk, 'plan-begin')
  await page.getByRole('button', { name: strings.plan.another }).click()
  await until(kiosk, ({ headings }) => !headings.includes(strings.plan.survival))
  await chooseFiles(kiosk, strings.files.choose, written('waived.plan.yaml', waived))
  await until(kiosk, ({ text }) => text.includes('STATION-NETWORK'))
  await production(kiosk, mouseHands(kiosk), camera)
  await go(/^Inspect/, strings.inspect.title)
  await chooseFiles(kiosk, strings.files.choose, written('some.plan.yaml', exampleYaml))
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
async function production(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  const { page } = kiosk
  const site = [
    'format: anchorite/site/v1',
    'name: room-4',
    'modules: { main: { path: /usr/lib/softhsm/libsofthsm2.so, environment: {} } }',
    `media: { out: ${directory} }`,
    'standIns: {}',
  ]
  await chooseFiles(kiosk, strings.files.choose, written('room-4.site.yaml', `${site.join('\n')}\n`))
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

function written(name: string, text: string): string {
  const path = join(directory, name)
  fs.writeFileSync(path, text, { mode: 0o644 })
  return path
}

/** Panels, refusals and interruptions, at the first steps of a rehearsal. */
async function slips(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  const { page } = kiosk
  const panel = async (key: string, title: string, name: string): Promise<void> => {
    await page.keyboard.press(key)
    await until(kiosk, ({ headings }) => headings.includes(title))
    await camera.take(kiosk, name)
    await page.keyboard.press('Escape')
    await until(kiosk, ({ headings }) => !headings.includes(title))
  }
  await camera.take(kiosk, 'step-attest')
  await panel('d', strings.deviation.title, 'panel-deviation')
  await panel('b', strings.break.title, 'panel-break')
  await panel('s', strings.stop.title, 'panel-stop')
  await panel('p', strings.paper.title, 'panel-paper')
  await after(kiosk, () => hands.press(strings.step.notSo))
  await camera.take(kiosk, 'not-so')
  await after(kiosk, () => hands.press(strings.step.notSoRecord))
  await camera.take(kiosk, 'not-so-recorded')
  await after(kiosk, () => hands.press(strings.step.confirmNow('Hugo Weiss')))
}

/** What the window says of the finished bag, and of one with an altered byte. */
async function verdicts(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  const bag = fs.readdirSync(workDirectory).find((name) => name.endsWith('-bag')) ?? ''
  await kiosk.page
    .getByRole('button', { name: /^Verify/ })
    .first()
    .click()
  for (const name of ['sealed', 'refused'] as const) {
    const copy = carry(join(workDirectory, bag), join(directory, name))
    if (name === 'refused') fs.appendFileSync(join(copy, 'data', 'plan.json'), ' ')
    await chooseFiles(kiosk, strings.files.chooseFolder, copy)
    await until(kiosk, ({ text, headings }) => /\d+ files, /.test(text) && !headings.includes(strings.verify.sealed))
    await after(kiosk, () => hands.press(strings.verify.run))
    await camera.take(kiosk, `verify-${name}`)
  }
}

/** The pages of a card, with no word on any of them: a picture is a copy. One word is typed wrong, to show what is said then. */
async function cardPictured(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  await camera.take(kiosk, 'card-stand')
  const grip: Grip = async (seen) => {
    await camera.take(kiosk, 'card-line')
    return mouseGrip(kiosk)(seen)
  }
  const words = await copyCard(kiosk, hands, grip, () => hands.press(shareStrings.show.next))
  await camera.take(kiosk, 'card-type')
  await typeBack(kiosk, hands, words.with(13, words[13] === 'zebra' ? 'zoo' : 'zebra'))
  await camera.take(kiosk, 'card-fault')
  await mendWord(kiosk, hands, 14, words[13] ?? '')
  await camera.take(kiosk, 'card-read')
  await hands.press(strings.perform.act['backup/read-back'] ?? '')
}

/** As after a power cut: the transcript ends with the intent to make the first key. */
function cutAtKey(): { readonly head: string } {
  const isIntent = (line: string) => line.includes('"type":"intent"') && line.includes('keys/generate/root-a')
  const paths = fs.readdirSync(workDirectory).map((name) => transcriptOf(workDirectory, name))
  const path =
    paths.find((each) => fs.existsSync(each) && fs.readFileSync(each, 'utf8').split('\n').some(isIntent)) ?? ''
  const lines = fs.readFileSync(path, 'utf8').split('\n')
  const end = lines.findIndex(isIntent)
  fs.writeFileSync(path, `${lines.slice(0, end + 1).join('\n')}\n`)
  const head = lines.slice(0, end).findLast((line) => line.includes('"step":"tokens/head"'))
  return { head: /"head":"([0-9a-f]{64})"/.exec(head ?? '')?.[1] ?? '' }
}

async function interrupted(kiosk: OpenKiosk, hands: Hands, camera: Camera, head: string): Promise<void> {
  const card = strings.home.resumeOne('Root key generation')
  await until(kiosk, ({ controls }) => controls.length > 3)
  await camera.take(kiosk, 'home-resume')
  await after(kiosk, () => hands.press(card))
  await camera.take(kiosk, 'resume')
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, '0'.repeat(64))
  await after(kiosk, () => hands.press(strings.break.resume))
  await camera.take(kiosk, 'resume-refused')
  await hands.type(strings.break.head, head)
  await after(kiosk, () => hands.press(strings.break.resume))
  await camera.take(kiosk, 'interrupted')
  await hands.type('User PIN of token root-a', 'u-root-a')
  let found = await after(kiosk, () => hands.press(strings.secret.give))
  if (found.controls.some(({ name }) => name === strings.reconcile.look)) {
    await camera.take(kiosk, 'interrupted-look')
    found = await after(kiosk, () => hands.press(strings.reconcile.look))
  }
  await camera.take(kiosk, 'interrupted-found')
  const offered = [strings.reconcile.done, strings.reconcile.again].find((name) =>
    found.controls.some((control) => control.name === name),
  )
  await after(kiosk, () => hands.press(offered ?? ''))
}

async function takeBreak(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  await kiosk.page.keyboard.press('b')
  await until(kiosk, ({ headings }) => headings.includes(strings.break.title))
  await hands.choose('Farid Haddad · external witness')
  await hands.type(strings.break.why, 'lunch')
  await hands.type(strings.break.custody, 'All tokens lie in the safe; Greta Lind has the key.')
  await after(kiosk, () => hands.press(strings.break.call))
  await until(kiosk, ({ text }) => text.includes(strings.break.writeLead))
  await camera.take(kiosk, 'break-head')
}

/** What no one can wait for in the kiosk: the same window in a browser of its own, over tokens in memory. */
async function staged(camera: Camera): Promise<void> {
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

buildWindow()
const display = await startDisplay()
let open: OpenKiosk | undefined
try {
  let kiosk = await openKioskPage({ workDirectory, display })
  open = kiosk
  const hands = mouseHands(kiosk)
  await places(kiosk, camera)
  const room: Room = {
    cdp: kiosk.cdp,
    hands,
    seen: async (screen) => {
      const name = nameOf(screen)
      if (name !== undefined) await camera.take(kiosk, name)
    },
    card: () => cardPictured(kiosk, hands, camera),
  }
  await begin(room)
  await slips(kiosk, hands, camera)
  let screen = await leadTo(room, 'Make key root-a')
  screen = await step(room, screen)
  await camera.take(kiosk, 'make-key-second-code')
  await hands.choose('Emi Tanaka · internal witness')
  await hands.type(strings.perform.codeOf('Emi Tanaka'), codeOf('Farid Haddad'))
  screen = await after(room, () => hands.press(strings.perform.giveCode))
  await camera.take(kiosk, 'refused')
  await leadTo(room, strings.close.closedTitle)
  await until(kiosk, ({ text }) => text.includes(strings.step.wordsLabel))
  await camera.take(kiosk, 'closed')
  await after(kiosk, () => hands.press(strings.close.verify))
  await until(kiosk, ({ headings }) => headings.some((heading) => heading.includes(strings.verify.sealed)))
  await camera.take(kiosk, 'verify-own')
  await after(kiosk, () => hands.press(strings.nav.backToCeremony))
  await after(kiosk, () => hands.press(strings.close.home))
  await camera.take(kiosk, 'home-closed')
  await verdicts(kiosk, hands, camera)
  await kiosk.close()
  open = undefined
  for (const name of fs.readdirSync(workDirectory).filter((entry) => entry.endsWith('-bag')))
    fs.rmSync(join(workDirectory, name), { recursive: true })
  const { head } = cutAtKey()
  kiosk = await openKioskPage({ workDirectory, display })
  open = kiosk
  await interrupted(kiosk, mouseHands(kiosk), camera, head)
  await takeBreak(kiosk, mouseHands(kiosk), camera)
  await kiosk.close()
  open = undefined
  await staged(camera)
  process.stdout.write(`${camera.end().length} pages, each twice\n`)
} finally {
  // What went wrong is said by the error; a kiosk that stayed would keep this program from ending.
  await open?.close()
  await display.end()
  fs.rmSync(directory, { recursive: true, force: true })
}
