// `npm run --silent keys > .env`: the secrets of docker-compose.yml, made anew at each call.
import { randomBytes } from 'node:crypto'
import { generateSigningKey } from '@shop/users-subgraph/tokens/signing-key'

console.log(`POSTGRES_PASSWORD=${randomBytes(24).toString('base64url')}`)
console.log(`WEBHOOK_SECRETS_KEY=${randomBytes(32).toString('base64url')}`)
// In single quotes, because compose would take a $ in plain text for a variable.
console.log(`USERS_SIGNING_KEY='${await generateSigningKey()}'`)
