// Stock: Apollo Gateway behind Apollo Server's standalone server, with no options but the ones that it cannot go without.
import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'

const [port, supergraphFile] = process.argv.slice(2)
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraphFile, 'utf8') })
const server = new ApolloServer({ gateway })
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } })
