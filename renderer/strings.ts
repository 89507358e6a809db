// Every sentence of the window, put together from strings/, so that each has one name and a missing one is an error of types.
// Words of a refusal come from the host; words of a step come from its script. No sentence is put together from parts.

import { factNames } from './fact-names.ts'
import { frame, log, mode, nav, settings } from './strings/frame.ts'
import { backups, home } from './strings/home.ts'
import { files, inspect, pinState, plan, tokens, verify } from './strings/pages.ts'
import { breaks, clock, close, deviation, help, panel, paper, stop, trainer } from './strings/panels.ts'
import { refusal, window } from './strings/refusal.ts'
import { perform, reconcile, review, secret, step } from './strings/step.ts'

export const strings = {
  // The program's name: not translated.
  product: 'Anchorite',
  mode,
  nav,
  settings,
  backups,
  home,
  plan,
  verify,
  inspect,
  tokens,
  pinState,
  files,
  frame,
  step,
  secret,
  perform,
  log,
  reconcile,
  review,
  deviation,
  break: breaks,
  trainer,
  stop,
  clock,
  close,
  paper,
  help,
  panel,
  refusal,
  window,
  /** Names of facts in what the station did. */
  facts: factNames,
  yes: 'yes',
  no: 'no',
  none: 'none',
} as const
