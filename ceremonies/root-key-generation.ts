// Script: make the root keys of a repository on tokens and sign its first root metadata. Data only.
// One file an act, in the order of the day.

import { defineCeremony } from '../core/ceremony/script.ts'
import { backupAct } from './root-key-generation/backup.ts'
import { closeAct } from './root-key-generation/close.ts'
import { exportAct } from './root-key-generation/export.ts'
import { keysAct } from './root-key-generation/keys.ts'
import { openAct } from './root-key-generation/open.ts'
import { retrieveAct } from './root-key-generation/retrieve.ts'
import type { RootRole } from './root-key-generation/roles.ts'
import { rootAct } from './root-key-generation/root.ts'
import { tokensAct } from './root-key-generation/tokens.ts'
import { verifyAct } from './root-key-generation/verify.ts'

export const rootKeyGeneration = defineCeremony<RootRole>({
  format: 'anchorite/script/v1',
  id: 'root-key-generation',
  version: 1,
  title: 'Root key generation',
  plan: 'anchorite/plan/v1',
  firstRoots: true,
  roles: {
    administrator: 1,
    cryptoOfficer: 2,
    internalWitness: 1,
    externalWitness: 1,
    safeController: 1,
    cameraOperator: 1,
    shareHolder: 0,
  },
  apart: [
    ['administrator', 'cryptoOfficer'],
    ['administrator', 'internalWitness'],
    ['administrator', 'externalWitness'],
    ['administrator', 'safeController'],
    ['cryptoOfficer', 'internalWitness'],
    ['cryptoOfficer', 'externalWitness'],
    ['cryptoOfficer', 'safeController'],
    ['internalWitness', 'externalWitness'],
    ['internalWitness', 'safeController'],
    ['externalWitness', 'safeController'],
    ['shareHolder', 'administrator'],
    ['shareHolder', 'internalWitness'],
    ['shareHolder', 'externalWitness'],
    ['shareHolder', 'safeController'],
  ],
  acts: [retrieveAct, openAct, tokensAct, keysAct, backupAct, rootAct, verifyAct, exportAct, closeAct],
})
