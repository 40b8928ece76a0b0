import type { ApolloServerPlugin } from '@apollo/server'
import type { OperationDefinitionNode } from 'graphql'
import { codedError } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'

/** Tells the policies what Apollo Server learns of an operation, and refuses what its gateway would fail on. */
export function watchOperations(plugins: readonly RouterPlugin[]): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, request, contextValue }) {
          const { operation: kind, name } = servable(operation, request.operationName)
          contextValue.activity.kind = kind
          if (name) contextValue.activity.operation = name.value
        },
        async didEncounterErrors({ errors, contextValue }) {
          contextValue.activity.errors += errors.length
          for (const plugin of plugins) plugin.onErrors?.(errors, contextValue)
        },
      }
    },
  }
}

function servable(operation: OperationDefinitionNode | undefined, name: string | undefined): OperationDefinitionNode {
  if (!operation) {
    const message = name
      ? `There is no operation named "${name}".`
      : 'Say which operation to run: operationName is missing.'
    throw codedError('OPERATION_RESOLUTION_FAILURE', message, { status: 400 })
  }
  if (operation.operation === 'subscription') {
    const message = 'A subscription needs a WebSocket with the protocol graphql-transport-ws, at the same address.'
    throw codedError('BAD_REQUEST', message, { status: 400 })
  }
  return operation
}
