import type { GraphQLSchema } from 'graphql'
import type { Operation } from './generate-operation.ts'
import type { Answers } from './pair.ts'

/** Both engines' answers to one operation. */
export type Difference = { operation: Operation; schema: GraphQLSchema; answers: Answers }
