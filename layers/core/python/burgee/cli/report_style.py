"""How a report looks: by day, by night, on a telephone and on paper."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --line: #d9dde3;
  --ink: #1a1f27; --muted: #566070; --grid: #e3e6eb;
  --good: #12733b; --bad: #b3261e; --neutral: #46617f; --warn: #8a5200;
  --treatment-0: #1f6fb2; --treatment-1: #b4560e; --treatment-2: #6b4fa0; --treatment-3: #0f7c74;
  --treatment-4: #a8326e; --treatment-5: #5d6b12; --treatment-6: #8a4a2f; --treatment-7: #3d4fa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12151a; --card: #1b2027; --line: #343b46;
    --ink: #e8ebf0; --muted: #a3adbb; --grid: #2b323c;
    --good: #5cc98b; --bad: #ff8a80; --neutral: #9db4d0; --warn: #f0b45c;
    --treatment-0: #6db3f2; --treatment-1: #f0a05a; --treatment-2: #b9a1ea;
    --treatment-3: #5cc9bf; --treatment-4: #f08ab8; --treatment-5: #b9c95c;
    --treatment-6: #dba188; --treatment-7: #9dabf2;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 66rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 1.5rem; line-height: 1.3; margin: .25rem 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
h3 small, figcaption, .about, footer { color: var(--muted); font-weight: normal; }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
.badge {
  display: inline-block; padding: .1rem .6rem; border-radius: 1rem; border: 1px solid;
  font-weight: 600; color: var(--neutral);
}
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
dl {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
  gap: .75rem 1.5rem; margin: 1rem 0;
}
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; }
article {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; margin: 1rem 0;
}
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; }
td[data-label="variant"], td[data-label="segment"] { overflow-wrap: anywhere; min-width: 7rem; }
data, td strong, td[data-label="level"] { white-space: nowrap; }
th { color: var(--muted); font-size: .85rem; font-weight: 600; white-space: nowrap; }
tbody tr { border-top: 1px solid var(--line); }
.figures {
  display: grid; gap: 1rem 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
}
figure { margin: 1rem 0 0; max-width: 34rem; }
figure svg { display: block; width: 100%; height: auto; }
svg * { stroke-linejoin: round; stroke-linecap: butt; }
figcaption { font-size: .85rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); font-size: .85rem; }
@media screen and (max-width: 62rem) {
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td { padding: .15rem 0; }
  td:empty { display: none; }
  td::before { content: attr(data-label) ": "; color: var(--muted); font-size: .85rem; }
  tr { padding: .5rem 0; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --card: #ffffff; --line: #b8bec8;
    --ink: #000000; --muted: #444444; --grid: #dddddd;
    --good: #12733b; --bad: #b3261e; --neutral: #46617f; --warn: #8a5200;
    --treatment-0: #1f6fb2; --treatment-1: #b4560e; --treatment-2: #6b4fa0;
    --treatment-3: #0f7c74; --treatment-4: #a8326e; --treatment-5: #5d6b12;
    --treatment-6: #8a4a2f; --treatment-7: #3d4fa8;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 8pt; }
  td[data-label] { min-width: 0; }
  th, td { padding-right: .4rem; }
  data { white-space: normal; }
  .figures { grid-template-columns: 1fr 1fr; }
  figure, tr, dl > div, header { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
""".strip()
