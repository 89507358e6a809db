// Script: try whether a backup still opens, to the level that the plan says. Data only.

import { defineCeremony } from '../core/ceremony/script.ts'
import { certificateAct, drillAct } from './recovery/drill.ts'
import { closeAct } from './root-key-generation/close.ts'
import { exportAct } from './root-key-generation/export.ts'
import { keysAct } from './root-key-generation/keys.ts'
import { openAct } from './root-key-generation/open.ts'
import { retrieveAct } from './root-key-generation/retrieve.ts'
import type { RootRole } from './root-key-generation/roles.ts'
import { tokensAct } from './root-key-generation/tokens.ts'
import { verifyAct } from './root-key-generation/verify.ts'
import { rootKeyGeneration } from './root-key-generation.ts'

export const recoveryDrill = defineCeremony<RootRole>({
  format: 'anchorite/script/v1',
  id: 'recovery-drill',
  version: 1,
  title: 'Recovery drill',
  plan: 'anchorite/plan/v1',
  repositories: 'none',
  recovery: 'drill',
  roles: { ...rootKeyGeneration.roles, cryptoOfficer: 1, shareHolder: 1 },
  apart: rootKeyGeneration.apart,
  acts: [retrieveAct, openAct, tokensAct, keysAct, drillAct, certificateAct, verifyAct, exportAct, closeAct],
})
