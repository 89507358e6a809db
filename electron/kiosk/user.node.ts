// WIN-USER: as whom Chromium runs. Never as root; a station started by root hands the window to an ordinary user.

import fs from 'node:fs'
import { CeremonyError } from '../../core/errors.ts'

export type WindowUser = {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Stands before a command to run it as this user; empty where we are that user already. */
  readonly become: readonly string[]
}

const setpriv = '/usr/bin/setpriv'
const defaultName = 'nobody'

/**
 * Who runs the window: we ourselves, or, for root, the user named in `ANCHORITE_WINDOW_USER` (else `nobody`).
 * @param asked.name - from the environment; only root may name another user.
 * @param asked.passwd - content of /etc/passwd (passwd(5)).
 * @throws CeremonyError `window/user` where that user is not there, is root itself, or setpriv is missing.
 */
export function windowUser(asked: {
  readonly uid: number
  readonly gid: number
  readonly name: string | undefined
  readonly passwd: string
}): WindowUser {
  const refuse = (reason: string) => new CeremonyError('window/user', { reason })
  if (asked.uid !== 0) {
    if (asked.name !== undefined && asked.name !== nameOf(asked.passwd, asked.uid))
      throw refuse('only root can open the window as another user')
    return { name: nameOf(asked.passwd, asked.uid), uid: asked.uid, gid: asked.gid, become: [] }
  }
  const name = asked.name ?? defaultName
  const found = entries(asked.passwd).find((entry) => entry.name === name)
  if (found === undefined || !Number.isInteger(found.uid) || !Number.isInteger(found.gid))
    throw refuse(`there is no user ${JSON.stringify(name)}`)
  if (found.uid === 0 || found.gid === 0) throw refuse(`${name} has root's rights`)
  if (!fs.existsSync(setpriv)) throw refuse(`${setpriv} is missing (Debian package util-linux)`)
  const drop = [`--reuid=${found.uid}`, `--regid=${found.gid}`, '--clear-groups', '--inh-caps=-all']
  return { ...found, become: [setpriv, ...drop] }
}

/**
 * Stands before a command so that no set-user-id program gives it rights. Only where Chromium can make its own
 * namespaces: its other sandbox is such a program.
 */
export const withoutNewPrivileges = (): readonly string[] => (fs.existsSync(setpriv) ? [setpriv, '--no-new-privs'] : [])

/** The same from this process and this machine. */
export function currentWindowUser(): WindowUser {
  const [uid, gid] = [process.getuid?.() ?? -1, process.getgid?.() ?? -1]
  const passwd = fs.readFileSync('/etc/passwd', 'utf8')
  return windowUser({ uid, gid, passwd, name: process.env.ANCHORITE_WINDOW_USER })
}

const entries = (passwd: string) =>
  passwd.split('\n').map((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':')
    return { name, uid: Number(uid || Number.NaN), gid: Number(gid || Number.NaN) }
  })

const nameOf = (passwd: string, uid: number): string =>
  entries(passwd).find((entry) => entry.uid === uid)?.name ?? `user ${uid}`
