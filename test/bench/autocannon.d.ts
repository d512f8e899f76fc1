/** The part of autocannon that the benchmark uses; the package has no types of its own. */
declare module 'autocannon' {
  interface Options {
    url: string
    connections: number
    duration: number
    method: 'GET' | 'POST'
    headers: Record<string, string>
    body?: string
  }
  interface Result {
    duration: number
    errors: number
    requests: { total: number }
    latency: { p50: number; p99: number }
    '2xx': number
    '3xx': number
    '4xx': number
    '5xx': number
  }
  export default function autocannon(options: Options): Promise<Result>
}
