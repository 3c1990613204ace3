// The page's look, for a light screen and for a dark one, and on paper.

export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1f2328;--muted:#656d76;--rule:#d8dee4;--panel:#f6f8fa;
--right:#1a7f37;--right-soft:#dafbe1;--wrong:#cf222e;--wrong-soft:#ffebe9;--doubtful:#9a6700;--doubtful-soft:#fff8c5;
--skipped:#6e7781;--skipped-soft:#eaeef2}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--muted:#8d96a0;--rule:#2b323b;--panel:#161b22;
--right:#3fb950;--right-soft:#12301b;--wrong:#ff6b63;--wrong-soft:#3a1a1d;--doubtful:#d29922;--doubtful-soft:#2e2509;
--skipped:#8b949e;--skipped-soft:#21262d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:28px 24px 80px;background:var(--page);color:var(--ink);
font:14px/1.45 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
h1{font-size:24px;margin:0 0 2px}h2{font-size:18px;margin:44px 0 10px}h3{font-size:14px;margin:0}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:12px}
.muted{color:var(--muted)}.small{font-size:12px}
.call h2{margin:26px 0 6px;font-size:15px}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:18px 0 0}
.tile{border:1px solid var(--rule);border-radius:8px;padding:8px 16px;background:var(--panel);min-width:104px}
.tile b{display:block;font-size:22px;font-weight:600;line-height:1.2}
.right{color:var(--right)}.wrong{color:var(--wrong)}.doubtful{color:var(--doubtful)}.skipped{color:var(--skipped)}
.scroll{overflow-x:auto;border:1px solid var(--rule);border-radius:8px}
table{border-collapse:separate;border-spacing:0;width:100%}
.matrix{width:max-content;min-width:100%}
.matrix th,.matrix td{border-right:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:0}
.matrix tr>:last-child{border-right:0}.matrix tbody tr:last-child>*{border-bottom:0}
.matrix thead th{background:var(--panel);font-weight:500;vertical-align:bottom}
.matrix .fixture{font-size:11px;line-height:1.25;color:var(--muted);padding:4px 5px;text-align:left;vertical-align:middle}
.matrix .column{height:150px;width:30px;min-width:30px;padding:6px 0}
.matrix .column span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;font-size:12px;
max-height:142px;overflow:hidden;text-overflow:ellipsis;line-height:30px;display:block}
.matrix .behaviour{position:sticky;left:0;z-index:1;background:var(--page);text-align:left;font-weight:400;
width:330px;min-width:330px;max-width:330px;padding:6px 10px}
.matrix thead .behaviour{background:var(--panel);vertical-align:bottom}
.matrix .behaviour .mono{display:block;overflow-wrap:anywhere}
.cell{text-align:center;vertical-align:middle;font-weight:600}
.cell a{display:block;padding:2px 0;min-width:29px}
.cell a:hover{text-decoration:none;outline:2px solid currentColor;outline-offset:-2px}
td.right{background:var(--right-soft)}td.wrong{background:var(--wrong-soft)}td.doubtful{background:var(--doubtful-soft)}
td.skipped{background:var(--skipped-soft)}
.filler{width:100%;border-right:0!important}
.proof{margin:14px 0 0;border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.proof>header{padding:8px 12px;background:var(--panel);border-bottom:1px solid var(--rule)}
.trials td{padding:5px 12px;border-bottom:1px solid var(--rule);vertical-align:top}
.trials tr:last-child td{border-bottom:0}
.trials td:first-child{width:26px;padding-right:0;font-weight:600}.trials .who{width:330px;overflow-wrap:anywhere}
.trials .took{width:110px;text-align:right;white-space:nowrap;color:var(--muted);font-variant-numeric:tabular-nums}
.trials tr:target td{background:var(--doubtful-soft)}
details{margin:4px 0 0}summary{cursor:pointer;color:var(--muted);font-size:12px}
pre{margin:4px 0 0;padding:6px 8px;background:var(--panel);border-radius:6px;overflow-x:auto;white-space:pre}
pre del{display:block;text-decoration:none;color:var(--wrong)}pre ins{display:block;text-decoration:none;color:var(--right)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:1px 10px;margin:4px 0 0}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:640px){body{padding:16px 12px 48px}
.trials tr{display:grid;grid-template-columns:26px 1fr auto;border-bottom:1px solid var(--rule)}
.trials td{border:0;padding:5px 8px}.trials .who,.trials .took{width:auto}
.trials td:first-child{grid-row:1/3}.trials td:nth-child(3){grid-area:2/2/3/4;padding-top:0}.trials pre{white-space:pre-wrap}
.matrix .behaviour{position:static;width:190px;min-width:190px;max-width:190px}}
@media print{body{max-width:none}.scroll{overflow:visible}}
`;
