/**
 * Says when the overall status changes: `node examples/watch-status.ts [SECONDS]` with the page's address in BEATKEEPER_URL.
 * Asks with the ETag of the last answer, so that an unchanged one has no body and counts against no limit.
 */
const url = `${process.env.BEATKEEPER_URL ?? 'http://127.0.0.1:4600'}/api/v1/status`
const seconds = Number(process.argv[2] ?? 30)

let etag = ''
for (;;) {
  const answer = await fetch(url, { headers: etag === '' ? {} : { 'If-None-Match': etag } })
  if (answer.status !== 304) {
    const { indicator, description } = JSON.parse(await answer.text())
    etag = answer.headers.get('ETag') ?? ''
    process.stdout.write(`${new Date().toISOString()} ${indicator}: ${description}\n`)
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
