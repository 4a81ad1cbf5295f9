"""The style sheet of the encounter page: everything on one screen of 1366 x 768, each column scrolls for itself, the bar stays.

Notices above take their room from the columns, so that the resident's name never leaves the screen.
"""

from __future__ import annotations

STYLE = """<style>
[data-testid=stSidebar], [data-testid=stSidebarCollapsedControl], [data-testid=stExpandSidebarButton] { display: none }
[data-testid=stHeader] { background: transparent; pointer-events: none; height: 0 }
.block-container { padding: .5rem 1rem 64px; max-width: none }
.st-key-page { gap: .35rem; flex: none; width: 100%; height: calc(100vh - 88px) }
.st-key-page > * { flex-shrink: 0 }
.st-key-page > [data-testid=stLayoutWrapper]:has(.st-key-left) { flex: 1 1 0; min-height: 400px }
.st-key-page > [data-testid=stLayoutWrapper]:has(.st-key-left) > *,
.st-key-page [data-testid=stColumn]:has(> * > * > :is(.st-key-left, .st-key-middle, .st-key-right)),
.st-key-page [data-testid=stColumn] > :has(> * > :is(.st-key-left, .st-key-middle, .st-key-right)) { height: 100% }
[data-testid=stLayoutWrapper]:has(> :is(.st-key-left, .st-key-middle, .st-key-right)) {
  flex: 1 1 0 !important; height: auto !important; min-height: 0 }
[data-testid=stLayoutWrapper]:has(> .st-key-letters) { flex: 0 0 216px !important; height: 216px !important }
.st-key-left, .st-key-middle, .st-key-right, .st-key-letters { height: 100%; overflow-y: auto; padding-right: 6px; gap: .5rem }
.st-key-letters { border-top: 1px solid var(--j-line); padding-top: 4px; gap: .3rem }
[data-testid=stColumn]:has(.st-key-middle) > [data-testid=stVerticalBlock] { gap: .5rem }
.st-key-left > *, .st-key-middle > *, .st-key-right > *, .st-key-letters > * { flex-shrink: 0 }
.st-key-right [data-testid=stElementToolbar] { display: none }
.j-h { font-size: 1.05rem; font-weight: 600; margin: 0; padding: 2px 0 }
.st-key-left [data-testid=stPopover] button, .st-key-right [data-testid=stPopover] button {
  min-height: 26px; padding: 0 10px; font-size: .85rem }
.st-key-left [data-testid=stPopover] { margin-top: -.35rem }
.st-key-middle textarea { line-height: 1.4 }
.st-key-page textarea:disabled { -webkit-text-fill-color: light-dark(#31333f, #e6e9ee) }
.st-key-bar { left: 0; padding: 8px 1rem; }
.st-key-bar [data-testid=stHtml] { line-height: 1 }
.j-jump { display: block; text-align: center; border: 1px solid var(--j-line); border-radius: .5rem; padding: .58rem .5rem;
  color: inherit; text-decoration: none }
.j-jump:hover, .j-jump:focus-visible { border-color: var(--j-bar); color: var(--j-bar) }
.j-phone { font-size: 1.25rem; font-weight: 600 }
.j-head { display: flex; gap: 14px; align-items: center; flex-wrap: wrap; min-height: 40px }
.j-head b { font-size: 1.1rem }
.j-head span.j-quiet { color: var(--j-quiet) }
.j-diff { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5 }
.j-diff del { background: var(--j-gone); color: var(--j-gone-ink) }
.j-diff ins { background: var(--j-new); color: var(--j-new-ink); text-decoration: underline }
.j-change { border-left: 3px solid var(--j-line); padding-left: 10px; margin: 6px 0 } .j-change p { margin: 4px 0 }
.j-improved { color: var(--j-good) } .j-unchanged { color: var(--j-quiet) } .j-worsened { color: var(--j-bad) }
.j-change small { color: var(--j-quiet) }
</style>"""
