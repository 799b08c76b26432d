export const STYLES = `
:root { --ink: #14213d; --soft: #5b6478; --sea: #0b6e75; --sand: #f6f3ec; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: linear-gradient(var(--sand) 60%, #d7ecee); color: var(--ink); font: 1.1rem/1.6 system-ui, sans-serif; }
header, main { max-width: 56rem; margin: 0 auto; padding: 1.25rem; }
header { font-weight: 700; letter-spacing: .02em; }
main { padding-top: clamp(2rem, 10vh, 7rem); }
h1 { margin: 0 0 1rem; max-width: 18ch; font-size: clamp(2.2rem, 7vw, 4rem); line-height: 1.1; text-wrap: balance; }
p { margin: 0 0 2rem; max-width: 34rem; color: var(--soft); }
button { padding: .9rem 1.75rem; border: 0; border-radius: .6rem; background: var(--sea); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
button:hover { filter: brightness(1.1); }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none; }
li { padding: 1rem; border-radius: .6rem; background: #fff; font-weight: 600; }
`;
