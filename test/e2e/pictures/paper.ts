// Share cards as they come out of the printer, with words that open nothing; and a blank one. Pages of PDF, as pictures.

import { execFileSync } from 'node:child_process'
import { setWords } from '../../../core/backup/card.ts'
import { digitsOfWords } from '../../../core/backup/words.ts'
import { parsePlan } from '../../../core/formats/plan.ts'
import type { CardSheet } from '../../../core/formats/share-view.ts'
import { cardSheet } from '../../../core/paper/card.ts'
import { examplePlan } from '../../../electron/host/open-ceremony.ts'
import { scriptRoles } from '../../../electron/host/scripts.ts'
import { fixedBackup } from '../../backup/fixed.ts'
import { openPrintPage } from '../../paper/page.ts'
import type { Album } from './album.ts'

const dotsAnInch = '90'

export async function papers({ camera }: Album): Promise<void> {
  const page = await openPrintPage()
  const keep = (pdf: string, name: string): void => {
    const png = execFileSync('pdftoppm', ['-png', '-r', dotsAnInch, '-f', '1', '-l', '1', pdf], {
      maxBuffer: 64 * 1024 * 1024,
    })
    camera.keep(name, png)
  }
  try {
    const plain = card(null)
    keep((await page.print('#/share-card', { ok: true, value: plain })).pdf, 'paper-card')
    const coded = card(digitsOfWords(plain.words))
    keep((await page.print('#/share-card', { ok: true, value: coded })).pdf, 'paper-card-code')
    const { bytes, path } = examplePlan('root-key-generation')
    const blank = cardSheet(parsePlan(bytes, path, scriptRoles), 'rehearsal')
    if (blank === undefined) throw new Error('the built-in plan has cards')
    keep((await page.print('#/paper/card', { ok: true, value: blank })).pdf, 'paper-card-blank')
  } finally {
    await page.close()
  }
}

function card(qr: string | null): CardSheet {
  const { cards, shares } = fixedBackup()
  return {
    organisation: 'Acme Corporation',
    mode: 'rehearsal',
    date: '2026-11-24',
    key: 'root-a',
    fingerprintWords: 'skydive almighty briefcase company',
    holder: 'ines',
    holderName: 'Ines Okafor',
    number: 1,
    of: 3,
    threshold: 2,
    epoch: 1,
    setWords: [...setWords(shares[0]?.set ?? 0)],
    words: [...(cards[0] ?? [])],
    qr,
  }
}
