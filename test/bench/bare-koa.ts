import Koa from 'koa'

/** The yardstick: bare Koa answering a small JSON, in a process of its own. Prints its port. */
const koa = new Koa()
koa.use((context) => {
  context.body = { ok: true, name: 'bare koa' }
})
const server = koa.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(
    `${JSON.stringify({ port: typeof address === 'object' && address !== null ? address.port : 0 })}\n`,
  )
})
process.on('SIGTERM', () => process.exit(0))
