// @ts-check
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** No install takes longer; the process id in an older lock belongs to somebody else by now. */
const abandonedAfterMs = 15 * 60_000

/**
 * Waits until this process is the only one that installs. A lock whose process has died is taken over.
 * @param {string} file
 * @returns {Promise<() => void>} releases the lock
 */
export async function acquireLock(file) {
  let told = false
  while (!create(file)) {
    if (isAbandoned(file)) {
      takeAway(file)
      continue
    }
    if (!told) console.error('Another process is installing this checkout; waiting for it …')
    told = true
    await sleep(200)
  }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  return () => {
    process.off('exit', release)
    release()
  }
}

/** @param {string} file */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function isAbandoned(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs
    const pid = Number(readFileSync(file, 'utf8'))
    // Empty for the moment between its creation and its first byte.
    if (pid === 0) return age > 5_000
    return age > abandonedAfterMs || !isAlive(pid)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/**
 * Only one of several waiters can rename the abandoned file. Renaming a lock that was made anew in between is noticed by
 * its content, and it is put back.
 * @param {string} file
 */
function takeAway(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if (isAbandoned(aside)) rmSync(aside)
  else renameSync(aside, file)
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
