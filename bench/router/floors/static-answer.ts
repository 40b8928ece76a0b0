import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { FloorScript } from '../contenders/floors.ts'
import { readRequest } from './read-request.ts'

// The first floor: a bare server whose answers lie ready as bytes.

const [port = '', file = ''] = process.argv.slice(2)
const script = JSON.parse(readFileSync(file, 'utf8')) as FloorScript
const answers = new Map(Object.entries(script).map(([body, { answer }]) => [body, Buffer.from(answer)]))
const unknown = Buffer.from('{"data":{"__typename":"Query"}}')

createServer((request, response) => {
  readRequest(request, (body) => {
    const answer = answers.get(body) ?? unknown
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
    response.end(answer)
  })
}).listen(Number(port), '127.0.0.1')
