// Two ways to use the window: a hand on the mouse, and hands that never leave the keyboard. Both go by role and name.

import type { Locator, Page } from 'playwright-core'
import type { OpenKiosk } from './kiosk.ts'
import { look, lookAtFocus } from './screen.ts'

export type Hands = {
  readonly press: (name: string) => Promise<void>
  /** Choose one of several by its whole name. */
  readonly choose: (name: string) => Promise<void>
  readonly check: (name: string) => Promise<void>
  /** Empty the field of this name and type. */
  readonly type: (field: string, text: string) => Promise<void>
}

/** Clicks where the control is drawn; refuses what is covered. Over a panel nothing behind it is clicked. */
export function mouseHands({ page }: OpenKiosk): Hands {
  const click = async (role: 'button' | 'radio' | 'checkbox' | 'textbox', name: string): Promise<void> => {
    const panel = page.locator('dialog[open]')
    const front: Page | Locator = (await panel.count()) > 0 ? panel : page
    await front.getByRole(role, { name, exact: true }).click()
  }
  return {
    press: (name) => click('button', name),
    choose: (name) => click('radio', name),
    check: (name) => click('checkbox', name),
    type: async (field, text) => {
      await click('textbox', field)
      await retype(page, text)
    },
  }
}

/** Tab until the focus is there; a person would go on for so long, not longer. */
const patience = 120

/** Only keys. What the focus does not reach cannot be used. */
export function keyboardHands({ page, cdp }: OpenKiosk): Hands {
  const reach = async (role: string, name: string): Promise<void> => {
    let last: string | undefined
    for (let tabs = 0; tabs < patience; tabs++) {
      const focus = await lookAtFocus(cdp)
      if (focus?.role === role && focus.name === name) return
      last = focus?.name ?? last
      await page.keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach the ${role} "${name}"; it was last at "${last}"`)
  }
  /** One of a group takes the focus; the arrows go round it. */
  const goRound = async (name: string): Promise<boolean> => {
    const group = (await look(cdp)).controls.filter((control) => control.role === 'radio')
    for (let arrows = 0; arrows <= group.length; arrows++) {
      const { focus, controls } = await look(cdp)
      if (focus?.name === name) {
        if (!controls.some((control) => control.name === name && control.checked)) await page.keyboard.press('Space')
        return true
      }
      await page.keyboard.press('ArrowDown')
    }
    return false
  }
  return {
    press: async (name) => {
      await reach('button', name)
      await page.keyboard.press('Enter')
    },
    choose: async (name) => {
      for (let tabs = 0; tabs < patience; tabs++) {
        if ((await lookAtFocus(cdp))?.role === 'radio' && (await goRound(name))) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`the keyboard does not reach the choice "${name}"`)
    },
    check: async (name) => {
      await reach('checkbox', name)
      await page.keyboard.press('Space')
    },
    type: async (field, text) => {
      await reach('textbox', field)
      await retype(page, text)
    },
  }
}

async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.type(text)
}
