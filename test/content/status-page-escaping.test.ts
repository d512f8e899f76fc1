/** T19, the server-rendered part: 300 payloads in every text field that people write leave the page's markup as it was. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StatusPageModel } from '../../src-server/features/status-page/model.ts'
import { renderStatusPage } from '../../src-server/features/status-page/render.ts'
import { tagsOf } from './markup.ts'
import { modelWith } from './sample-model.ts'

const seeds = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '</title><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</p><script>alert(1)</script>',
  '" onmouseover="alert(1)',
  "' onfocus='alert(1)' autofocus='",
  '`onload=alert(1)`',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'https://x.test/" onclick="alert(1)',
  "https://x.test/' onclick='alert(1)",
  'https://x.test/<script>alert(1)</script>',
  'http://x.test/>"><svg onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<base href="//evil.test/">',
  '<form action="//evil.test"><input name=x></form>',
  '<style>@import "//evil.test"</style>',
  '<link rel=stylesheet href=//evil.test>',
  '<object data="//evil.test"></object>',
  '<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)',
  '\u003cscript\u003ealert(1)',
  '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '＜script＞alert(1)',
  '<\u200bscript>alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '#{alert(1)}',
  '<details open ontoggle=alert(1)>',
  '<body onload=alert(1)>',
  '<x onclick=alert(1) style=position:fixed>',
  '\n\n<script>\nalert(1)\n</script>\n\n',
  'https://evil.test/\u202egnp.exe',
  '<plaintext>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '<select><option></select><script>alert(1)</script>',
  '<textarea></textarea><script>alert(1)</script>',
  'x" autofocus onfocus=alert(1) x="',
]
const variations: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => payload.toUpperCase(),
  (payload) => `plain words ${payload} and more`,
  (payload) => payload.replaceAll(' ', '/'),
  (payload) => payload + payload,
  (payload) => `https://status.test/a?b=${payload}`,
]
const payloads = seeds.flatMap((seed) => variations.map((vary) => vary(seed)))

/** What is left of a page when every text is taken out: tags and attribute names; values only where a browser acts on them. */
function skeleton(model: StatusPageModel): string[] {
  return tagsOf(renderStatusPage(model).text)
    .filter((tag) => tag.name !== 'a' && tag.name !== 'br' && tag.name !== 'p')
    .map((tag) => `${tag.name} ${[...tag.attributes.keys()].join(' ')}`)
}

test(`T19 ${payloads.length} payloads in every text of the status page leave its markup as it was`, () => {
  const clean = skeleton(modelWith('plain words'))
  let checked = 0
  for (const payload of payloads) {
    const model = modelWith(payload)
    assert.equal(skeleton(model), clean, payload)
    const { text } = renderStatusPage(model)
    for (const tag of tagsOf(text)) {
      assert.not.ok(['script', 'iframe', 'object', 'embed', 'base', 'template'].includes(tag.name), payload)
      if (tag.name === 'form') assert.is(tag.attributes.get('action'), '/subscribe', payload)
      if (tag.name === 'input') assert.is(tag.attributes.get('name'), 'email', payload)
      assert.not.ok(
        [...tag.attributes.keys()].some((name) => name.startsWith('on') || name === 'style' || name === 'srcdoc'),
      )
      if (tag.name === 'a')
        assert.match(tag.attributes.get('href') ?? '', /^(https?:\/\/|mailto:|#inc_|\/subscribe$|\/feed\.(atom|rss)$)/i)
      if (tag.name === 'img') assert.match(tag.attributes.get('src') ?? '', /^(https:\/\/|data:image\/png;base64,)/)
      checked += 1
    }
  }
  console.log(
    `T19 status page: ${payloads.length} payloads in every text, ${checked} tags looked at, 0 of them foreign`,
  )
  assert.ok(payloads.length >= 300)
})

test('T19 has teeth: a text that is not escaped is noticed', () => {
  const text = renderStatusPage(modelWith('plain words')).text
  const broken = text.replace('plain words', '<script>alert(1)</script>')
  assert.ok(tagsOf(broken).some((tag) => tag.name === 'script'))
  assert.throws(() => tagsOf(text.replace('plain words', '<img src=x onerror=alert(1)>')))
})

test('T19 hostile addresses in the settings are not written at all', () => {
  const { text } = renderStatusPage(
    modelWith('plain words', {
      support: 'javascript:alert(1)',
      logo: 'data:image/svg+xml;base64,PHN2Zz4=',
      favicon: 'javascript:alert(1)',
    }),
  )
  assert.not.match(text, 'javascript:')
  assert.not.match(text, 'svg+xml')
})

test('T19 a picture’s address cannot add to the policy', () => {
  const page = renderStatusPage(
    modelWith('plain words', { logo: "https://cdn.test/a;script-src 'unsafe-inline',b.png" }),
  )
  const policy = page.contentSecurityPolicy
  assert.equal(
    policy.split(';').map((part) => part.trim().split(' ')[0]),
    ['default-src', 'style-src', 'img-src', 'base-uri', 'form-action', 'frame-ancestors'],
  )
  assert.not.match(policy, 'unsafe')
})

test.run()
