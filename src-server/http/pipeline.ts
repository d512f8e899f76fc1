import { checkLocked } from './check-locked.ts'
import { checkCsrf } from './csrf.ts'
import type { Step } from './exchange.ts'
import { agreeOnEnvironment } from './find-page.ts'
import { judged } from './judge.ts'
import { checkProtocol, observe } from './observe.ts'
import { readInput } from './read-input.ts'

/** The steps that need something given; each is made by the factory of its own file. */
export interface PipelineParts {
  findHost: Step
  readQuery: Step
  serveConsole: Step
  serveOAuth: Step
  matchRoute: Step
  authenticate: Step
  findPage: Step
  limit: Step
  act: Step
}

/**
 * Everything that happens to a request before its handler, in order. The first step that throws answers.
 * The order is api.md's ("A request is judged in this order"), and test/http/pipeline-order.test.ts holds it to it.
 */
export function pipeline(parts: PipelineParts): readonly Step[] {
  return [
    observe, //                      X-Request-ID, User-Agent
    parts.findHost, //               421: which page, and may it speak to us at all
    parts.readQuery, //              400: a credential in the URL, a key twice
    checkProtocol, //                414, 417
    parts.serveConsole, //           files of the web console end here
    parts.serveOAuth, //             the authorization server's addresses end here
    parts.matchRoute, //             404, 405; 400: a header twice; 406
    parts.authenticate, //           400, 401: who
    parts.findPage, //               the page, the environment, the facts for the kernel
    judged('credential'), //         401, 403: does it still work
    judged('api_access'), //         403: the workspace's switch
    judged('address'), //            403: the token's address list
    parts.limit, //                  429
    checkCsrf, //                    403: a cookie alone is never enough
    checkLocked, //                  403: a locked session
    judged('kind'), //               403: sessions only, and the like
    judged('reauthentication'), //   403: the password again
    judged('page'), //               403: another page
    agreeOnEnvironment, //           403: a header that names another environment than the token
    judged('environment'), //        403: test on what is shared
    judged('permission'), //         403: level, scopes, role
    judged('lock'), //               423, before the body is read
    readInput, //                    415, 413, 400, 422
    parts.act, //                    idempotency, then the handler, in one batch
  ]
}
