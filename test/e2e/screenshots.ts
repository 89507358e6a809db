// `npm run screenshots`: every page and every kind of step, from the real window, into docs/screenshots.

import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programRoot } from '../../electron/host/program.node.ts'
import { strings } from '../../renderer/strings.ts'
import { exampleYaml } from '../plan/example.ts'
import { buildWindow } from './built.ts'
import { type Camera, cameraInto } from './camera.ts'
import { startDisplay } from './display.ts'
import { carry, chooseFiles } from './files.ts'
import { type Hands, mouseHands } from './hands.ts'
import { type OpenKiosk, openKioskPage } from './kiosk.ts'
import { codeOf } from './people.ts'
import { transcriptOf } from './prepare.ts'
import { after, begin, playTo, type Room, step, until } from './room.ts'
import type { Screen } from './screen.ts'

const directory = fs.mkdtempSync(join(tmpdir(), 'anchorite-screenshots-'))
fs.chmodSync(directory, 0o755)
const workDirectory = join(directory, 'station')
const camera = cameraInto(join(programRoot, 'docs', 'screenshots'))

/** Titles of the screens of a rehearsal that are pictured: one of each kind. */
const titles: readonly string[] = [
  'Recording',
  'Bag of token root-a',
  'Roll call: Amina Diallo',
  'Clock',
  'Readiness',
  'Digest of the script',
  'Exceptions in the plan',
  'Go on?',
  'Head on paper',
  'Token root-a',
  'Initialise token root-a',
  'Make key root-a',
  'Checks of acme/update',
  'What will be signed for acme/update',
  'Bruno Keller signs acme/update',
  'Everything again, from the written bytes',
  'Write the bag',
  'Deviations',
  'The stick',
  strings.close.title,
]

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** What is typed, in the names of the pictures. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Private code of …|second/, 'code-2'],
  [/^Private code/, 'code'],
  [/^New SO PIN/, 'new-so-pin'],
  [/^SO PIN/, 'so-pin'],
  [/^New user PIN/, 'new-user-pin'],
  [/^User PIN/, 'user-pin'],
]

/** The title, and what is typed there: a step that takes codes and PINs has several screens. */
function nameOf({ title, controls }: Screen): string | undefined {
  const done = strings.step.outcomeDone('')
  if (!titles.includes(title.startsWith(done) ? title.slice(done.length) : title)) return undefined
  const field = controls.find(({ role }) => role === 'textbox')?.name ?? ''
  const kind = kinds.find(([label]) => label.test(field))?.[1]
  const again = controls.some(({ name }) => name === strings.review.again) ? 'words' : undefined
  return ['step', slug(title), kind, again].filter((part) => part !== undefined).join('-')
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
  await camera.take(kiosk, 'plan-holds-end')
  await home()
  await go(/^Inspect/, strings.inspect.title)
  await chooseFiles(kiosk, strings.files.choose, written('some.plan.yaml', exampleYaml))
  await until(kiosk, ({ text }) => text.includes(strings.inspect.shownOnly))
  await camera.take(kiosk, 'inspect')
  await home()
  await go(/^Tokens/, strings.tokens.title)
  await camera.take(kiosk, 'tokens')
  await home()
  await go(/^Verify/, strings.verify.title)
  await camera.take(kiosk, 'verify')
  await home()
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
  await camera.take(kiosk, 'step-recording')
  await panel('d', strings.deviation.title, 'panel-deviation')
  await panel('b', strings.break.title, 'panel-break')
  await panel('s', strings.stop.title, 'panel-stop')
  await panel('p', strings.paper.title, 'panel-paper')
  await after(kiosk, () => hands.press(strings.step.notSo))
  await camera.take(kiosk, 'not-so')
  await after(kiosk, () => hands.press(strings.step.notSoRecord))
  await camera.take(kiosk, 'not-so-recorded')
  await after(kiosk, () => hands.press(strings.step.confirm('Hugo Weiss')))
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

/** As after a power cut: the transcript ends with the intent to make the first key. */
function cutAtKey(): { readonly head: string } {
  const ceremony = fs.readdirSync(workDirectory).find((name) => fs.existsSync(transcriptOf(workDirectory, name))) ?? ''
  const path = transcriptOf(workDirectory, ceremony)
  const lines = fs.readFileSync(path, 'utf8').split('\n')
  const end = lines.findIndex((line) => line.includes('"type":"intent"') && line.includes('keys/generate/root-a'))
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

async function breakAndStop(kiosk: OpenKiosk, hands: Hands, camera: Camera): Promise<void> {
  const press = (name: string) => after(kiosk, () => hands.press(name))
  await kiosk.page.keyboard.press('b')
  await until(kiosk, ({ headings }) => headings.includes(strings.break.title))
  await hands.choose('Farid Haddad · external witness')
  await hands.type(strings.break.why, 'lunch')
  await hands.type(strings.break.custody, 'All tokens lie in the safe; Greta Lind has the key.')
  await press(strings.break.call)
  await until(kiosk, ({ text }) => text.includes(strings.break.writeLead))
  await camera.take(kiosk, 'break-head')
}

buildWindow()
const display = await startDisplay()
try {
  let kiosk = await openKioskPage({ workDirectory, display })
  const hands = mouseHands(kiosk)
  await places(kiosk, camera)
  const room: Room = {
    cdp: kiosk.cdp,
    hands,
    seen: async (screen) => {
      const name = nameOf(screen)
      if (name !== undefined) await camera.take(kiosk, name)
    },
  }
  await begin(room)
  await slips(kiosk, hands, camera)
  let screen = await playTo(room, 'Make key root-a')
  await camera.take(kiosk, 'step-make-key-root-a-code')
  screen = await step(room, screen)
  await hands.choose('Emi Tanaka · internal witness')
  await hands.type(strings.perform.codeOf('Emi Tanaka'), codeOf('Farid Haddad'))
  screen = await after(room, () => hands.press(strings.perform.giveCode))
  await camera.take(kiosk, 'refused')
  await playTo(room, strings.close.closedTitle)
  await until(kiosk, ({ text }) => text.includes(strings.step.wordsLabel))
  await camera.take(kiosk, 'closed')
  await after(kiosk, () => hands.press(strings.close.home))
  await verdicts(kiosk, hands, camera)
  await kiosk.close()
  for (const name of fs.readdirSync(workDirectory).filter((entry) => entry.endsWith('-bag')))
    fs.rmSync(join(workDirectory, name), { recursive: true })
  const { head } = cutAtKey()
  kiosk = await openKioskPage({ workDirectory, display })
  await interrupted(kiosk, mouseHands(kiosk), camera, head)
  await breakAndStop(kiosk, mouseHands(kiosk), camera)
  await kiosk.close()
} finally {
  await display.end()
  fs.rmSync(directory, { recursive: true, force: true })
}
