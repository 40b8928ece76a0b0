// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What the last bootstrap left behind: the lock file that it installed, how much of it, and what it generated from what.
 * It lives in node_modules, so it goes when node_modules goes.
 * @typedef {{ lock?: string, mode?: 'production' | 'full', generated?: Record<string, string> }} Stamp
 */

/** @param {string} root */
const fileIn = (root) => join(root, 'node_modules', '.bootstrap.json')

/** @param {string} root @returns {Stamp} */
export function readStamp(root) {
  try {
    return JSON.parse(readFileSync(fileIn(root), 'utf8'))
  } catch {
    // Missing, or cut short by a crash: both mean that nothing is known, and the work is done again.
    return {}
  }
}

/** @param {string} root @param {Stamp} stamp */
export function writeStamp(root, stamp) {
  writeFileSync(fileIn(root), `${JSON.stringify(stamp)}\n`)
}
