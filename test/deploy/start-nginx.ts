import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Issued } from '../support/certificates.ts'
import { nginxPath } from '../support/runner/needs.ts'

/**
 * A real nginx with the configuration that the guide hands out. Only what its lines call "yours" is replaced: addresses, names, paths.
 */
export interface Nginx {
  /** Everything it has logged about requests, as its access log says it. */
  accessLog(): string
  stop(): Promise<void>
}

export interface NginxOptions {
  readonly folder: string
  /** Where Beatkeeper listens. */
  readonly upstreamPort: number
  readonly plainPort: number
  readonly tlsPort: number
  readonly names: readonly string[]
  readonly certificate: Issued
  /** More servers, for a proxy in front of the proxy. */
  readonly more?: string
}

const given = join(import.meta.dirname, '..', '..', 'examples', 'deploy', 'nginx', 'beatkeeper.conf')

/** Starts it and waits until it takes connections. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { folder, tlsPort } = options
  const at = (name: string): string => join(folder, name)
  mkdirSync(at('temp'), { recursive: true })
  writeFileSync(at('cert.pem'), options.certificate.cert)
  writeFileSync(at('key.pem'), options.certificate.key, { mode: 0o600 })
  writeFileSync(at('beatkeeper.conf'), asHere(readFileSync(given, 'utf8'), options))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${at('temp')};`,
  )
  writeFileSync(
    at('nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; pid ${at('nginx.pid')}; error_log stderr crit;
events { worker_connections 1024; }
http { ${temporary.join(' ')} access_log off; include ${at('beatkeeper.conf')}; ${options.more ?? ''} }
`,
  )
  const child = spawn(nginxPath() ?? 'nginx', ['-p', folder, '-c', at('nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // A test that fails half-way leaves no proxy behind.
  const kill = (): unknown => child.kill('SIGKILL')
  process.once('exit', kill)
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([
    takesConnections(tlsPort),
    ended.then(() => {
      throw new Error(`nginx ended: ${said}`)
    }),
  ])
  return {
    accessLog: () => readFileSync(at('access.log'), 'utf8'),
    async stop() {
      child.kill('SIGTERM')
      await ended
      process.off('exit', kill)
    },
  }
}

/** The given file with this machine's values on the lines that ask for them; each of them has to be there. */
function asHere(text: string, { folder, upstreamPort, plainPort, tlsPort, names }: NginxOptions): string {
  const values: readonly [RegExp, string][] = [
    [/server 127\.0\.0\.1:4600;/, `server 127.0.0.1:${upstreamPort};`],
    [/proxy_cache_path \/var\/cache\/nginx\/beatkeeper /, `proxy_cache_path ${folder}/cache `],
    [/listen 80;/, `listen 127.0.0.1:${plainPort};`],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${tlsPort} ssl http2;`],
    [/server_name admin\.example\.org status\.example\.org;/g, `server_name ${names.join(' ')};`],
    [/\/etc\/letsencrypt\/live\/admin\.example\.org\/fullchain\.pem/, `${folder}/cert.pem`],
    [/\/etc\/letsencrypt\/live\/admin\.example\.org\/privkey\.pem/, `${folder}/key.pem`],
    [/\/var\/log\/nginx\/beatkeeper\.access\.log/, `${folder}/access.log`],
    [/\/var\/log\/nginx\/beatkeeper\.error\.log/, `${folder}/error.log`],
  ]
  const lines = text.split('\n')
  for (const [pattern, value] of values) {
    const places = lines.flatMap((line, index) => (new RegExp(pattern.source).test(line) ? [index] : []))
    const asked = places.filter((index) => /# yours/.test(lines[index] ?? ''))
    if (places.length === 0 || places.length !== asked.length)
      throw new Error(`the configuration does not say "yours" where ${pattern.source} stands`)
    for (const index of places) lines[index] = (lines[index] ?? '').replace(pattern, value)
  }
  return lines.join('\n')
}

function takesConnections(port: number): Promise<void> {
  return new Promise((resolve) => {
    const attempt = (): void => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve()
      })
      socket.once('error', () => setTimeout(attempt, 20))
    }
    attempt()
  })
}
