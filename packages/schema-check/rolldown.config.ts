import { isAbsolute } from 'node:path'
import { defineConfig } from 'rolldown'

// What `npm pack` publishes: the sources as JavaScript. Dependencies stay outside, they are installed beside it.
export default defineConfig({
  input: './src/main.ts',
  platform: 'node',
  transform: { target: 'node22' },
  // Helpers of the compiler's own are no dependency that anybody installs.
  external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('@oxc-project/runtime'),
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs', cleanDir: true },
})
