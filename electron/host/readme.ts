// README.txt of a bag: what it is, and how to check it with nothing but a shell.

import type { State } from '../../core/ceremony/state.ts'
import type { Plan } from '../../core/formats/plan.ts'
import { rootPath } from '../../core/verify/names.ts'

/** Lines of README.txt. Plain ASCII. */
export function readme({ plan, state }: { readonly plan: Plan; readonly state: State }): readonly string[] {
  const rehearsal = state.opened?.mode === 'rehearsal'
  return [
    ...(rehearsal ? ['REHEARSAL. Nothing in this bag is to be trusted in the field.', ''] : []),
    `Record of the ceremony ${state.opened?.ceremony ?? ''}`,
    `${state.script.script.title}, plan ${plan.name} version ${plan.version}, ${plan.organisation}.`,
    '',
    'What is here',
    '  data/metadata/    the signed root metadata, ready to publish',
    '  data/keys/        the public keys, PEM',
    '  data/proofs/      for each key on a token, its signature over a statement that names it (DSSE, in-toto)',
    ...(plan.backup.mode === 'split'
      ? [
          '  data/backup/      for each backup its public record, and what the restored key signed (no share, no wrapped key)',
        ]
      : []),
    '  data/plan.json    the plan in canonical JSON: its SHA-256 is what was approved',
    '  data/script.json  every step of the day: its SHA-256 opens the transcript',
    '  data/register.jsonl  what each key was asked to sign, entered before it signed',
    '  data/paper/       plan and script as they are printed',
    '  transcript.jsonl  what happened, line by line, each line naming the one before it',
    '  seal.dsse.json    the seal over the transcript',
    '',
    'To check it by hand, in the folder of the bag',
    '  sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt',
    '  sha256sum data/plan.json          # planDigest in the first line of transcript.jsonl',
    '  sha256sum manifest-sha256.txt     # manifestSha256 in the outcome of export/bag',
    ...plan.repositories.map((repository) => `  jq .signed data/${rootPath(repository)}`),
    '',
    'To check everything, with Anchorite:  anchorite verify FOLDER',
    'The words of the head on your paper:  anchorite verify FOLDER --head "WORDS"',
  ]
}
