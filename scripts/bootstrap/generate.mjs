// @ts-check
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtime } from './install.mjs'

/**
 * A program that writes generated code. `key` is a hash of all that it reads: while the stamp has the same, and the
 * outputs exist, it need not run.
 * @typedef {{ name: string, program: string, key: string }} Generator
 */

/**
 * @param {string} root @param {'production' | 'full'} mode
 * @param {string} lock hash of the lock file: another version of a generator may write other code
 * @param {import('./stamp.mjs').Stamp} stamp
 * @returns {Generator[]}
 */
export function generatorsToRun(root, mode, lock, stamp) {
  const generators = [prismaClients(root, lock)]
  // Types only: the running shop does not need them.
  if (mode === 'full') generators.push(resolverTypes(root, lock))
  return generators.filter(
    ({ name, key, outputs }) => stamp.generated?.[name] !== key || !outputs.every((output) => existsSync(output)),
  )
}

/**
 * @param {string} root @param {Generator[]} generators
 * @returns {Promise<Record<string, string>>} the keys for the stamp
 */
export async function runGenerators(root, generators) {
  /** @type {Record<string, string>} */
  const done = {}
  for (const { name, program, key } of generators) {
    await run(runtime(root), program, root)
    done[name] = key
  }
  return done
}

/** @param {string} root @param {string} lock */
function prismaClients(root, lock) {
  const schemas = folders(root, 'prisma').filter((name) => existsSync(join(root, 'prisma', name, 'schema.prisma')))
  const program = join(root, 'prisma', 'generate.ts')
  const inputs = [program, ...schemas.map((name) => join(root, 'prisma', name, 'schema.prisma'))]
  const outputs = schemas.map((name) => join(root, 'subgraphs', name, 'src', 'generated', 'prisma', 'client.ts'))
  return { name: 'prisma', program, key: hash(lock, inputs), outputs }
}

/** @param {string} root @param {string} lock */
function resolverTypes(root, lock) {
  const subgraphs = folders(root, 'subgraphs')
  const program = join(root, 'schema', 'generate-types.ts')
  const inputs = [
    program,
    join(root, 'schema', 'resolver-types.ts'),
    ...subgraphs.map((name) => join(root, 'schema', `${name}.graphql`)),
    ...subgraphs.map((name) => join(root, 'subgraphs', name, 'src', 'mappers.ts')),
  ]
  const outputs = subgraphs.map((name) => join(root, 'subgraphs', name, 'src', 'generated', 'graphql.ts'))
  return { name: 'resolverTypes', program, key: hash(lock, inputs), outputs }
}

/** @param {string} root @param {string} parent */
function folders(root, parent) {
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}

/** @param {string} lock @param {string[]} files */
function hash(lock, files) {
  const result = createHash('sha256').update(lock)
  for (const file of files) result.update(`\0${file}\0`).update(existsSync(file) ? readFileSync(file) : '')
  return result.digest('base64url')
}

/**
 * @param {string} node @param {string} program @param {string} cwd
 * @returns {Promise<void>}
 */
function run(node, program, cwd) {
  const child = spawn(node, [program], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${output.trim()}\n\nnode ${program} failed (exit code ${code}).`))
    })
  })
}
