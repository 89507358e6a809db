// Where each file of a ceremony lies in the bag's data/. One place, used to write and to verify.

import type { Id, PlannedRepository } from '../formats/plan.ts'

export const planPath = 'plan.json'
export const scriptPath = 'script.json'
export const registerPath = 'register.jsonl'
export const readmePath = 'README.txt'
export const paperPaths = { plan: 'paper/plan.txt', script: 'paper/script.txt' } as const
/** Tag files, outside data/. */
export const transcriptName = 'transcript.jsonl'
export const sealName = 'seal.dsse.json'

export const keyPath = (key: Id): string => `keys/${key}.pem`
/** The public record of a backup, and the statement that the restored key signed. */
export const backupRecordPath = (key: Id): string => `backup/${key}.record.json`
export const backupProofPath = (key: Id): string => `backup/${key}.proof.dsse.json`

export const recoveryProofPath = (set: Id): string => `recovery/${set}.proof.dsse.json`
export const certificatePath = 'drill-certificate.json'

export const proofPath = (key: Id): string => `proofs/${key}.dsse.json`

/** For example `metadata/acme/update/1.root.json`. */
export const rootPath = (repository: Pick<PlannedRepository, 'name' | 'version'>): string =>
  `metadata/${repository.name}/${repository.version}.root.json`
