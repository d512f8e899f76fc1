import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { name } from './fields.ts'
import { email, newPassword } from './people.ts'
import { signedIn } from './session.ts'

/** The first minutes of a workspace: from an empty folder to an owner who is signed in. */

export const getSetup = endpoint({
  id: 'setup.get',
  method: 'GET',
  path: '/setup',
  summary: 'Ask whether this workspace has an owner yet',
  permission: 'public',
  environments: 'shared',
  reply: z.object({
    /** True until someone has set it up with the code. */
    needs_setup: z.boolean(),
    workspace_name: z.nullable(z.string()),
  }),
  status: 200,
  change: null,
})

export const setUp = endpoint({
  id: 'setup.create',
  method: 'POST',
  path: '/setup',
  summary: 'Set up the workspace: its name, its first page, its owner',
  permission: 'public',
  environments: 'shared',
  body: z.strictObject({
    /** From the link that the server printed, or from the desktop app. */
    code: z.string().check(z.maxLength(200)),
    workspace_name: name,
    /** Left out: the workspace's name. */
    page_name: z.optional(name),
    /** The first host name of the page. */
    host: z.optional(z.string().check(z.maxLength(300))),
    email,
    /** Left out: what stands before the @. */
    name: z.optional(name),
    password: newPassword,
  }),
  reply: z.extend(signedIn, {
    workspace: z.object({ id: z.string(), name: z.string() }),
    page: z.object({ id: z.string(), name: z.string(), hosts: z.array(z.string()) }),
  }),
  status: 201,
  change: 'workspace.create',
  problems: ['setup_code_invalid', 'already_set_up', 'weak_password'],
})

export const setupEndpoints = [getSetup, setUp]
