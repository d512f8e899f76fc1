/** Rules for pages with something to fill in; they come after the shared ones (style.ts) and use the same colours. */
export const formRules = `
.sheet{padding:1.5rem;margin-top:1.25rem}
.sheet h2{margin:0;font-size:1.05rem}
.sheet h1{font-size:1.4rem}
.sheet h1:focus{outline:0}
.sheet>p{color:var(--soft);margin-top:.35rem}
.sheet section{margin-top:1.7rem;padding-top:1.5rem;border-top:1px solid var(--line)}
.sheet h3{margin-bottom:.2rem}
.fields{display:grid;gap:1.1rem;margin-top:1.1rem}
.field label,.field legend,fieldset legend{font-weight:600;font-size:.95rem}
.hint{color:var(--faint);font-size:.9rem;margin-top:.35rem}
.sheet>.hint{margin-top:1.4rem}
.field input{display:block;width:100%;margin-top:.3rem}
input[type=email],input[type=text],input[type=url]{font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--control);border-radius:10px;padding:.55rem .75rem;min-height:2.75rem;max-width:100%}
input:focus-visible,button:focus-visible,.button:focus-visible{outline:2px solid var(--link);outline-offset:2px}
input[aria-invalid=true]{border-color:var(--bad)}
.wrong{color:var(--bad);font-size:.92rem;font-weight:600;margin-top:.3rem}
fieldset{border:0;padding:0;min-width:0}
legend{padding:0}
.choice{display:flex;gap:.65rem;align-items:flex-start;padding:.35rem 0;cursor:pointer;min-height:1.9rem}
.choice input{flex:none;width:1.15rem;height:1.15rem;margin:.18rem 0 0;accent-color:var(--link)}
.choices{margin-top:.5rem;border:1px solid var(--line);border-radius:12px;padding:.5rem .9rem;max-height:24rem;overflow:auto}
.choice:has([value=all]:checked)~.choices{display:none}
.choices:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.choices .of{font-size:.85rem;font-weight:600;color:var(--faint);margin-top:.5rem}
.choices .of:first-child{margin-top:0}
button,.button{font:inherit;font-weight:600;border-radius:10px;padding:.55rem 1.15rem;min-height:2.75rem;cursor:pointer;border:1px solid var(--link);background:var(--link);color:var(--surface);text-decoration:none;display:inline-flex;align-items:center;justify-content:center;gap:.5em;white-space:nowrap;overflow-wrap:normal}
button:hover,.button:hover{filter:brightness(1.06)}
button.quiet,.button.quiet{background:var(--surface);color:var(--link);border-color:var(--control)}
button.danger{background:var(--surface);color:var(--bad);border-color:var(--bad)}
button[disabled]{opacity:.6;cursor:progress}
.actions{display:flex;flex-wrap:wrap;gap:.7rem;align-items:center;margin-top:1.4rem}
.said{display:flex;gap:.7rem;align-items:flex-start;border-radius:12px;padding:.8rem 1rem;margin-top:1.1rem;background:var(--infoSoft);color:var(--text)}
.said.good{background:var(--okSoft)}
.said.bad{background:var(--badSoft)}
.address{display:flex;gap:.6rem;margin-top:.35rem;flex-wrap:wrap}
.address input{flex:1 1 18rem;font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.88rem}
.owned{list-style:none;padding:0;margin-top:.8rem;border:1px solid var(--line);border-radius:12px}
.owned li{display:flex;gap:.6rem 1rem;justify-content:space-between;align-items:center;flex-wrap:wrap;padding:.8rem 1rem}
.owned li+li{border-top:1px solid var(--line)}
.owned .about{color:var(--faint);font-size:.9rem}
.back{margin-top:1.5rem;font-size:.92rem}
.brand .page{font-size:1.3rem;line-height:1.3;font-weight:700;letter-spacing:-.01em}
.brand a{color:inherit;text-decoration:none}
.brand a:hover{text-decoration:underline}
.updates-form{position:relative;min-width:0}
.updates-form>summary{list-style:none;width:max-content;max-width:100%;cursor:pointer;font-weight:600;font-size:.92rem;color:var(--link);border:1px solid var(--line);background:var(--surface);border-radius:999px;padding:.42rem 1rem}
.updates-form>summary::-webkit-details-marker{display:none}
.updates-form .panel{position:absolute;z-index:1;inset-inline-end:0;top:calc(100% + .5rem);width:min(23rem,calc(100vw - 2.5rem));padding:1.1rem 1.2rem;box-shadow:0 12px 32px rgb(0 0 0/.18)}
.updates-form .row{gap:.5rem;flex-wrap:nowrap;margin-top:.3rem}
.updates-form .row input{flex:1 1 auto;min-width:0}
.updates-form .ways{list-style:none;padding:.8rem 0 0;margin:.9rem 0 0;border-top:1px solid var(--line);display:flex;gap:.3rem 1.1rem;flex-wrap:wrap;font-size:.92rem}
.brand .of{font-size:.92rem}
.tools{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}
[hidden]{display:none!important}
@media (max-width:36rem){.sheet{padding:1.15rem 1.1rem}.actions button,.actions .button{width:100%}.updates-form .panel{position:static;width:100%;margin-top:.6rem}.updates-form[open]{flex:1 1 100%}.updates-form .row{flex-wrap:wrap}.tools{max-width:100%}.tools:has(.updates-form[open]){width:100%}}
`
