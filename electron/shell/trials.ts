// What is tried inside the page before anybody may use it: each guard is asked to give way, and must not.

import { startUrl, surfaceName } from './policy.ts'

/** Expressions for the page's own world, by rule. Each gives `true` when the guard holds. */
export const trials: Readonly<Record<string, string>> = {
  'WIN-CSP': `(() => { try { return new Function('return false')() } catch (error) { return error instanceof EvalError } })()`,
  'WIN-TRUSTED-TYPES': `(() => { try { document.createElement('i').innerHTML = '<b>'; return false } catch (error) { return error instanceof TypeError } })()`,
  'WIN-SENDER': `Object.isFrozen(window.${surfaceName}) && Object.keys(window.${surfaceName}).join() === 'call'`,
  'WIN-ORIGIN': `location.href.split('#')[0] === ${JSON.stringify(startUrl)} && isSecureContext && !crossOriginIsolated`,
}
