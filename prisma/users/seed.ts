import { hash } from '@node-rs/argon2'
import { demoPassword, userCount, users } from '../demo/people.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions } from '../seed-database.ts'

/** Fills users. All demo accounts share one password hash: a thousand of their own would take half a minute. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  const filled = await seedDatabase(databaseUrl, 'users', async ({ insert }) => {
    const passwordHash = await hash(demoPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    for (const user of users(scale)) {
      await insert('users', {
        id: user.id,
        email: user.email,
        email_normalized: user.email.toLowerCase(),
        password_hash: passwordHash,
        given_name: user.givenName,
        family_name: user.familyName,
        roles: user.roles,
        created_at: user.registeredAt,
      })
      for (const address of user.addresses) {
        await insert('addresses', {
          id: address.id,
          user_id: user.id,
          recipient: address.recipient,
          line1: address.line1,
          line2: address.line2,
          city: address.city,
          postal_code: address.postalCode,
          country_code: address.countryCode,
          is_default: address.isDefault,
          created_at: user.registeredAt,
        })
      }
    }
  })
  if (filled) log(`users: ${userCount(scale)} accounts, password "${demoPassword}"`)
}
