// Script: bring back keys from their backup, each into a token of its own. Data only.

import { defineCeremony } from '../core/ceremony/script.ts'
import { restoreAct } from './recovery/restore.ts'
import { closeAct } from './root-key-generation/close.ts'
import { exportAct } from './root-key-generation/export.ts'
import { keysAct } from './root-key-generation/keys.ts'
import { openAct } from './root-key-generation/open.ts'
import { retrieveAct } from './root-key-generation/retrieve.ts'
import type { RootRole } from './root-key-generation/roles.ts'
import { tokensAct } from './root-key-generation/tokens.ts'
import { verifyAct } from './root-key-generation/verify.ts'
import { rootKeyGeneration } from './root-key-generation.ts'

export const restore = defineCeremony<RootRole>({
  format: 'anchorite/script/v1',
  id: 'restore',
  version: 1,
  title: 'Restore',
  plan: 'anchorite/plan/v1',
  repositories: 'none',
  recovery: 'restore',
  roles: { ...rootKeyGeneration.roles, cryptoOfficer: 1, shareHolder: 2 },
  apart: rootKeyGeneration.apart,
  acts: [retrieveAct, openAct, tokensAct, keysAct, restoreAct, verifyAct, exportAct, closeAct],
})
